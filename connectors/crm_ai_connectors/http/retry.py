"""Whether and when a failed call is made again, and what a broken connection means."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum

import requests
from urllib3.exceptions import NewConnectionError

from crm_ai_plugin.errors import CrmAiError, RateLimitedError, RetryableError

DAILY = "rate_limited_daily"
"""Code of a rate limit that holds for the day: waiting a moment is pointless."""
_FIRST_PAUSE_S = 0.2


class Effect(Enum):
    """What a call does to the CRM, which decides whether it may be repeated."""

    READ = "read"
    REPEATABLE = "repeatable"
    """Changes something, but doing it twice is doing it once."""
    WRITE = "write"


def pause(
    error: CrmAiError, effect: Effect, attempt: int, left: float, *, patience: float, reserve: float
) -> float | None:
    """Return the seconds to wait before trying again here, None to give up.

    Args:
        error: How the call failed.
        effect: What it does; one that changed something, perhaps, is not repeated.
        attempt: Which try has failed, from 1.
        left: Seconds until the deadline.
        patience: The longest rate limit that is waited for here.
        reserve: Seconds the next try needs at least: a pause that eats all of the time helps nobody.
    """
    if isinstance(error, RateLimitedError):
        wait = error.retry_after or 0.0
        if error.code == DAILY or wait > patience:
            return None
    elif isinstance(error, RetryableError) and effect is not Effect.WRITE:
        backoff = _FIRST_PAUSE_S * 2 ** (attempt - 1)
        wait = max(error.retry_after or 0.0, backoff * random.uniform(0.5, 1.5))  # noqa: S311  # jitter
    else:
        return None
    return wait if wait + reserve <= left else None


def seconds_of(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that ``Retry-After`` asks to wait, as a number or until a date; None if it does not."""
    value = headers.get("Retry-After", "")
    try:
        seconds = float(value)
    except ValueError:
        try:
            at = parsedate_to_datetime(value)
        except ValueError:
            return None
        if at.tzinfo is None:
            return None
        seconds = max(0.0, (at - datetime.now(UTC)).total_seconds())
    return seconds if 0 <= seconds < float("inf") else None


def translated(error: requests.RequestException, label: str, *, write: bool) -> RetryableError:
    """Return what a broken connection to `label` means.

    Raise it outside of the ``except`` block: the exception holds the request, and with it the credentials.
    """
    if isinstance(error, requests.ConnectTimeout) or _never_connected(error):
        return RetryableError(f"{label} can't be reached", code="unreachable")
    if isinstance(error, requests.exceptions.SSLError):
        return RetryableError(f"{label}'s certificate is not accepted here", code="tls")
    if isinstance(error, requests.Timeout):
        return RetryableError(f"{label} did not answer in time", code="timeout", uncertain=write)
    return RetryableError(
        f"the connection to {label} broke", code="connection", detail=type(error).__name__, uncertain=write
    )


def _never_connected(error: requests.RequestException) -> bool:
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(reason, NewConnectionError)
