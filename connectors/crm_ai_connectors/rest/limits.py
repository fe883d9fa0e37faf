"""H: what headers say about when to come back and how much is left."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from crm_ai_plugin.errors import RateLimitedError
from crm_ai_plugin.ports.connector import Quota

from ..http.retry import DAILY
from .model.answers import Rate, RateHeaders
from .paths import find

_PAIR = re.compile(r"([A-Za-z_-]+)\s*=\s*(-?\d+(?:\.\d+)?)")
_LONGEST_S = 86_400.0
_INSTANT = 1_000_000_000
"""Nobody says to wait for thirty years: so large a number is an instant, in seconds since 1970."""


def retry_after(rate: Rate, headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds of the first of the declared headers that tells, as number or HTTP date."""
    for name in rate.retry_after:
        found = _seconds(headers.get(name), now)
        if found is not None:
            return found
    reset = rate.headers and _reset(rate.headers, headers, now)
    return reset or None


def _seconds(value: str | None, now: datetime) -> float | None:
    if value is None:
        return None
    number = _number(value)
    if number is not None:
        if number > _INSTANT:
            number -= now.timestamp()
            return min(max(0.0, number), _LONGEST_S)
        return min(number, _LONGEST_S) if number >= 0 else None
    at = _date(value)
    return None if at is None else min(max(0.0, (at - now).total_seconds()), _LONGEST_S)


def _date(value: str) -> datetime | None:
    """Return an HTTP date or an ISO one."""
    for parse in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            at = parse(value)
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at
    return None


def _number(value: object) -> float | None:
    try:
        found = float(str(value))
    except ValueError:
        return None
    return found if abs(found) < float("inf") else None


def quota(rate: Rate, headers: Mapping[str, str], now: datetime) -> Quota | None:
    """Return what is left of the present window, if headers tell."""
    names = rate.headers
    if names is None:
        return None
    parts = _parts(names, headers)
    limit, remaining = _number(parts.get("limit")), _number(parts.get("remaining"))
    if remaining is None:
        return None
    whole = max(int(limit or 0), int(remaining), 0)
    reset = _reset(names, headers, now)
    return Quota(whole, max(0, int(remaining)), names.window_s if reset is None else reset)


def daily(rate: Rate, headers: Mapping[str, str], label: str) -> RateLimitedError | None:
    """Return the error of a day's allowance that is used up, if it is."""
    left = _number(headers.get(rate.daily.remaining)) if rate.daily else None
    if rate.daily is None or left is None or left > rate.daily.reserve:
        return None
    return RateLimitedError(
        f"{label}'s allowance for today is used up", code=DAILY, retry_after=rate.daily.retry_after_s
    )


def _parts(names: RateHeaders, headers: Mapping[str, str]) -> dict[str, str | None]:
    if names.combined is not None:
        found = dict(_PAIR.findall(headers.get(names.combined, "")))
        return {key: found.get(key) for key in ("limit", "remaining", "reset")}
    wanted = {"limit": names.limit, "remaining": names.remaining, "reset": names.reset}
    return {key: headers.get(name) if name else None for key, name in wanted.items()}


def _reset(names: RateHeaders, headers: Mapping[str, str], now: datetime) -> float | None:
    value = _parts(names, headers).get("reset")
    if value is None:
        return None
    if names.reset_as in {"http_date", "iso"}:
        return _seconds(value, now)
    number = _number(value)
    if number is None:
        return None
    seconds = {
        "seconds": number,
        "milliseconds": number / 1000,
        "epoch_s": number - now.timestamp(),
        "epoch_ms": number / 1000 - now.timestamp(),
    }[names.reset_as]
    return min(max(0.0, seconds), _LONGEST_S)


def in_body(body: Any, path: str, now: datetime) -> float | None:  # noqa: ANN401  # vendor JSON
    """Return the wait that lies at `path` in the body, as seconds or as an instant."""
    found = find(body, path)
    return _seconds(str(found), now) if isinstance(found, (str, int, float)) else None
