"""How far the deal coach's chance lies from the true one by the number of closed deals, beside the win rate alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.support.planted_moments import WORLDS, World, planted
from crm_ai_plugin.facts.batch import groups_of, table_of
from crm_ai_plugin.facts.guard import guarded
from crm_ai_plugin.features.deal_coach.learning.learn import fit_served
from crm_ai_plugin.stats.judging import Deals

CLOSED = (0, 1, 5, 10, 20, 40, 80, 160, 400)
PRIOR_RATE, PRIOR_STRENGTH = 0.25, 4.0
FIRST_SEED = 5_000
"""Worlds below it are what the model was built with; none of those is reported."""


@dataclass(frozen=True)
class Size:
    """How many worlds of each sort, and how many open deals are scored in each."""

    worlds: int
    open: int


FULL = Size(worlds=20, open=150)
TINY = Size(worlds=2, open=40)


def run(size: Size) -> None:
    """Measure and print."""
    for world in WORLDS:
        print(f"\n{world.replace('_', ' ')}, {size.worlds} worlds, error of the chance (root mean square)")
        print(f"{'closed deals':>14}{'coach':>9}{'rate':>9}{'90 % holds':>12}  served by")
        for n in CLOSED:
            found = [error(world, n, seed, size.open) for seed in range(FIRST_SEED, FIRST_SEED + size.worlds)]
            ours, rate, held = np.mean([row[:3] for row in found], axis=0).tolist()
            kinds = [row[3] for row in found]
            served = ", ".join(f"{kind} {kinds.count(kind)}" for kind in sorted(set(kinds)))
            print(f"{n:>14}{ours:9.3f}{rate:9.3f}{held:12.3f}  {served}")


def error(world: World, n: int, seed: int, open_: int) -> tuple[float, float, float, str]:
    """Return the coach's error, the win rate's, the share of intervals that hold the truth, and what served."""
    closed = planted(world, n, seed)
    living = planted(world, open_, seed, "now", rows_seed=1)
    guard = guarded(closed.batch, living.batch)
    deals = Deals(guard.table, closed.batch.won, closed.batch.closed_at, groups_of(closed.batch))
    served, _, _ = fit_served(deals, table_of(living.batch, guard.scale), guard)
    said = served.predict(served.conform(table_of(living.batch, served.scale, served.kinds)))
    rate = (closed.batch.won.sum() + PRIOR_RATE * PRIOR_STRENGTH) / (n + PRIOR_STRENGTH)
    inside = (said.low <= living.chance) & (living.chance <= said.high)
    return (
        float(np.sqrt(np.mean((said.value - living.chance) ** 2))),
        float(np.sqrt(np.mean((rate - living.chance) ** 2))),
        float(np.mean(inside)),
        served.kind,
    )
