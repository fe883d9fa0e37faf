"""Deals as they stood, made up with a known chance each: what the deal coach's score is held against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from crm_ai_plugin.facts import FactSpec, fact_specs
from crm_ai_plugin.ports.moments import Moment, MomentBatch, MomentKind, batch_of

World = Literal["as_believed", "nothing", "contrary", "own_fields"]
WORLDS: tuple[World, ...] = ("as_believed", "nothing", "contrary", "own_fields")
"""Facts weigh what was believed beforehand (give or take), or nothing, or the opposite; or no fact is measured and only the
CRM's own fields tell."""

_START = datetime(2024, 1, 1, tzinfo=UTC)
_OWN = 6
_CASE_SD = 0.25


@dataclass(frozen=True)
class Planted:
    """Deals and the true chance of each."""

    batch: MomentBatch
    chance: NDArray[np.float64]


def planted(world: World, n: int, seed: int, kind: MomentKind = "life", rows_seed: int = 0) -> Planted:
    """Return `n` deals of a world.

    Args:
        world: What decides.
        n: How many.
        seed: Draws the world's weights.
        kind: ``life`` for closed deals, ``now`` for open ones.
        rows_seed: Draws the deals.
    """
    law, draw = np.random.default_rng(seed), np.random.default_rng((seed, rows_seed, 17))
    specs = [spec for spec in fact_specs() if spec.odds is not None and spec.odds.replayable]
    weights = {spec.key: _weight(world, spec, law) for spec in specs}
    own = law.normal(0.0, 0.8, _OWN) * (law.random(_OWN) < 0.5) if world == "own_fields" else np.zeros(_OWN)
    base = law.normal(-0.9, 0.4)
    eta, cells = np.full(n, base), [dict[str, float | str]() for _ in range(n)]
    for spec in specs:
        if world == "own_fields":
            continue
        values, numbers = _values(spec, n, draw)
        assert spec.odds is not None
        eta += weights[spec.key] * (numbers - spec.odds.typical)
        seen = draw.random(n) > 0.15
        for row, value, there in zip(cells, values, seen, strict=True):
            if there:
                row[spec.key] = float(np.float32(value))
    for place in range(_OWN):
        values = draw.normal(size=n)
        eta += own[place] * values
        for row, value in zip(cells, values, strict=True):
            row[f"custom.own_{place}"] = float(np.float32(value))
    eta += draw.normal(0.0, _CASE_SD, n)
    chance = 1 / (1 + np.exp(-eta))
    won = draw.random(n) < chance
    batch = batch_of(_moments(cells, won, kind))
    order = np.array([int(name[1:]) for name in batch.deal_id], dtype=int) if n else np.empty(0, dtype=int)
    return Planted(batch, chance[order])


def confounded(n: int, seed: int, effect: float) -> MomentBatch:
    """Return closed deals in which the weak get the attention: the buyer is reached mostly where a deal goes badly.

    How a deal goes is in a field of the CRM's own. Reaching the buyer moves the log-odds by `effect`; the bare difference
    of win rates says less than that, or the opposite.

    Args:
        n: How many.
        seed: Draws the world.
        effect: Of having reached the economic buyer, in log-odds.
    """
    draw = np.random.default_rng((seed, 23))
    health = draw.normal(size=n)
    reached = (draw.random(n) < 1 / (1 + np.exp(1.2 * health))).astype(float)
    eta = -0.6 + 1.1 * health + effect * (reached - 0.5) + draw.normal(0.0, _CASE_SD, n)
    won = draw.random(n) < 1 / (1 + np.exp(-eta))
    cells: list[dict[str, float | str]] = [
        {
            "economic_buyer_reached": float(a),
            "custom.health": float(np.float32(h)),
            "people_engaged": 2.0 + float(i % 3),
        }
        for i, (a, h) in enumerate(zip(reached, health, strict=True))
    ]
    return batch_of(_moments(cells, won, "life"))


def _moments(
    cells: Sequence[Mapping[str, float | str]], won: NDArray[np.bool_], kind: MomentKind
) -> list[Moment]:
    moments = []
    for i, row in enumerate(cells):
        start = _START + timedelta(hours=7 * i, minutes=i % 53)
        end = start + timedelta(days=20 + i % 60, minutes=i % 41)
        outcome = ("won" if won[i] else "lost") if kind == "life" else "open"
        moments.append(
            Moment(
                connection="c",
                deal_id=f"d{i:05}",
                kind=kind,
                place=0,
                at=start + (end - start) * 0.7,
                outcome=outcome,
                created_at=start,
                closed_at=end if kind == "life" else None,
                pipeline=None,
                stage=None,
                owner_id=None,
                company_id=None,
                amount=None,
                currency=None,
                values=row,
            )
        )
    return moments


def _weight(world: World, spec: FactSpec, law: np.random.Generator) -> float:
    assert spec.odds is not None
    believed = float(law.normal(spec.odds.mean, spec.odds.sd))
    return {"as_believed": believed, "nothing": 0.0, "contrary": -spec.odds.mean, "own_fields": 0.0}[world]


def _values(
    spec: FactSpec, n: int, draw: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(raw values, the numbers a model makes of them) as typical and spread as the fact is declared to be."""
    assert spec.odds is not None
    odds = spec.odds
    if spec.unit == "yes_no" or odds.of(1.0) == odds.of(7.0):
        values = (draw.random(n) < min(max(odds.typical, 0.02), 0.98)).astype(float)
    elif spec.unit in ("ratio", "days", "hours"):
        values = (
            2.0 ** draw.normal(odds.typical, odds.spread, n)
            if spec.unit == "ratio"
            else draw.gamma(2.0, 6.0, n)
        )
    else:
        values = draw.poisson(max(odds.typical, 0.1), n).astype(float)
    values = np.float32(values).astype(float)
    return values, np.array([odds.of(float(value)) for value in values])
