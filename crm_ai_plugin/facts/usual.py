"""What is usual in this workspace: time per stage, order of stages, length of a deal, amounts, competitors."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from ..records import DealSnapshot, Outcome
from ..stats import Quantiles, quantiles, shrunken_rate

_DAY = 86_400
_MAX_COMPETITORS = 200
PRIOR_WIN_RATE = 0.25
PRIOR_STRENGTH = 4.0
"""Before anything has closed: one deal in four, worth four observations."""


def benchmarks(closed: Sequence[DealSnapshot], open_: Sequence[DealSnapshot]) -> dict[str, Any]:
    """Return what is usual, from whole histories of closed deals and the past of open ones."""
    won = sum(1 for s in closed if s.deal.outcome is Outcome.WON)
    rate = shrunken_rate(won, len(closed), prior_mean=PRIOR_WIN_RATE, prior_strength=PRIOR_STRENGTH)
    return {
        "win_rate": {
            "value": rate.interval.value,
            "low": rate.interval.low,
            "high": rate.interval.high,
            "n": rate.n,
        },
        "stages": _stage_times([*closed, *open_]),
        "stage_order": _stage_order([*closed, *open_]),
        "cycle_days": _spread(_life(s) for s in closed if s.deal.outcome is Outcome.WON),
        "amounts": _amounts([*closed, *open_]),
        "competitors": _competitors([*closed, *open_]),
    }


def _spread(values: Iterable[float | None]) -> dict[str, float | int | None]:
    found: Quantiles = quantiles(v for v in values if v is not None)
    return {"n": found.n, "p25": found.p25, "p50": found.p50, "p75": found.p75, "p90": found.p90}


def _life(snapshot: DealSnapshot) -> float | None:
    start, end = snapshot.deal.created_at, snapshot.deal.closed_at
    return (end - start).total_seconds() / _DAY if start and end and end > start else None


def _stage_times(snapshots: Sequence[DealSnapshot]) -> dict[str, dict[str, Any]]:
    """Days in a stage by pipeline and stage, of completed stays only."""
    stays: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for snapshot in snapshots:
        moves = sorted(snapshot.stage_changes, key=lambda c: c.at)
        for entered, left in pairwise(moves):
            days = (left.at - entered.at).total_seconds() / _DAY
            stays[snapshot.deal.pipeline or ""][entered.to_stage].append(days)
    return {
        pipeline: {stage: _spread(days) for stage, days in sorted(stages.items())}
        for pipeline, stages in sorted(stays.items())
    }


def _stage_order(snapshots: Sequence[DealSnapshot]) -> dict[str, dict[str, float]]:
    """Place of each stage from 0 to 1, by the mean rank at which deals enter it; closing stages come out at 1."""
    ranks: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    closing: dict[str, Counter[str]] = defaultdict(Counter)
    for snapshot in snapshots:
        pipeline = snapshot.deal.pipeline or ""
        seen: list[str] = []
        for move in sorted(snapshot.stage_changes, key=lambda c: c.at):
            if move.to_stage not in seen:
                ranks[pipeline][move.to_stage].append(len(seen))
                seen.append(move.to_stage)
        if snapshot.deal.outcome is not Outcome.OPEN and snapshot.deal.stage:
            closing[pipeline][snapshot.deal.stage] += 1
    order: dict[str, dict[str, float]] = {}
    for pipeline, stages in sorted(ranks.items()):
        ends = {
            s
            for s, n in closing[pipeline].items()
            if n >= 0.5 * len(stages[s]) and len(closing[pipeline]) < len(stages)
        }
        open_stages = sorted((s for s in stages if s not in ends), key=lambda s: (_mean(stages[s]), s))
        steps = max(len(open_stages) - 1, 1)
        order[pipeline] = {stage: place / steps for place, stage in enumerate(open_stages)}
        order[pipeline].update(dict.fromkeys(sorted(ends), 1.0))
    return order


def _mean(values: Sequence[int]) -> float:
    return sum(values) / len(values)


def _amounts(snapshots: Sequence[DealSnapshot]) -> dict[str, Any]:
    by_currency: dict[str, list[float]] = defaultdict(list)
    for snapshot in snapshots:
        if snapshot.deal.amount and snapshot.deal.amount > 0:
            by_currency[snapshot.deal.currency or ""].append(snapshot.deal.amount)
    return {currency: _spread(amounts) for currency, amounts in sorted(by_currency.items())}


def _competitors(snapshots: Sequence[DealSnapshot]) -> list[str]:
    """Names that people have recorded anywhere; looked for in every deal's texts alike."""
    counts = Counter(
        name.strip() for s in snapshots for name in s.deal.competitors if 3 <= len(name.strip()) <= 60
    )
    return [
        name for name, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_MAX_COMPETITORS]
    ]
