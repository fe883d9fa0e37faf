"""SOQL's date literals."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

__all__ = ["day_range"]

_MOST_DAYS = 100_000


def day_range(literal: str, now: datetime) -> tuple[datetime, datetime] | None:
    """First instant and the one after the last of ``TODAY``, ``LAST_N_DAYS:30`` and such, in UTC.

    ``None`` for any other word.
    """
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    day = timedelta(days=1)
    name, _, number = literal.upper().partition(":")
    match name, bool(number):
        case "TODAY", False:
            return today, today + day
        case "YESTERDAY", False:
            return today - day, today
        case "TOMORROW", False:
            return today + day, today + 2 * day
        case (("LAST_N_DAYS" | "NEXT_N_DAYS"), True):
            if len(number) > 6 or int(number) > _MOST_DAYS:
                return None
            days = int(number) * day
            # N days back include today; N days ahead begin tomorrow.
            if name == "LAST_N_DAYS":
                return today - days, today + day
            return today + day, today + day + days
        case _:
            return None
