"""``like_lost``: the closed deals nearest to it were lost, or lost to one competitor, more often than is usual."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from pydantic import Field

from ...facts import words as fact_words
from ...facts.columns import column_label
from ...records import RecordRef
from ...sentences import catalogue
from ...stats.nearness import Nearness
from ...stats.rates import shrunken_rate
from ..pattern import Finding, Pattern, PatternOptions, Proof
from ..watched import DealKey, Surroundings, WatchedDeal

_SHOWN = 5


class LikeLostOptions(PatternOptions):
    """Lost to whom, and how sure."""

    competitor: str | None = Field(
        None, min_length=1, max_length=120, description="Lost to this one; left out: lost at all."
    )
    nearest: int = Field(15, ge=5, le=50, description="How many closed deals to compare with.")
    share: float = Field(0.5, gt=0, lt=1, description="Least share of them that went that way.")


@dataclass(frozen=True)
class _Field:
    nearness: Nearness
    keys: list[DealKey]
    rows: dict[DealKey, int]
    lost: list[bool]


def look(deal: WatchedDeal, around: Surroundings, options: LikeLostOptions) -> Finding | None:
    """Return the finding, where even the lower end of the share's 90 % interval is above what is usual."""
    ground: _Field = around.once(
        f"like_lost:{options.competitor}", lambda: _ground(around, options.competitor)
    )
    row = ground.rows.get(deal.key)
    if row is None or len(ground.keys) < 2 * options.nearest or not any(ground.lost):
        return None
    nearest = ground.nearness.of(row, options.nearest)
    went = [place for place in nearest if ground.lost[place]]
    usual = sum(ground.lost) / len(ground.lost)
    share = len(went) / len(nearest)
    # What is usual counts as two more deals, so that a few like it don't make a pattern.
    rate = shrunken_rate(len(went), len(nearest), prior_mean=min(0.99, usual), prior_strength=2.0).interval
    low, high = rate.low, rate.high
    if share < options.share or low <= usual:
        return None
    whom = f"lost to {options.competitor}" if options.competitor else "lost"
    words = catalogue("en", fact_words.PACKAGE)
    columns = [column_label(name, words) for name in ground.nearness.alike(row, went)]
    return Finding(
        f"Of the {len(nearest)} closed deals most like it {len(went)} were {whom} "
        f"({low:.0%} to {high:.0%}; usual is {usual:.0%}). Alike in {', '.join(columns) or 'most that is known'}.",
        {
            "nearest": len(nearest),
            "lost": len(went),
            "share": round(share, 3),
            "low": round(low, 3),
            "high": round(high, 3),
            "usual": round(usual, 3),
            "competitor": options.competitor,
        },
        tuple(
            Proof(
                RecordRef(type="deal", id=id_, connection=connection),
                f"a closed deal like it that was {whom}",
            )
            for connection, id_ in (ground.keys[place] for place in went[:_SHOWN])
        ),
    )


def _ground(around: Surroundings, competitor: str | None) -> _Field:
    closed, living = around.closed(), around.living()
    keys = list(zip(closed.connection.tolist(), closed.deal_id.tolist(), strict=True))
    lost = np.nan_to_num(closed.won, nan=1.0) == 0
    if competitor is not None:
        named = around.lost_to()
        wanted = competitor.casefold()
        lost &= np.array(
            [any(one.casefold() == wanted for one in named.get(key, ())) for key in keys], dtype=bool
        )
    open_keys = zip(living.connection.tolist(), living.deal_id.tolist(), strict=True)
    return _Field(
        Nearness.of_columns(closed.numbers, living.numbers),
        keys,
        {key: row for row, key in enumerate(open_keys)},
        lost.tolist(),
    )


PATTERN = Pattern("like_lost", "A deal looks like those that were lost", LikeLostOptions, look)
