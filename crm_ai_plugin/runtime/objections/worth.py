"""What each variant is worth, estimated from the chances it was shown with."""

from __future__ import annotations

from dataclasses import dataclass

from ...stats.off_policy import Worth, doubly_robust, snips
from ...store import Store

LOG = 5_000
"""Newest answers that are looked at."""


@dataclass(frozen=True)
class VariantWorth:
    """One variant: by counting alone, and leaning on what was expected of it."""

    variant: str
    category: str
    tone: str
    snips: Worth
    doubly_robust: Worth


def variants_worth(store: Store, workspace: str, category: str | None = None) -> list[VariantWorth]:
    """Return the worth of every variant that stood first in its tone and was looked at, best first."""
    with store.workspace(workspace) as session:
        log = [row for row in session.objections.firsts(LOG) if category in (None, row.category)]
    found = []
    for variant, kind, tone in dict.fromkeys((row.variant, row.category, row.tone) for row in log):
        rows = [row for row in log if (row.category, row.tone) == (kind, tone)]
        chosen = [row.variant == variant for row in rows]
        chance = [row.propensity for row in rows]
        reward = [row.reward for row in rows]
        mine = [row.forecast for row in rows if row.variant == variant]
        expected = [sum(mine) / len(mine)] * len(rows)
        counted = snips(chosen, chance, reward)
        leaning = doubly_robust(chosen, chance, reward, expected)
        if counted is not None and leaning is not None:
            found.append(VariantWorth(variant, kind, tone, counted, leaning))
    return sorted(found, key=lambda one: (-one.snips.value, one.variant))
