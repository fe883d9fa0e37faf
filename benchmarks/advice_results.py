"""What is told of advice in made-up workspaces with a known truth, beside the bare difference of win rates.

Doing: weak deals are acted on more often, so the bare difference is wrong by construction. Showing: more is held back
while deals are weak, so that over all of them the bare difference is wrong as well. Looking: reports on advice that does
nothing are read a dozen times while deals come in, and a plain 90 % interval is read the same way.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crm_ai_plugin.stats.interval import Z90
from crm_ai_plugin.stats.table import Table
from crm_ai_plugin.stats.treatment import effect_of
from crm_ai_plugin.stats.uplift import uplift
from crm_ai_plugin.testing.planted import DrawnWorld, action_world, drawn_world


@dataclass(frozen=True)
class Size:
    """How many worlds."""

    worlds: int


FULL = Size(worlds=400)
TINY = Size(worlds=3)
LOOKS = tuple(range(100, 1201, 100))

Told = tuple[float, float, float]
"""A difference with its bounds."""


def run(size: Size) -> None:
    """Measure and print."""
    print(f"{f'{size.worlds} worlds each':44}{'ours':>9}{'bare':>9}  target")
    for n in (250, 400, 1000):
        _doing(size, n)
    for n in (500, 1500):
        _showing(size, n)
    _looking(size)


def _line(name: str, ours: float, bare: float, target: str) -> None:
    print(f"{name:44}{ours:9.3f}{bare:9.3f}  {target}")


def _doing(size: Size, n: int) -> None:
    rows = []
    for seed in range(size.worlds):
        world = action_world(n, seed)
        found = effect_of(Table.of(world.columns), world.treated, world.outcomes, groups=world.ids)
        if found.difference is not None and found.raw is not None:
            t, y = world.treated, world.outcomes
            d = found.difference
            rows.append(((d.value, d.low, d.high), _plain(y[t], y[~t]), world.effect))
    _report(f"doing, {n} deals", rows)


def _showing(size: Size, n: int) -> None:
    rows = []
    for seed in range(size.worlds):
        world = drawn_world(n, seed, drifting=True)
        found = _of(world)
        if found is not None:
            s, y = world.shown, world.outcomes
            rows.append((found, _plain(y[s], y[~s]), world.effect))
    _report(f"showing, {n} deals", rows)


def _looking(size: Size) -> None:
    ours = bare = 0
    for seed in range(size.worlds):
        world = drawn_world(LOOKS[-1], seed, share=0.5, log_odds=0.0)
        looks = [(_of(world, n), _plain_at(world, n)) for n in LOOKS]
        ours += any(one is not None and not one[1] <= 0 <= one[2] for one, _ in looks)
        bare += any(not low <= 0 <= high for _, (_, low, high) in looks)
    _line("an effect claimed that is not, in 12 looks", ours / size.worlds, bare / size.worlds, "≤ 0.10")


def _report(name: str, rows: list[tuple[Told, Told, float]]) -> None:
    inside, bias, bare_inside, bare_bias = [], [], [], []
    for (value, lower, upper), (plain, low, high), truth in rows:
        inside.append(lower <= truth <= upper)
        bias.append(value - truth)
        bare_inside.append(low <= truth <= high)
        bare_bias.append(plain - truth)
    if rows:
        _line(
            f"{name}: interval holds the truth", float(np.mean(inside)), float(np.mean(bare_inside)), "≥ 0.88"
        )
        _line(f"{name}: mean error", float(np.mean(bias)), float(np.mean(bare_bias)), "near 0")


def _of(world: DrawnWorld, n: int | None = None) -> Told | None:
    values = (world.shown, world.propensity, world.outcomes, world.expected)
    shown, propensity, outcomes, expected = (part[:n].tolist() for part in values)
    found = uplift(shown, propensity, outcomes, expected, world.groups[:n]).difference
    return None if found is None else (found.value, found.low, found.high)


def _plain_at(world: DrawnWorld, n: int) -> Told:
    s, y = world.shown[:n], world.outcomes[:n]
    return _plain(y[s], y[~s])


def _plain(one: np.ndarray, other: np.ndarray) -> Told:
    difference = float(one.mean() - other.mean())
    error = float(np.sqrt(one.var() / len(one) + other.var() / len(other)))
    return difference, difference - Z90 * error, difference + Z90 * error
