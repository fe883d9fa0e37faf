"""Age, close date and how often it moved."""

from __future__ import annotations

import math
from datetime import date

from ..records import FieldChange
from ..sentences import Say
from .context import Context
from .model import Category, Found, Odds, Unknown, Value, fact

CATEGORY: Category = "timeline"


@fact("deal_age", unit="days", bands=(14, 30, 60, 90, 180, 365))
def deal_age(context: Context) -> Found | Unknown:
    """Days since the deal was created."""
    created = context.deal.created_at
    if created is None or created > context.now:
        return Unknown(Say("reason.no_created_at"))
    return Found(context.days_since(created), (context.on_deal("created", when=created),))


def _doublings(value: Value) -> float:
    return max(-3.0, min(3.0, math.log2(max(float(value or 0.0), 0.125))))


@fact(
    "age_vs_won",
    unit="ratio",
    bands=(0.5, 1.0, 1.5, 2.0, 4.0),
    odds=Odds(-0.2, 0.25, -0.5, 1.0, of=_doublings),
)
def age_vs_won(context: Context) -> Found | Unknown:
    """Age as a multiple of the median life of won deals."""
    age = deal_age(context)
    if isinstance(age, Unknown):
        return age
    usual = context.benchmark("cycle_days")
    median = usual.get("p50")
    if not median:
        return Unknown(Say("reason.no_benchmark"))
    days = age.value if isinstance(age.value, int) else 0
    detail = {"days": days, "p50": median, "p75": usual.get("p75"), "n": usual.get("n")}
    return Found(round((days + 0.5) / max(median, 1.0), 2), age.evidence, detail)


@fact("days_to_close", unit="days", bands=(-30, -7, 0, 7, 14, 30, 60))
def days_to_close(context: Context) -> Found | Unknown:
    """Days until the expected close date; negative when it has passed."""
    close = context.deal.expected_close_at
    if close is None:
        return Unknown(Say("reason.no_close_date"))
    days = (close - context.now.date()).days
    return Found(days, (context.on_deal("close_date", when=close),), {"when": close}, mark=close.isoformat())


@fact("close_date_past", unit="yes_no")
def close_date_past(context: Context) -> Found | Unknown:
    """Whether the expected close date lies in the past."""
    found = days_to_close(context)
    if isinstance(found, Unknown):
        return found
    late = -found.value if isinstance(found.value, int) else 0
    return Found(late > 0, found.evidence, {"late": late, "when": found.detail["when"]}, found.mark)


def _as_date(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def _pushes(context: Context) -> list[tuple[FieldChange, date, date]]:
    found = []
    for change in context.changes_of("expected_close_at"):
        old, new = _as_date(change.old), _as_date(change.new)
        if old is not None and new is not None and new > old:
            found.append((change, old, new))
    return found


def _capped(value: Value) -> float:
    return min(float(value or 0), 4.0)


@fact(
    "close_date_pushes",
    unit="count",
    needs=("field_change",),
    bands=(1, 2, 3, 5),
    odds=Odds(-0.3, 0.25, 0.7, 0.9, of=_capped),
)
def close_date_pushes(context: Context) -> Found | Unknown:
    """Times the expected close date was moved later."""
    pushes = _pushes(context)
    if not pushes:
        return Found(0, (context.on_deal("no_push", when=context.deal.expected_close_at),))
    evidence = tuple(
        context.on_change(change, "close_date_pushed", old=old, new=new)
        for change, old, new in reversed(pushes)
    )
    days = sum((new - old).days for _, old, new in pushes)
    return Found(len(pushes), evidence, {"days": days, "last": context.days_since(pushes[-1][0].at)})
