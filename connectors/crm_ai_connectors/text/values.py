"""Values as CRMs send them, strings or JSON scalars, as Python values.

A value that can't be read becomes None: one odd property must not cost the whole record.
"""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta
from typing import Any

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EDITED = "edited by a person since"
"""Why a note or task is not taken away."""
_EPOCH_MS_DIGITS = 11
"""From here on a bare number is taken for milliseconds since 1970, not for a year."""


def text(value: Any) -> str | None:  # noqa: ANN401  # vendor JSON
    """Return a non-empty string, or None."""
    if value is None or isinstance(value, (dict, list)):
        return None
    return str(value).strip() or None


def number(value: Any) -> float | None:  # noqa: ANN401  # vendor JSON
    """Return a finite number, or None."""
    found = text(value)
    if found is None:
        return None
    try:
        result = float(found)
    except ValueError:
        return None
    return result if math.isfinite(result) else None


def whole(value: Any) -> int | None:  # noqa: ANN401  # vendor JSON
    """Return a whole number, or None."""
    found = number(value)
    return None if found is None else round(found)


def flag(value: Any) -> bool:  # noqa: ANN401  # vendor JSON
    """Return whether a checkbox is ticked."""
    return (text(value) or "").lower() in {"true", "yes", "1"}


def moment(value: Any) -> datetime | None:  # noqa: ANN401  # vendor JSON
    """Return a UTC time from ISO 8601 or epoch milliseconds, or None."""
    found = text(value)
    if found is None:
        return None
    try:
        if found.lstrip("-").isdigit() and len(found) >= _EPOCH_MS_DIGITS:
            return _EPOCH + timedelta(milliseconds=int(found))
        parsed = datetime.fromisoformat(found)
        return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def day(value: Any) -> date | None:  # noqa: ANN401  # vendor JSON
    """Return the UTC day of a date or time property, or None."""
    found = moment(value)
    return None if found is None else found.date()


def milliseconds(value: Any) -> int | None:  # noqa: ANN401  # vendor JSON
    """Return epoch milliseconds of a time property, or None."""
    found = moment(value)
    return None if found is None else (found - _EPOCH) // timedelta(milliseconds=1)


def listed(value: Any) -> tuple[str, ...]:  # noqa: ANN401  # vendor JSON
    """Return the parts of a multi-select (``a;b``)."""
    return tuple(part.strip() for part in (text(value) or "").split(";") if part.strip())
