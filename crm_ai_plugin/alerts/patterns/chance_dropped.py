"""``chance_dropped``: the chance to win fell by so many points within so many days."""

from __future__ import annotations

from datetime import timedelta

from pydantic import Field

from ..pattern import Finding, Pattern, PatternOptions, on_deal
from ..watched import Surroundings, WatchedDeal


class DropOptions(PatternOptions):
    """How much, how fast."""

    points: int = Field(10, ge=1, le=100, description="Points of the chance to win, of 100.")
    days: int = Field(14, ge=1, le=365, description="Within so many days.")


def look(deal: WatchedDeal, _around: Surroundings, options: DropOptions) -> Finding | None:
    """Return the finding: from the highest chance that held in the days before to the present one."""
    chances = deal.chances
    if len(chances) < 2:
        return None
    began = deal.snapshot.as_of - timedelta(days=options.days)
    # What was said before the window holds until the first version inside it.
    first = max((place for place, one in enumerate(chances) if one.at <= began), default=0)
    window, last = chances[first:], chances[-1]
    top = max(window, key=lambda one: one.p_win.value)
    before, now = round(top.p_win.value * 100), round(last.p_win.value * 100)
    if last is top or before - now < options.points:
        return None
    return Finding(
        f"The chance to win fell from {before}% to {now}% within {options.days} days.",
        {"before": before, "now": now, "points": before - now, "days": options.days},
        (on_deal(deal, "its chance to win"),),
    )


PATTERN = Pattern("chance_dropped", "The chance to win has dropped", DropOptions, look)
