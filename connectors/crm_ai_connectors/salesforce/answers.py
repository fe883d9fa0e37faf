"""What Salesforce's answers mean: errors and quota. Pure, and careful with bodies.

Nothing of a body reaches a message but names of objects and fields and Salesforce's own codes, each only when
it looks like one: bodies can carry personal data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
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

from ..http.retry import DAILY, seconds_of

FIELD_MISSING = "field_missing"
OBJECT_MISSING = "object_missing"
LOCATOR_GONE = "query_locator_gone"

DAY_S = 86_400.0
_CODE = re.compile(r"[A-Z][A-Z0-9_]{2,79}", re.ASCII)
_NAME = r"([A-Za-z][A-Za-z0-9_]{0,79}(?:\.[A-Za-z][A-Za-z0-9_]{0,79}){0,3})"
_COLUMN = re.compile(rf"No such column '{_NAME}' on (?:entity|sobject of type) '?{_NAME}'?")
_RELATION = re.compile(rf"Didn't understand relationship '{_NAME}'")
_OBJECT = re.compile(rf"s?[oO]bject type '{_NAME}' is not supported")
_EXTERNAL_ID = re.compile(rf"external ID field does not exist or is not accessible: {_NAME}", re.IGNORECASE)
_USAGE = re.compile(r"(?:^|[\s;,])api-usage=(\d{1,12})/(\d{1,12})", re.ASCII)
_NAMED = 5
_DAILY_RETRY_S = 900.0
_BUSY_RETRY_S = 10.0

_BUSY = frozenset(
    {
        "UNABLE_TO_LOCK_ROW",
        "SERVER_UNAVAILABLE",
        "QUERY_TIMEOUT",
        "REQUEST_RUNNING_TOO_LONG",
    }
)
_RULES = frozenset(
    {
        "FIELD_CUSTOM_VALIDATION_EXCEPTION",
        "REQUIRED_FIELD_MISSING",
        "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
        "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
        "FIELD_FILTER_VALIDATION_EXCEPTION",
        "DUPLICATES_DETECTED",
        "NUMBER_OUTSIDE_VALID_RANGE",
    }
)
_NO_ACCESS = frozenset(
    {
        "INSUFFICIENT_ACCESS",
        "INSUFFICIENT_ACCESS_OR_READONLY",
        "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
        "INVALID_FIELD_FOR_INSERT_UPDATE",
        "CANNOT_EXECUTE_FLOW_TRIGGER",
    }
)
_GONE = frozenset({"NOT_FOUND", "ENTITY_IS_DELETED", "MALFORMED_ID"})
_NO_REFERENCE = frozenset({"INVALID_CROSS_REFERENCE_KEY", "FIELD_INTEGRITY_EXCEPTION"})


def error_of(status: int, headers: Mapping[str, str], body: Any, *, write: bool) -> CrmAiError:  # noqa: ANN401  # one return per meaning
    """Return the error that an answer other than 2xx stands for.

    Args:
        status: HTTP status, also of one part of a composite answer.
        headers: Response headers, case-insensitive.
        body: Parsed JSON (a list of errors), or what could not be parsed.
        write: Whether the call may have changed something; a 5xx then leaves that open.
    """
    problems = [one for one in body if isinstance(one, Mapping)] if isinstance(body, list) else []
    codes = {code for one in problems if (code := str(one.get("errorCode") or "")) and _CODE.fullmatch(code)}
    detail = f"status={status} codes={','.join(sorted(codes)[:_NAMED]) or '-'}"
    if limited := _limited(status, headers, problems, codes, detail):
        return limited
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.REQUEST_TIMEOUT or codes & _BUSY:
        return RetryableError(
            f"Salesforce is unavailable at present (status {status})",
            code="unavailable",
            detail=detail,
            retry_after=seconds_of(headers),
            uncertain=write and status >= HTTPStatus.INTERNAL_SERVER_ERROR,
        )
    if status == HTTPStatus.UNAUTHORIZED or "INVALID_SESSION_ID" in codes:
        return ReauthoriseError(
            "Salesforce no longer accepts this connection's access token",
            detail=detail,
            hint="connect Salesforce again",
        )
    if HTTPStatus.MULTIPLE_CHOICES < status < HTTPStatus.BAD_REQUEST:
        return PermanentError(
            "Salesforce's address answers with a redirect, which is not followed because it would carry"
            " credentials",
            code="redirect",
            detail=detail,
            hint="use the org's My Domain (https://….my.salesforce.com)",
        )
    if missing := _missing(problems, codes, detail):
        return missing
    if codes & _NO_REFERENCE:
        return PermanentError(
            "Salesforce refuses because a record that this is to be put on is not there or not visible",
            code="reference_invalid",
            detail=detail,
        )
    if status == HTTPStatus.NOT_FOUND or codes & _GONE:
        return NotFoundError(
            "Salesforce has no such record, or this connection may not see it", detail=detail
        )
    return _refused(status, codes, detail)


def _refused(status: int, codes: set[str], detail: str) -> CrmAiError:
    if codes & {"API_DISABLED_FOR_ORG", "API_CURRENTLY_DISABLED"}:
        return PermanentError(
            "Salesforce's API is switched off for this org or user",
            code="api_disabled",
            detail=detail,
            hint="use an edition with API access and give the connecting user the permission API Enabled",
        )
    if status == HTTPStatus.FORBIDDEN or codes & _NO_ACCESS:
        return PermanentError(
            "Salesforce refuses because the user who connected it lacks a permission",
            code="forbidden",
            detail=detail,
            hint="give that user the permission set CRM AI integration, and edit rights on opportunities and tasks",
        )
    if status == HTTPStatus.CONFLICT or "DUPLICATE_VALUE" in codes:
        return ConflictError("Salesforce already has this, or another change came first", detail=detail)
    if "STRING_TOO_LONG" in codes:
        return PermanentError("the text is longer than Salesforce allows", code="too_long", detail=detail)
    if "INVALID_QUERY_LOCATOR" in codes:
        return PermanentError("Salesforce has dropped the rest of a query", code=LOCATOR_GONE, detail=detail)
    if codes & _RULES:
        return PermanentError(
            "Salesforce refuses the change because a rule of this org is not met",
            code="validation",
            detail=detail,
            hint="look at validation rules, required fields and triggers of this object in Setup",
        )
    return PermanentError("Salesforce refuses this call", code="refused", detail=detail)


def _limited(
    status: int, headers: Mapping[str, str], problems: list[Mapping[str, Any]], codes: set[str], detail: str
) -> RateLimitedError | None:
    if "REQUEST_LIMIT_EXCEEDED" in codes:
        # The same code for two limits: calls a day, and long calls at the same time.
        if any("concurrent" in str(one.get("message") or "").lower() for one in problems):
            return RateLimitedError(
                "Salesforce is working on too many long calls of this org at once",
                retry_after=seconds_of(headers) or _BUSY_RETRY_S,
                detail=detail,
            )
        return RateLimitedError(
            "this Salesforce org has used up its API calls of the last 24 hours",
            code=DAILY,
            retry_after=seconds_of(headers) or _DAILY_RETRY_S,
            detail=detail,
            hint="Setup › System Overview shows who uses them",
        )
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return RateLimitedError(
            "Salesforce asks to call less often",
            retry_after=seconds_of(headers) or _BUSY_RETRY_S,
            detail=detail,
        )
    return None


def _missing(problems: list[Mapping[str, Any]], codes: set[str], detail: str) -> PermanentError | None:
    names = missing_names(problems)
    named = ", ".join(sorted(names)[:_NAMED])
    if "INVALID_TYPE" in codes or any(_OBJECT.search(_message(one)) for one in problems):
        return _not_there(f"the object {named}" if named else "an object", OBJECT_MISSING, names, detail)
    if "INVALID_FIELD" in codes or any(_EXTERNAL_ID.search(_message(one)) for one in problems):
        return _not_there(f"the field {named}" if named else "a field", FIELD_MISSING, names, detail)
    return None


class MissingError(PermanentError):
    """A field or object is not there, or hidden from the connecting user. `names` says which."""

    names: frozenset[str] = frozenset()


def _not_there(what: str, code: str, names: frozenset[str], detail: str) -> MissingError:
    error = MissingError(
        f"Salesforce has no {what.removeprefix('the ')}, or hides it from the user who connected it",
        code=code,
        detail=detail,
        hint=INSTALL_HINT,
    )
    error.names = names
    return error


INSTALL_HINT = "install the CRM AI package and give the connecting user the permission set CRM AI integration"


def missing_names(problems: list[Mapping[str, Any]]) -> frozenset[str]:
    """Return which fields, relationships (ending in a dot) and objects an error says are not there."""
    return frozenset(name for one in problems for name in _named(_message(one)))


def _named(message: str) -> Iterator[str]:
    for found in _COLUMN.finditer(message):
        yield found.group(1)
    for found in _RELATION.finditer(message):
        yield f"{found.group(1)}."
    for pattern in (_OBJECT, _EXTERNAL_ID):
        for found in pattern.finditer(message):
            yield found.group(1)


def _message(problem: Mapping[str, Any]) -> str:
    return str(problem.get("message") or "")


def quota_of(headers: Mapping[str, str]) -> Quota | None:
    """Return what ``Sforce-Limit-Info`` says of the day's calls, if it is there."""
    found = _USAGE.search(headers.get("Sforce-Limit-Info", ""))
    if found is None:
        return None
    used, limit = int(found.group(1)), int(found.group(2))
    return Quota(limit=limit, remaining=max(0, limit - used), resets_in_s=DAY_S) if limit else None


def quota_of_limits(body: Any) -> Quota | None:  # noqa: ANN401  # vendor JSON
    """Return what an answer of ``/limits`` says of the day's calls."""
    row = body.get("DailyApiRequests") if isinstance(body, Mapping) else None
    if not isinstance(row, Mapping):
        return None
    limit, remaining = row.get("Max"), row.get("Remaining")
    if not isinstance(limit, int) or not isinstance(remaining, int) or limit <= 0:
        return None
    return Quota(limit=limit, remaining=min(max(0, remaining), limit), resets_in_s=DAY_S)
