"""``factor_present``: something that goes with losing, beyond chance, is there on an open deal and can be changed."""

from __future__ import annotations

from pydantic import Field

from ...insights.win_loss import CATEGORIES
from ..pattern import Finding, Pattern, PatternOptions, on_deal
from ..watched import Surroundings, WatchedDeal


class FactorOptions(PatternOptions):
    """Which factors."""

    certainty: float = Field(0.9, ge=0.5, lt=1, description="Least probability that its direction is right.")
    category: str | None = Field(
        None, description=f"One of {', '.join(CATEGORIES)}.", pattern="|".join(CATEGORIES)
    )
    key: str | None = Field(None, max_length=200, description="Key of one factor.")


def look(deal: WatchedDeal, around: Surroundings, options: FactorOptions) -> Finding | None:
    """Return the finding of most effect; none where nothing was found that chance does not explain."""
    found = [
        one
        for one in around.win_loss().insights
        if deal.key[1] in one.deals
        and one.certainty >= options.certainty
        and options.category in (None, one.category)
        and options.key in (None, one.key)
    ]
    if not found:
        return None
    best = max(found, key=lambda one: (one.score, one.key))
    points = round(abs(best.effect.value) * 100)
    return Finding(
        f"{best.title}: it can be worth {points} points of the chance to win here.",
        {
            "factor": best.key,
            "points": points,
            "certainty": round(best.certainty, 3),
            "touches": best.touches,
        },
        (on_deal(deal, f"it has what goes with losing: {best.key}"),),
    )


PATTERN = Pattern("factor_present", "A deal has what goes with losing", FactorOptions, look)
