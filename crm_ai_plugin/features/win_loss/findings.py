"""What is worth saying: ranked by effect × open deals it touches × certainty, which is a number of deals."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from ...insights.win_loss import Category
from ...sentences import Param
from ...stats import Interval, expit, logit
from ...stats.factors import Factor
from ...stats.interval import Z90
from ...stats.table import Bools, Floats
from .choosing import Deals
from .comparing import QuarterRate, win_rate
from .factors import has_it, knows_it, threshold
from .reasons import category_of
from .stages import StageTimes

Kind = Literal["factor", "late", "trend"]

MOST = 8
_NAMED_DEALS = 20


@dataclass(frozen=True)
class Finding:
    """One thing worth saying.

    Attributes:
        effect: Points of the chance to win between a deal with it and one without; positive: it helps.
        n: Closed deals behind it.
        open_rows: Open deals where it could be better, those it would change most first.
        certainty: Probability that the direction is right.
        params: What the sentences need.
    """

    kind: Kind
    key: str
    category: Category
    effect: Interval
    n: int
    open_rows: tuple[int, ...]
    touches: int
    certainty: float
    factor: Factor | None = None
    stage: StageTimes | None = None
    params: Mapping[str, Param] = field(default_factory=dict)

    @property
    def score(self) -> float:
        """Expected number of deals it is about."""
        return abs(self.effect.value) * self.touches * self.certainty


def findings(
    deals: Deals,
    factors: Sequence[Factor],
    stages: Sequence[StageTimes],
    quarters: Sequence[QuarterRate],
    slope: Interval | None,
    open_parts: Floats,
    columns: Sequence[str],
) -> list[Finding]:
    """Return what is worth saying, most deals first; what touches no open deal comes last.

    Args:
        deals: The cohort.
        factors: Of the cohort.
        stages: Time in stages.
        quarters: Win rates.
        slope: Of the win rate's log-odds, per year.
        open_parts: Contributions of the open deals, rows × `columns`.
        columns: The model's.
    """
    found = [
        _of_factor(one, deals, open_parts, columns) for one in factors if one.found and one.proxy_for is None
    ]
    found += [late for stage in stages if (late := _of_stage(stage)) is not None]
    if (trend := _of_trend(quarters, slope)) is not None:
        found.append(trend)
    return sorted(found, key=lambda one: (-one.score, one.key))[:MOST]


def _of_factor(factor: Factor, deals: Deals, open_parts: Floats, columns: Sequence[str]) -> Finding:
    rate = win_rate(deals.won).value
    helps = factor.odds_ratio.value >= 1.0
    has, knows = has_it(factor, deals.table), knows_it(factor, deals.table)
    with_it, without = deals.won[has & knows], deals.won[~has & knows]
    params: dict[str, Param] = {
        "with": float(with_it.mean()) if len(with_it) else None,
        "without": float(without.mean()) if len(without) else None,
        "n_with": len(with_it),
        "n_without": len(without),
        "odds": factor.odds_ratio.value,
        "low": factor.odds_ratio.low,
        "high": factor.odds_ratio.high,
    }
    if not factor.level and factor.share == 1.0:
        params["above"] = threshold(factor, deals.table)
    rows = _improvable(factor, deals, helps=helps)
    return Finding(
        kind="factor",
        key=f"{factor.column}={factor.level}" if factor.level else factor.column,
        category=category_of(factor.column),
        effect=_points(factor.odds_ratio, rate),
        n=factor.n,
        open_rows=_worst_first(rows, factor.column, open_parts, columns),
        touches=int(rows.sum()),
        certainty=_sure_of_sign(factor.odds_ratio),
        factor=factor,
        params=params,
    )


def _improvable(factor: Factor, deals: Deals, *, helps: bool) -> Bools:
    """Open deals that have what harms, or lack what helps."""
    if factor.column not in deals.open_table.columns:
        return np.zeros(deals.open_.n, dtype=bool)
    if factor.level:
        has = has_it(factor, deals.open_table)
    else:
        with np.errstate(invalid="ignore"):
            numbers = deals.open_table.columns[factor.column].astype(float)
            has = np.asarray(numbers > threshold(factor, deals.table), dtype=bool)
    return knows_it(factor, deals.open_table) & (~has if helps else has)


def _worst_first(rows: Bools, column: str, parts: Floats, columns: Sequence[str]) -> tuple[int, ...]:
    places = np.flatnonzero(rows)
    if column in columns and len(places):
        places = places[np.argsort(parts[places, columns.index(column)], kind="stable")]
    return tuple(int(place) for place in places[:_NAMED_DEALS])


def _points(ratio: Interval, rate: float) -> Interval:
    """Points of the chance between with and without, around a deal of the usual chance."""
    centre = logit(min(max(rate, 0.02), 0.98))
    low, value, high = (
        expit(centre + math.log(one) / 2) - expit(centre - math.log(one) / 2)
        for one in (max(ratio.low, 1e-6), max(ratio.value, 1e-6), max(ratio.high, 1e-6))
    )
    return Interval(value, low, high)


def _sure_of_sign(ratio: Interval) -> float:
    sd = (math.log(max(ratio.high, 1e-9)) - math.log(max(ratio.low, 1e-9))) / (2 * Z90)
    if sd <= 0:
        return 1.0
    return 0.5 * math.erfc(-abs(math.log(max(ratio.value, 1e-9))) / sd / math.sqrt(2.0))


def _of_stage(stage: StageTimes) -> Finding | None:
    """Being late in a stage, where those who were late won clearly less."""
    if stage.if_late is None or stage.if_not is None or not stage.late_open:
        return None
    (late, n_late), (not_late, n_not) = stage.if_late, stage.if_not
    gap = late.value - not_late.value
    sd = math.hypot(late.high - late.low, not_late.high - not_late.low) / (2 * Z90)
    if gap >= 0 or -gap < Z90 * sd:
        return None
    return Finding(
        kind="late",
        key=f"late:{stage.pipeline}:{stage.stage}",
        category="timeline",
        effect=Interval(gap, gap - Z90 * sd, gap + Z90 * sd),
        n=n_late + n_not,
        open_rows=stage.late_open[:_NAMED_DEALS],
        touches=len(stage.late_open),
        certainty=0.5 * math.erfc(gap / sd / math.sqrt(2.0)) if sd else 1.0,
        stage=stage,
        params={
            "stage": stage.stage,
            "days": stage.late_after,
            "late": late.value,
            "not_late": not_late.value,
            "n_late": n_late,
        },
    )


def _of_trend(quarters: Sequence[QuarterRate], slope: Interval | None) -> Finding | None:
    """A win rate that moves; it touches no deal in particular, so it ranks behind what does."""
    if slope is None or slope.low <= 0.0 <= slope.high:
        return None
    first, last = quarters[0], quarters[-1]
    n = sum(one.n_won + one.n_lost for one in quarters)
    middle = logit(sum(one.n_won for one in quarters) / max(n, 1))
    per_year = [
        expit(middle + one / 2) - expit(middle - one / 2) for one in (slope.low, slope.value, slope.high)
    ]
    sd = (slope.high - slope.low) / (2 * Z90)
    return Finding(
        kind="trend",
        key="trend",
        category="other",
        effect=Interval(per_year[1], per_year[0], per_year[2]),
        n=n,
        open_rows=(),
        touches=0,
        certainty=0.5 * math.erfc(-abs(slope.value) / sd / math.sqrt(2.0)) if sd else 1.0,
        params={
            "from": first.quarter,
            "to": last.quarter,
            "first": first.win_rate.value,
            "last": last.win_rate.value,
            "up": slope.value > 0 or None,
        },
    )
