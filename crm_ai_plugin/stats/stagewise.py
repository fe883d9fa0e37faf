"""What a factor is worth at different stages: odds ratios stage by stage, and whether they differ."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .discoveries import q_values
from .factors import Factor, find_factors
from .interval import Z90, Interval
from .table import Categories, Floats, Table

MIN_DEALS = 60
"""Deals that have to pass a stage for it to be looked at on its own."""


@dataclass(frozen=True)
class AtStage:
    """A factor at one stage: `odds_ratio` adjusted for all other columns as they stood on entering it.

    `q_value` is the false discovery rate over all factors and stages together.
    """

    stage: str
    odds_ratio: Interval
    p_value: float
    q_value: float
    n: int


@dataclass(frozen=True)
class StageFactor:
    """One factor over the stages.

    Attributes:
        column: Where it comes from.
        level: The value of a category; empty for a number.
        stages: In the order of the stages; those at which it could not be estimated are left out.
        differs_p: Probability of stages so different if the effect were the same at all of them (Cochran's Q); None
            with fewer than two stages.
        differs_q: False discovery rate of saying that it differs.
    """

    column: str
    level: str
    stages: tuple[AtStage, ...]
    differs_p: float | None
    differs_q: float | None


def find_stage_factors(
    table: Table,
    outcomes: Floats,
    stage: Categories,
    stages: Sequence[str],
    *,
    confounders: Sequence[str] = (),
    weights: Floats | None = None,
) -> list[StageFactor]:
    """Return each factor's effect stage by stage, the surest first.

    A deal is in the data once for each stage it entered, with its columns as they stood then, so the stages are looked at
    apart: no deal is counted twice in one estimate. The same deals at several stages make the estimates hang together a
    little, which makes the test of a difference err on the side of saying nothing.

    Source: Cochran, Biometrics 1954 (Q); Benjamini and Hochberg, 1995 (false discovery rate).

    Args:
        table: One row per deal and stage.
        outcomes: How the deal of each row ended, 0 or 1.
        stage: The stage of each row.
        stages: The stages that count, in order.
        confounders: Columns to adjust for that are no findings themselves.
        weights: How much each row counts.
    """
    found: dict[tuple[str, str], list[tuple[str, Factor]]] = defaultdict(list)
    y = np.asarray(outcomes, dtype=float)
    for name in stages:
        rows = np.array([one == name for one in stage], dtype=bool)
        if rows.sum() < MIN_DEALS or len(np.unique(y[rows])) < 2:
            continue
        own = None if weights is None else np.asarray(weights, dtype=float)[rows]
        for factor in find_factors(table.take(rows), y[rows], confounders=confounders, weights=own):
            found[factor.column, factor.level].append((name, factor))
    flat = [(key, name, factor) for key in found for name, factor in found[key]]
    q = iter(q_values([factor.p_value for _, _, factor in flat]))
    at: dict[tuple[str, str], list[AtStage]] = defaultdict(list)
    for key, name, factor in flat:
        at[key].append(AtStage(name, factor.odds_ratio, factor.p_value, float(next(q)), factor.n))
    differs = {key: _differs(entries) for key, entries in at.items()}
    tested = [key for key in at if differs[key] is not None]
    differs_q = dict(zip(tested, q_values([differs[key] or 0.0 for key in tested]), strict=True))
    made = [
        StageFactor(
            key[0], key[1], tuple(entries), differs[key], float(differs_q[key]) if key in differs_q else None
        )
        for key, entries in at.items()
    ]
    return sorted(made, key=lambda one: (min(s.q_value for s in one.stages), one.column, one.level))


def _differs(entries: Sequence[AtStage]) -> float | None:
    """p-value of Cochran's Q over the log odds ratios."""
    if len(entries) < 2:
        return None
    logs = np.array([math.log(one.odds_ratio.value) for one in entries])
    widths = [math.log(one.odds_ratio.high) - math.log(one.odds_ratio.low) for one in entries]
    weights = np.array([(max(width, 1e-6) / (2 * Z90)) ** -2 for width in widths])
    mean = float(np.sum(weights * logs) / np.sum(weights))
    q = float(np.sum(weights * (logs - mean) ** 2))
    from scipy.special import chdtrc  # type: ignore[import-untyped]  # noqa: PLC0415  # slow to import, ships no types

    return float(chdtrc(len(entries) - 1, q))
