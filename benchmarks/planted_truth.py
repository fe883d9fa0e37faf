"""What the statistics find in made-up deals against what was planted there, beside a naive reading of the same deals.

The naive side is what a spreadsheet would do: a factor counts when its own win rates differ with p < 0.05, an action
"works" by the bare difference of win rates, and every column is learned from.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crm_ai_plugin.stats.factors import find_factors
from crm_ai_plugin.stats.leaks import find_leaks
from crm_ai_plugin.stats.table import Table
from crm_ai_plugin.stats.treatment import effect_of
from crm_ai_plugin.stats.win import fit_win_model
from crm_ai_plugin.testing.planted import PlantedDeals, action_world, plant_leaks, planted_deals


@dataclass(frozen=True)
class Size:
    """How many worlds, and how many deals in each."""

    worlds: int
    deals: int


FULL = Size(worlds=200, deals=1000)
TINY = Size(worlds=2, deals=400)


def run(size: Size) -> None:
    """Measure and print."""
    print(f"{f'{size.worlds} worlds of {size.deals:,} deals':46}{'ours':>8}{'naive':>8}  target")
    _factors(size)
    _leaks(size)
    _effects(size)
    print(f"\n{'closed deals':>14}{'error, ours':>14}{'win rate only':>15}{'90 % interval holds':>21}")
    for n in (0, 1, 5, 10, 20, 40, 80, 160, 400):
        _growing(n, max(2, size.worlds // 10))


def _line(name: str, ours: float, naive: float | None, target: str) -> None:
    print(f"{name:46}{ours:8.3f}{'' if naive is None else f'{naive:.3f}':>8}  {target}")


def _factors(size: Size) -> None:
    recall: list[float] = []
    false: list[float] = []
    inside: list[bool] = []
    quiet: list[bool] = []
    naive_recall: list[float] = []
    naive_false: list[float] = []
    naive_quiet: list[bool] = []
    for seed in range(size.worlds):
        world = planted_deals(size.deals, seed)
        factors = find_factors(Table.of(world.columns), world.outcomes, confounders=world.confounders)
        for found, hit, wrong in (
            ({f.column for f in factors if f.found}, recall, false),
            (_naive(world), naive_recall, naive_false),
        ):
            hit.append(len(found & set(world.real)) / len(world.real))
            wrong.append(len(found - set(world.real)) / max(1, len(found)))
        for factor in factors:
            truth = world.real.get(factor.column, 0.0)
            inside.append(math.log(factor.odds_ratio.low) <= truth <= math.log(factor.odds_ratio.high))
        noise = planted_deals(size.deals, 100_000 + seed, real=0, confounded=False)
        silent = find_factors(Table.of(noise.columns), noise.outcomes, confounders=noise.confounders)
        quiet.append(not any(f.found for f in silent))
        naive_quiet.append(not _naive(noise))
    _line("factors at odds ratio 2: recall", _mean(recall), _mean(naive_recall), "≥ 0.9")
    _line("factors: false discoveries", _mean(false), _mean(naive_false), "≤ 0.12")
    _line("factors: 90 % intervals that hold the truth", _mean(inside), None, "0.87 to 0.93")
    _line("noise alone: worlds without a factor", _mean(quiet), _mean(naive_quiet), "≥ 0.85")


def _naive(world: PlantedDeals) -> set[str]:
    found = set()
    for name, column in world.columns.items():
        if not name.startswith("factor_"):
            continue
        values = np.asarray(column, dtype=float)
        won, lost = values[world.outcomes == 1], values[world.outcomes == 0]
        pooled = values.mean()
        error = math.sqrt(max(pooled * (1 - pooled), 1e-9) * (1 / len(won) + 1 / len(lost)))
        if abs(won.mean() - lost.mean()) / error > 1.96:
            found.add(name)
    return found


def _leaks(size: Size) -> None:
    refused: list[bool] = []
    kept: list[bool] = []
    for seed in range(size.worlds):
        world = plant_leaks(300, 150, seed)
        found = find_leaks(
            Table.of(world.closed),
            world.outcomes,
            Table.of(world.open_),
            changed_at_close=world.changed_at_close,
        )
        names = {leak.column for leak in found}
        refused.extend(name in names for name in world.leaks)
        kept.extend(name not in names for name in world.honest)
    _line("leaks found", _mean(refused), 0.0, "all")
    _line("honest columns kept", _mean(kept), 1.0, "≥ 0.98")


def _effects(size: Size) -> None:
    inside: list[bool] = []
    bias: list[float] = []
    bare: list[float] = []
    for seed in range(size.worlds):
        world = action_world(size.deals, seed)
        effect = effect_of(Table.of(world.columns), world.treated, world.outcomes, groups=world.ids)
        if effect.difference is None or effect.raw is None:
            continue
        inside.append(effect.difference.low <= world.effect <= effect.difference.high)
        bias.append(effect.difference.value - world.effect)
        bare.append(effect.raw - world.effect)
    _line("effects of actions: 90 % intervals that hold it", _mean(inside), None, "about 0.9")
    _line("effects of actions: bias (chance to win)", _mean(bias), _mean(bare), "near 0")


def _growing(n: int, worlds: int) -> None:
    fresh = planted_deals(500, 424_242, factors=6, real=3)
    ours: list[float] = []
    rate: list[float] = []
    inside: list[float] = []
    for seed in range(worlds):
        world = planted_deals(n, 7_000 + seed, factors=6, real=3)
        model = fit_win_model(Table.of(world.columns), world.outcomes, world.times, groups=world.ids)
        said = model.predict(Table.of(fresh.columns))
        base = (world.outcomes.sum() + 4 * 0.3) / (n + 4)
        ours.append(float(np.sqrt(np.mean((said.value - fresh.chance) ** 2))))
        rate.append(float(np.sqrt(np.mean((base - fresh.chance) ** 2))))
        inside.append(float(np.mean((said.low <= fresh.chance) & (fresh.chance <= said.high))))
    print(f"{n:14}{_mean(ours):14.3f}{_mean(rate):15.3f}{_mean(inside):21.3f}")


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values))
