"""Numbers and dates as people read them."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime

from crm_ai_plugin.insights import Estimate

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def percent(share: float) -> str:
    """Return a share as whole percent; the ends say that they are not certainty."""
    if 0 < share < 0.01:
        return "under 1%"
    if 0.99 < share < 1:
        return "over 99%"
    return f"{round(share * 100)}%"


def span(estimate: Estimate) -> str:
    """Return the interval of a probability, e.g. ``48–74%``."""
    low, high = percent(estimate.low), percent(estimate.high)
    if low == high:
        return low
    if low.startswith(("under", "over")) or high.startswith(("under", "over")):
        return f"{low} to {high}"
    return f"{low.removesuffix('%')}–{high}"


def chance(estimate: Estimate, outcome: str) -> str:
    """Explain a probability and its 90 % interval to someone who never met either."""
    return (
        f"Of 100 deals like this one, about {round(estimate.value * 100)} are {outcome}. "
        f"Nine times in ten the true figure lies between {round(estimate.low * 100)} and {round(estimate.high * 100)}."
    )


def rests_on(estimate: Estimate) -> str:
    """Say how much an estimate has seen."""
    if estimate.n == 0:
        return "General experience only: none of your own closed deals count in it yet."
    return f"Based on {estimate.basis.replace('prior + ', 'general experience and ')}."


def odds(contribution: float) -> str:
    """Return a log-odds contribution as a factor on the odds."""
    factor = math.exp(max(-20.0, min(20.0, contribution)))
    if factor >= 10:
        return f"odds × {factor:,.0f}"
    return f"odds × {factor:.1f}" if factor >= 2 else f"odds × {factor:.2f}"  # near 1 a tenth says nothing


def day(value: date) -> str:
    """Return ``Fri 27 Nov 2026``."""
    return f"{_DAYS[value.weekday()]} {value.day} {_MONTHS[value.month - 1]} {value.year}"


def month(value: date) -> str:
    """Return ``Nov 2026``."""
    return f"{_MONTHS[value.month - 1]} {value.year}"


def dated(value: datetime | None, text: str) -> str:
    """Return `text` with its day in front, unless it names the day already."""
    if value is None or f"{value.day} {_MONTHS[value.month - 1]} {value.year}" in text:
        return text
    return f"{day(value)}: {text}"


def moment(value: datetime) -> str:
    """Return ``23 Nov 2026, 15:20 UTC``."""
    at = value.astimezone(UTC)
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}, {at:%H:%M} UTC"


def count(number: int, noun: str) -> str:
    """Return ``1 call``, ``3 calls``; `noun` is given in the plural or singular as the CRM names it."""
    singular = noun[:-3] + "y" if noun.endswith("ies") else noun.removesuffix("s")
    plural = noun if noun.endswith("s") else noun[:-1] + "ies" if noun.endswith("ty") else noun + "s"
    return f"{number:,} {singular if number == 1 else plural}"


def money(amount: float | None, currency: str | None) -> str:
    """Return ``12,000 EUR``; nothing for no amount."""
    return "" if amount is None else f"{amount:,.0f} {currency or ''}".rstrip()


def about(estimate: Estimate) -> str:
    """Return a count with its interval: ``12.4 (9.1–15.8)``."""
    return f"{estimate.value:.1f} ({estimate.low:.1f}–{estimate.high:.1f})"


def points(estimate: Estimate) -> str:
    """Return a difference of two shares in points: ``+8 (-2 to +18)``."""
    return f"{100 * estimate.value:+.0f} ({100 * estimate.low:+.0f} to {100 * estimate.high:+.0f})"


def ratio(estimate: Estimate) -> str:
    """Return a ratio with its interval: ``1.80 (1.20–2.70)``."""
    return f"{estimate.value:.2f} ({estimate.low:.2f}–{estimate.high:.2f})"
