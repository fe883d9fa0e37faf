"""What HubSpot's answers mean: errors, partial failures and quota. Pure, and careful with bodies.

Nothing of a body reaches a message but names of scopes, names of properties and HubSpot's own codes,
each only when it looks like one: bodies can carry personal data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Any

from crm_ai_plugin.errors import (
    ConflictError,
    CrmAiError,
    NotFoundError,
    PermanentError,
    RateLimitedError,
    ReauthoriseError,
    RetryableError,
)
from crm_ai_plugin.ports.connector import Quota

from ..http.retry import seconds_of
from . import rules
from .refusals import explain, is_refusal

MISSING_SCOPE = "missing_scope"
PROPERTY_MISSING = "property_missing"

_SCOPE = re.compile(r"\b[a-z][a-z_]*(?:[.\-][a-z_]+){1,4}\b")
_PROPERTY_IN_MESSAGE = re.compile(
    r'"name"\s*:\s*"([a-z][a-z0-9_]{0,99})"|[Pp]roperty "([a-z][a-z0-9_]{0,99})"'
)
_NAME = re.compile(r"[a-z][a-z0-9_]{0,99}")
_CODE = re.compile(r"[A-Z][A-Z0-9_]{2,59}")
_NO_ASSOCIATION = "NO_ASSOCIATIONS_FOUND"
_NAMED = 5
_READ = 2_000
"""So much of a message is looked at."""
_MIGRATING = 477
"""HubSpot's own status while an account moves to another data centre."""
_RETRYABLE = frozenset(
    {
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.LOCKED,
        HTTPStatus.TOO_EARLY,
        HTTPStatus.MISDIRECTED_REQUEST,
        _MIGRATING,
    }
)
_USUAL_LIMIT = 110
"""Calls per ten seconds and account of an OAuth app."""
_DEFAULT_RETRY_AFTER_S = 10.0
"""HubSpot's burst limit is per rolling ten seconds."""


def error_of(status: int, headers: Mapping[str, str], body: Any, *, write: bool) -> CrmAiError:  # noqa: ANN401
    """Return the error that an answer other than 2xx stands for.

    Args:
        status: HTTP status.
        headers: Response headers, case-insensitive.
        body: Parsed JSON, or None.
        write: Whether the call may have changed something; a 5xx then leaves that open.
    """
    found: Mapping[str, Any] = body if isinstance(body, Mapping) else {}
    detail = _detail(status, found)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return RateLimitedError(
            "HubSpot's rate limit is reached",
            retry_after=seconds_of(headers) or _DEFAULT_RETRY_AFTER_S,
            detail=detail,
        )
    if status in _RETRYABLE or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return RetryableError(
            f"HubSpot is unavailable at present (status {status})",
            code="unavailable",
            detail=detail,
            retry_after=seconds_of(headers),
            uncertain=write and status >= HTTPStatus.INTERNAL_SERVER_ERROR,
        )
    if status == HTTPStatus.UNAUTHORIZED:
        return ReauthoriseError(
            "HubSpot no longer accepts this connection's credentials",
            detail=detail,
            hint="connect HubSpot again",
        )
    if status == HTTPStatus.FORBIDDEN:
        return _forbidden(found, detail)
    if status == HTTPStatus.NOT_FOUND:
        return NotFoundError("HubSpot has no such record, or this connection may not see it", detail=detail)
    if status == HTTPStatus.CONFLICT:
        return ConflictError("HubSpot already has this, or another change came first", detail=detail)
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return PermanentError(
            "HubSpot's address answers with a redirect, which is not followed because it would carry credentials",
            code="redirect",
            detail=detail,
            hint="check api_base",
        )
    return _refused(found, detail)


def batch_errors(body: Mapping[str, Any], *, write: bool = False) -> Iterator[CrmAiError]:
    """Yield the failures inside a 2xx batch answer; a missing object or association is none."""
    for error in _mappings(body.get("errors")):
        category = str(error.get("category") or "")
        if category == "OBJECT_NOT_FOUND" or _NO_ASSOCIATION in str(error.get("subCategory") or ""):
            continue
        if category == "RATE_LIMITS":
            yield RateLimitedError("HubSpot's rate limit is reached", retry_after=_DEFAULT_RETRY_AFTER_S)
        elif category == "MISSING_SCOPES":
            yield _forbidden(error, _detail(HTTPStatus.FORBIDDEN, error))
        elif category == "VALIDATION_ERROR":
            yield _refused(error, _detail(HTTPStatus.BAD_REQUEST, error))
        else:
            yield RetryableError(
                "HubSpot answered only a part of a batch",
                code="batch_incomplete",
                detail=_detail(HTTPStatus.MULTI_STATUS, error),
                uncertain=write,
            )


