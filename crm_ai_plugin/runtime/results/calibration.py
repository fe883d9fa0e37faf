"""How well the odds held: as they were said at the time, against how the deals ended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from ...ports.clock import Clock
from ...stats.reliability import Reliability, reliability
from ...store import Said, SettledPrediction, Store
from .episodes import KIND

MIN_DEALS = 20
"""Below it nothing is said about whether odds held."""

_EVER = datetime(1970, 1, 1, tzinfo=UTC)

Verdict = Literal["held", "too_low", "too_high", "not_told_yet"]


@dataclass(frozen=True)
class Part:
    """Odds of one kind: all, of deals that closed in one month, said in one stage, or by one model."""

    name: str
    verdict: Verdict
    measured: Reliability


@dataclass(frozen=True)
class Calibration:
    """How well a workspace's odds held, as of a moment; `overall` is None while no deal has closed.

    `models` rests on what each version of the model said every night, shown to anybody or not; the rest on what was
    said to people.
    """

    as_of: datetime
    overall: Part | None
    months: Sequence[Part] = ()
    stages: Sequence[Part] = ()
    models: Sequence[Part] = ()


def calibration(store: Store, workspace: str, clock: Clock, since: datetime | None = None) -> Calibration:
    """Return how well the odds held of the deals that have closed, all of them or those since a moment.

    Only what was said before the end counts, of each deal what was said first in each month; all that was said of one deal
    together counts once.
    """
    with store.workspace(workspace) as session:
        said = _thinned(session.insights.said(KIND, since))
        nightly = session.predictions.settled(since or _EVER)
    overall = _part("all", said)
    return Calibration(
        as_of=clock(),
        overall=overall,
        months=_parts(said, lambda one: f"{one.closed_at:%Y-%m}"),
        stages=_parts(said, lambda one: one.stage or ""),
        models=_by_model(nightly),
    )


def _thinned(said: Iterable[Said]) -> list[Said]:
    """What was said first of each deal in each month: versions in between follow each other too closely to tell more."""
    first: dict[tuple[str, str, int, int], Said] = {}
    for one in said:
        key = (one.connection, one.subject_id, one.as_of.year, one.as_of.month)
        if key not in first or (one.as_of, one.version) < (first[key].as_of, first[key].version):
            first[key] = one
    return sorted(
        first.values(), key=lambda one: (one.closed_at, one.connection, one.subject_id, one.version)
    )


def _by_model(nightly: Sequence[SettledPrediction]) -> list[Part]:
    """What each version of the model said first of each deal in each month, in the order in which they served."""
    found: dict[str, list[Said]] = defaultdict(list)
    for one in nightly:
        p = one.prediction
        said = Said(p.connection, p.deal_id, 0, p.as_of, p.p, p.low, p.high, None, one.closed_at, one.won)
        found[p.model].append(said)
    served = sorted(found, key=lambda model: (min(one.as_of for one in found[model]), model))
    parts = (_part(model, _thinned(found[model])) for model in served)
    return [part for part in parts if part is not None]


def _parts(said: Sequence[Said], name: Callable[[Said], str]) -> list[Part]:
    found: dict[str, list[Said]] = defaultdict(list)
    for one in said:
        found[name(one)].append(one)
    parts = (_part(key, found[key]) for key in sorted(found))
    return [part for part in parts if part is not None]


def _part(name: str, said: Sequence[Said]) -> Part | None:
    measured = reliability(
        [one.p for one in said],
        [int(one.won) for one in said],
        [f"{one.connection}\x1f{one.subject_id}" for one in said],
    )
    return Part(name, _verdict(measured), measured) if measured else None


def _verdict(measured: Reliability) -> Verdict:
    if measured.cases < MIN_DEALS:
        return "not_told_yet"
    if measured.gap.low > 0:
        return "too_low"
    return "too_high" if measured.gap.high < 0 else "held"
