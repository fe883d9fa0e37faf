"""What holds for all cohorts of a workspace: what must not be learned from, the win model, time in stages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import numpy as np

from ...facts.batch import AmountScale, table_of
from ...facts.guard import guarded
from ...facts.usual import PRIOR_WIN_RATE
from ...ports.cohort import CohortQuestion
from ...ports.moments import MomentBatch
from ...stats.leaks import Leak, Why
from ...stats.stagewise import StageFactor
from ...stats.table import Floats, Table
from ...stats.win import MOST_LEARNED, WinModel, fit_win_model
from .at_stages import packed, stage_factors, unpacked
from .choosing import CLOCKS, learnable
from .stages import StageTimes, late_in, stage_times

SCHEMA = 2
"""Shape of what is stored; another shape is studied anew."""

FRESH = timedelta(hours=48)
"""Studies are made once a day, in the background; until the next one is there the last serves."""

_GROWN = 0.1


@dataclass(frozen=True)
class Study:
    """What one state of a workspace's records teaches.

    Attributes:
        scale: Ranks amounts.
        leaks: Columns that give the outcome away.
        overruled: Those among them that an admin lets through.
        model: The chance to win.
        stages: How long deals stay.
        at_stages: Factors of the whole workspace, stage by stage.
    """

    scale: AmountScale
    leaks: tuple[Leak, ...]
    overruled: frozenset[str]
    model: WinModel
    data_version: str
    n_closed: int
    studied_at: datetime
    stages: tuple[StageTimes, ...] = ()
    at_stages: tuple[StageFactor, ...] = ()

    @property
    def refused(self) -> frozenset[str]:
        """Columns that are not learned from."""
        return frozenset(leak.column for leak in self.leaks) - self.overruled

    @property
    def columns(self) -> tuple[str, ...]:
        """The model's columns."""
        return self.model.columns

    def contributions(self, table: Table) -> Floats:
        """Return rows × :attr:`columns`: what each adds to the log-odds."""
        return self.model.contributions(table)

    def stages_of(self, open_: MomentBatch) -> list[StageTimes]:
        """Return the times in stages, with the open deals of a cohort that are late there."""
        return [late_in(stage, open_) for stage in self.stages]

    def table(self, batch: MomentBatch) -> Table:
        """Return the model's columns of some deals."""
        return table_of(batch, self.scale, self.columns)

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return {
            "schema": SCHEMA,
            "data_version": self.data_version,
            "n_closed": self.n_closed,
            "studied_at": self.studied_at.isoformat(),
            "overruled": sorted(self.overruled),
            "scale": self.scale.to_json(),
            "leaks": [[leak.column, leak.why, dict(leak.numbers)] for leak in self.leaks],
            "model": self.model.to_json(),
            "stages": [stage.to_json() for stage in self.stages],
            "at_stages": packed(self.at_stages),
        }


def study(question: CohortQuestion) -> Study:
    """Return what the question's workspace teaches, whatever cohort is asked about."""
    closed = question.closed.take(np.isfinite(question.closed.won))
    found = guarded(closed, question.open_, question.overruled)
    scale, leaks = found.scale, tuple(one.leak for one in found.refused)
    newest = closed.take(np.arange(max(0, closed.n - MOST_LEARNED), closed.n))
    model = fit_win_model(
        learnable(newest, scale, found.left_out | CLOCKS),
        newest.won,
        _times(newest),
        groups=[str(code) for code in question.groups[np.isfinite(question.closed.won)][-newest.n :]]
        if newest.n
        else [],
        expected_rate=PRIOR_WIN_RATE,
    )
    stages = tuple(stage_times(question.entered, question.open_)) if question.entered is not None else ()
    at_stages = (
        stage_factors(question, question.at_stages, scale, found.left_out)
        if question.at_stages is not None
        else ()
    )
    return Study(
        scale,
        leaks,
        question.overruled,
        model,
        question.data_version,
        closed.n,
        question.asked_at,
        stages,
        tuple(at_stages),
    )


def usable(question: CohortQuestion, learned: Mapping[str, Any] | None) -> bool:
    """Whether a stored study still serves: of today's shape and decisions, and of the same or nearly the same deals.

    What a cohort's numbers are made of is always read anew; only the model and the refused columns may be a day old.
    """
    if (
        learned is None
        or learned.get("schema") != SCHEMA
        or frozenset(learned.get("overruled", ())) != question.overruled
    ):
        return False
    if question.data_version and learned["data_version"] == question.data_version:
        return True
    age = question.asked_at - datetime.fromisoformat(learned["studied_at"])
    grown = abs(question.closed.n - int(learned["n_closed"]))
    return age < FRESH and grown <= _GROWN * int(learned["n_closed"])


def known_study(question: CohortQuestion, learned: Mapping[str, Any] | None) -> Study:
    """Return the stored study if it still serves, else a new one."""
    if learned is None or not usable(question, learned):
        return study(question)
    return Study(
        AmountScale({name: list(knots) for name, knots in learned["scale"].items()}),
        tuple(Leak(name, cast(Why, why), numbers) for name, why, numbers in learned["leaks"]),
        frozenset(learned["overruled"]),
        WinModel.from_json(learned["model"]),
        str(learned["data_version"]),
        int(learned["n_closed"]),
        datetime.fromisoformat(learned["studied_at"]),
        tuple(StageTimes.from_json(stage) for stage in learned["stages"]),
        unpacked(learned["at_stages"]),
    )


def _times(batch: MomentBatch) -> Floats:
    """When each closed, in days; where nothing says when, it counts as old as the oldest."""
    known = np.isfinite(batch.closed_at)
    oldest = float(batch.closed_at[known].min()) if known.any() else 0.0
    return np.where(known, batch.closed_at, oldest)
