"""How long deals stay in a stage, who is late there, and what became of those who were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np

from ...ports.moments import MomentBatch
from ...stats import Interval, shrunken_rate
from ...stats.survival import Survival
from ...stats.table import Bools, Floats

_MIN_STAYS = 30
_LATE = 0.75
"""A stay is late when three in four have left the stage by then."""

_MOST_STAGES = 20
TIME_IN_STAGE = "time_in_stage"


@dataclass(frozen=True)
class StageTimes:
    """One stage of one pipeline.

    Attributes:
        median: Days by which half have left it, open stays counted for as long as they lasted so far.
        late_after: Days by which three in four have left.
        late_open: Open deals that have been there longer, as rows of the open batch.
        if_late: Share won of the closed deals that stayed longer.
        if_not: Share won of those that did not.
    """

    pipeline: str
    stage: str
    n: int
    median: Interval | None
    late_after: float | None
    late_open: tuple[int, ...]
    if_late: tuple[Interval, int] | None
    if_not: tuple[Interval, int] | None

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON, the late open deals left out: they are those of today."""
        return {
            "pipeline": self.pipeline,
            "stage": self.stage,
            "n": self.n,
            "median": _packed(self.median),
            "late_after": self.late_after,
            "if_late": [_packed(self.if_late[0]), self.if_late[1]] if self.if_late else None,
            "if_not": [_packed(self.if_not[0]), self.if_not[1]] if self.if_not else None,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> StageTimes:
        """Read what :meth:`to_json` wrote."""
        rates = [
            (Interval(*data[name][0]), int(data[name][1])) if data[name] else None
            for name in ("if_late", "if_not")
        ]
        median = Interval(*data["median"]) if data["median"] else None
        late_after = data["late_after"]
        return cls(data["pipeline"], data["stage"], data["n"], median, late_after, (), rates[0], rates[1])


def _packed(interval: Interval | None) -> list[float] | None:
    return [interval.value, interval.low, interval.high] if interval else None


def late_in(stage: StageTimes, open_: MomentBatch) -> StageTimes:
    """Return the stage with those open deals of `open_` that are late there."""
    waiting = open_.numbers.get(TIME_IN_STAGE)
    if waiting is None or stage.late_after is None:
        return replace(stage, late_open=())
    with np.errstate(invalid="ignore"):
        late = (waiting > stage.late_after) & _equal(_texts(open_.stage), stage.stage)
    late &= _equal([name or "" for name in _texts(open_.pipeline)], stage.pipeline)
    return replace(stage, late_open=tuple(np.flatnonzero(late).tolist()))


def stage_times(entered: MomentBatch, open_: MomentBatch) -> list[StageTimes]:
    """Return the stages with enough stays, those with the most late open deals first.

    Args:
        entered: Closed deals at entering each of their stages.
        open_: Open deals as they stand.
    """
    days, pipeline, stage = _stays(entered)
    waiting = open_.numbers.get(TIME_IN_STAGE, np.full(open_.n, np.nan))
    found = []
    for pipe, name in sorted(
        {(p, s) for p, s in zip(pipeline, stage, strict=True) if s is not None},
        key=lambda pair: (pair[0] or "", pair[1]),
    ):
        here = _equal(pipeline, pipe) & _equal(stage, name)
        still = (
            _equal(_texts(open_.pipeline), pipe) & _equal(_texts(open_.stage), name) & np.isfinite(waiting)
        )
        if int(here.sum()) >= _MIN_STAYS:
            found.append(_one(pipe or "", name, days[here], entered.won[here], waiting, still))
    found.sort(key=lambda one: (-len(one.late_open), -one.n, one.pipeline, one.stage))
    return found[:_MOST_STAGES]


def _one(pipeline: str, stage: str, days: Floats, won: Floats, waiting: Floats, still: Bools) -> StageTimes:
    durations = np.concatenate([days, waiting[still]])
    ended = np.concatenate([np.ones(len(days), dtype=bool), np.zeros(int(still.sum()), dtype=bool)])
    curve = Survival.of(durations, ended)
    late_after = curve.quantile(_LATE)
    if late_after is None:
        return StageTimes(pipeline, stage, curve.n, curve.median(), None, (), None, None)
    late = days > late_after
    overall = min(max(float(won.mean()), 0.02), 0.98)
    return StageTimes(
        pipeline,
        stage,
        curve.n,
        curve.median(),
        late_after,
        tuple(np.flatnonzero(still & (waiting > late_after)).tolist()),
        _rate(won[late], overall),
        _rate(won[~late], overall),
    )


def _rate(won: Floats, prior: float) -> tuple[Interval, int] | None:
    if len(won) < 5:
        return None
    rate = shrunken_rate(int(won.sum()), len(won), prior_mean=prior, prior_strength=2.0)
    return rate.interval, rate.n


def _stays(entered: MomentBatch) -> tuple[Floats, list[str | None], list[str | None]]:
    """(days, pipeline, stage) of each stay: until the next stage was entered, or the deal closed."""
    order = np.lexsort((entered.place, _codes(entered.deal_id), _codes(entered.connection)))
    deal = [f"{c}\x1f{d}" for c, d in zip(entered.connection, entered.deal_id, strict=True)]
    until = entered.closed_at.copy()
    for row, after in pairwise(order.tolist()):
        if deal[row] == deal[after]:
            until[row] = entered.at[after]
    days = until - entered.at
    stage = _texts(entered.stage)
    fine = np.isfinite(days) & (days > 0)
    return days, _texts(entered.pipeline), [s if ok else None for s, ok in zip(stage, fine, strict=True)]


def _codes(
    values: Sequence[object] | np.ndarray[tuple[int], np.dtype[np.object_]],
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    seen: dict[object, int] = {}
    return np.array([seen.setdefault(value, len(seen)) for value in values], dtype=np.int64)


def _texts(values: np.ndarray[tuple[int], np.dtype[np.object_]]) -> list[str | None]:
    return [None if value is None else str(value) for value in values]


def _equal(values: Sequence[str | None], wanted: str | None) -> Bools:
    return np.array([value == wanted for value in values], dtype=bool)
