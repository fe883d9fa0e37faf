"""The vendor's errors as ours, by what the caller should do. No body, no key, no prompt comes along."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx2
import openai

from ...errors import CrmAiError, PermanentError, RateLimitedError, RetryableError
from .raw_answer import bad_output

MONEY_CODES = frozenset(
    {
        "insufficient_quota",
        "billing_hard_limit_reached",
        "billing_not_active",
        "credit_balance_exhausted",
        "account_deactivated",
        "access_terminated",
    }
)
"""429 (or 402, 403) that no waiting mends."""
_TOO_LONG = frozenset({"context_length_exceeded", "string_above_max_length"})
_PASSING = frozenset({408, 409, 425})


def as_our_error(error: openai.OpenAIError | httpx2.HTTPError) -> CrmAiError:
    """Return our error for one of the package's.

    `uncertain` is set when the request went out and the answer was lost: it may be billed.
    """
    if isinstance(error, openai.APIStatusError):
        return _of_status(error)
    cause = error.__cause__ if isinstance(error, openai.APIConnectionError) else error
    sent = not isinstance(cause, httpx2.ConnectTimeout | httpx2.ConnectError)
    if isinstance(error, openai.APITimeoutError) or isinstance(cause, httpx2.TimeoutException):
        return RetryableError("the model did not answer in time", code="model_timeout", uncertain=sent)
    if isinstance(cause, httpx2.DecodingError):
        return bad_output("it is too large, or compressed unasked")
    return RetryableError(
        "the model can't be reached", code="model_unavailable", detail=_kind(cause), uncertain=sent
    )


def _of_status(error: openai.APIStatusError) -> CrmAiError:
    status, code = error.status_code, str(error.code or error.type or "")
    detail = f"HTTP {status} {code}".strip()
    wait = retry_after(error.response.headers)
    if code in MONEY_CODES or status == 402:
        return PermanentError(
            "the model's account has no money left", code="quota_exhausted", detail=detail, hint="top it up"
        )
    if status == 429:
        return RateLimitedError(
            "the model's provider asks for fewer calls",
            code="model_rate_limited",
            detail=detail,
            retry_after=wait,
        )
    if status == 401:
        return PermanentError(
            "the model's provider does not accept the key",
            code="wrong_key",
            detail=detail,
            hint="check OPENAI_API_KEY and OPENAI_ORG_ID",
        )
    if status in (403, 404):
        return PermanentError(
            "the provider has no such model for this key, or not this API",
            code="model_not_found",
            detail=detail,
            hint="check CRM_AI_AI__MODEL, CRM_AI_AI__API_MODE and OPENAI_BASE_URL",
        )
    if status in _PASSING or status >= 500:
        return RetryableError(
            "the model's provider has a problem", code="model_unavailable", detail=detail, retry_after=wait
        )
    if code in _TOO_LONG or status == 413:
        return PermanentError("the prompt is too long", code="prompt_too_large", detail=detail)
    return PermanentError("the model's provider rejects the request", code="request_rejected", detail=detail)


def retry_after(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Return how many seconds the other side asks to wait, None when it does not say."""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            wait = float(headers[name]) * unit
        except (KeyError, ValueError):
            continue
        if math.isfinite(wait):
            return max(0.0, wait)
    try:
        at = parsedate_to_datetime(headers["retry-after"])
    except (KeyError, ValueError):
        return None
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (aware - (now or datetime.now(UTC))).total_seconds())


def _kind(cause: BaseException | None) -> str | None:
    return None if cause is None else type(cause).__name__