def is_daily(body: Any) -> bool:  # noqa: ANN401  # vendor JSON
    """Return whether a 429 is about the day's allowance, so that waiting a moment is pointless."""
    return isinstance(body, Mapping) and str(body.get("policyName") or "").upper() == "DAILY"


def quota_of(headers: Mapping[str, str]) -> Quota | None:
    """Return what the rate-limit headers say, if they are there."""
    try:
        remaining = int(headers["X-HubSpot-RateLimit-Remaining"])
        limit = int(headers.get("X-HubSpot-RateLimit-Max", _USUAL_LIMIT))
        window = float(headers.get("X-HubSpot-RateLimit-Interval-Milliseconds", "10000")) / 1000
    except (KeyError, ValueError):
        return None
    return Quota(limit=max(limit, remaining), remaining=remaining, resets_in_s=window)


def _forbidden(body: Mapping[str, Any], detail: str) -> PermanentError:
    scopes = sorted(set(_scopes(body)))
    if scopes or body.get("category") == "MISSING_SCOPES":
        named = ", ".join(scopes[:_NAMED]) or "one it needs"
        return PermanentError(
            f"HubSpot refuses because the app was not granted the permission {named}",
            code=MISSING_SCOPE,
            detail=detail,
            hint=f"connect HubSpot again and grant {named}",
        )
    return PermanentError(
        "HubSpot refuses because the user who connected it lacks a permission in HubSpot",
        code="forbidden",
        detail=detail,
        hint="let a super admin connect HubSpot again",
    )


def _refused(body: Mapping[str, Any], detail: str) -> CrmAiError:
    if is_refusal(body.get("error")):
        return explain(str(body["error"]), str(body.get("error_description") or ""))
    names = sorted(set(_property_names(body)))
    codes = set(_codes(body))
    named = ", ".join(names[:_NAMED])
    if "PROPERTY_DOESNT_EXIST" in codes or "does not exist" in str(body.get("message") or ""):
        what = f"the property {named}" if named else "a property"
        return PermanentError(
            f"HubSpot has no {what.removeprefix('the ')}", code=PROPERTY_MISSING, detail=detail
        )
    if body.get("category") == "VALIDATION_ERROR":
        return rules.broken(codes, list(_messages(body)), names[:_NAMED], detail)
    return PermanentError("HubSpot refuses this call", code="refused", detail=detail)


def _detail(status: int, body: Mapping[str, Any]) -> str:
    codes = sorted(set(_codes(body)))
    correlation = str(body.get("correlationId") or "")
    if not re.fullmatch(r"[0-9a-fA-F-]{8,64}", correlation):
        correlation = "-"
    return f"status={status} codes={','.join(codes[:_NAMED]) or '-'} correlation={correlation}"


def _codes(body: Mapping[str, Any]) -> Iterator[str]:
    for source in (body, *_mappings(body.get("errors"))):
        for name in ("category", "subCategory", "code", "error", "errorType", "policyName"):
            value = source.get(name)
            if isinstance(value, str) and _CODE.fullmatch(value):
                yield value
    message = body.get("message")
    if isinstance(message, str):
        yield from re.findall(r'"error"\s*:\s*"([A-Z][A-Z0-9_]{2,59})"', message)


def _scopes(body: Mapping[str, Any]) -> Iterator[str]:
    for source in (body, *_mappings(body.get("errors"))):
        context = source.get("context")
        words = context.items() if isinstance(context, Mapping) else (("scopes", context),)
        for name, value in words:
            if "scope" in str(name).lower():
                yield from _SCOPE.findall(str(value))


def _property_names(body: Mapping[str, Any]) -> Iterator[str]:
    for source in (body, *_mappings(body.get("errors"))):
        context = source.get("context")
        for name, value in context.items() if isinstance(context, Mapping) else ():
            if "propert" in str(name).lower():
                yield from (found for found in _words(value) if _NAME.fullmatch(found))
        message = source.get("message")
        if isinstance(message, str):
            yield from (one or other for one, other in _PROPERTY_IN_MESSAGE.findall(message))


def _messages(body: Mapping[str, Any]) -> Iterator[str]:
    for source in (body, *_mappings(body.get("errors"))):
        message = source.get("message")
        if isinstance(message, str):
            yield message[:_READ]


def _words(value: Any) -> Iterable[str]:  # noqa: ANN401  # vendor JSON
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]


def _mappings(value: Any) -> list[Mapping[str, Any]]:  # noqa: ANN401  # vendor JSON
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []
