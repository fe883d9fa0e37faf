"""From a question to its deals as tables."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...facts.batch import AmountScale, table_of
from ...facts.columns import column
from ...insights import Cohort
from ...ports.cohort import CohortQuestion
from ...ports.moments import MomentBatch, Texts
from ...stats.table import Bools, Floats, Ints, Table
from ...stats.twins import twins
from .filters import Fields, matches
from .filters.match import days_of


@dataclass(frozen=True)
class Deals:
    """The deals of a cohort.

    Attributes:
        closed: Won and lost deals, oldest first.
        open_: Open deals.
        table: The closed deals' columns that may be learned from.
        open_table: The same of the open deals.
        won: 1 or 0 per closed deal.
        weights: How much each closed deal counts: copies of one deal count as one.
        reasons: Stated reasons of losses, per closed deal.
        rows: Where the closed deals stand among all of the workspace.
    """

    closed: MomentBatch
    open_: MomentBatch
    table: Table
    open_table: Table
    won: Floats
    weights: Floats
    reasons: Texts
    rows: Bools

    @property
    def n_won(self) -> int:
        """Deals won."""
        return int(self.won.sum())

    @property
    def n_lost(self) -> int:
        """Deals lost."""
        return len(self.won) - self.n_won


def choose(question: CohortQuestion, scale: AmountScale, refused: frozenset[str]) -> Deals:
    """Return the deals of the question's cohort.

    Raises:
        UserInputError: a filter names a field that is not there, or does not fit it.
    """
    cohort = question.cohort
    rows = matches(cohort.where, Fields(question.closed)) & _closed_within(question.closed, cohort)
    closed = question.closed.take(rows)
    open_ = question.open_.take(matches(cohort.where, Fields(question.open_)))
    table = learnable(closed, scale, refused)
    same = twins(table, plainest)
    table = table.only([name for name in table.names if name not in same])
    return Deals(
        closed=closed,
        open_=open_,
        table=table,
        open_table=table_of(open_, scale, table.names),
        won=closed.won,
        weights=copies_count_once(question.groups[rows]),
        reasons=question.reasons[rows],
        rows=rows,
    )


def learnable(batch: MomentBatch, scale: AmountScale, refused: frozenset[str]) -> Table:
    """Return the columns that may be learned from."""
    table = table_of(batch, scale)
    return table.only([name for name in table.names if name not in refused])


def plainest(name: str) -> tuple[object, ...]:
    """Of columns that say the same, a field of the record is plainer than what is measured against others."""
    return name in CLOCKS, not name.startswith("field."), column(name).confounder, len(name), name


CLOCKS = frozenset({"deal_age", "age_vs_won", "time_in_stage", "stage_overrun"})
"""Columns that grow by themselves until a deal closes. A closed deal is looked at after a share of its life, so they tell
how long it lived in the end, which no open deal can say. They are adjusted for, never found, and no part of the model;
what time does is told by the times in stages, where open deals count for as long as they have lasted."""


def confounders(table: Table) -> list[str]:
    """Return the columns to adjust for that are no findings themselves."""
    return [name for name in table.names if column(name).confounder or name in CLOCKS]


def copies_count_once(groups: Ints) -> Floats:
    """Return 1 per deal, shared by the copies of one that are among these."""
    _, codes, counts = np.unique(groups, return_inverse=True, return_counts=True)
    return np.asarray(1.0 / counts[codes], dtype=float)


def _closed_within(batch: MomentBatch, cohort: Cohort) -> Bools:
    held = np.isfinite(batch.won)
    with np.errstate(invalid="ignore"):
        if cohort.since is not None:
            held &= batch.closed_at >= days_of(cohort.since)
        if cohort.until is not None:
            held &= batch.closed_at < days_of(cohort.until)
    return held
