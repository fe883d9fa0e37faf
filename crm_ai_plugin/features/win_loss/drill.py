"""From a factor to the deals that have it, and from a deal to the evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from ...errors import UserInputError
from ...facts import EvidenceDraft, measure_in
from ...facts.context import Context
from ...ports.cohort import DealKey
from ...ports.moments import MomentBatch
from ...records import DealSnapshot
from ...sentences import plain
from ...signals import PhraseLibrary
from ...stats.table import Floats, Table
from .assessment import CohortFacts

Which = Literal["won", "lost", "open"]


@dataclass(frozen=True)
class DrilledDeal:
    """One deal of a factor.

    Attributes:
        value: Of the column; None where it is unknown.
        contribution: What the column adds to the deal's log-odds; None where the model does not use it.
        at: The moment of the value, in days since 1970.
    """

    key: DealKey
    outcome: Which
    value: float | str | None
    contribution: float | None
    closed_at: float
    at: float


def deals_of(
    facts: CohortFacts, column: str, *, outcome: Which | None = None, level: str | None = None
) -> list[DrilledDeal]:
    """Return the deals of a cohort by a column, those first in which it counts most.

    Args:
        facts: The cohort.
        column: Of a factor.
        outcome: Only won, lost or open deals.
        level: Only deals with this value.

    Raises:
        UserInputError: no such column was looked at.
    """
    if column not in facts.deals.table.columns:
        raise UserInputError(
            f"no factor is called {plain(column, 60)!r} here",
            code="factor_unknown",
            hint="use a factor's column",
        )
    deals, columns = facts.deals, facts.study.columns
    place = columns.index(column) if column in columns else None
    found: list[DrilledDeal] = []
    if outcome in (None, "open"):
        found += _rows(deals.open_, deals.open_table, column, facts.open_parts, place)
    if outcome != "open":
        found += _rows(deals.closed, deals.table, column, facts.parts, place)
    kept = [
        one
        for one in found
        if (outcome is None or one.outcome == outcome) and (level is None or str(one.value) == level)
    ]
    return sorted(kept, key=lambda one: (-abs(one.contribution or 0.0), -_number(one.closed_at), one.key))


def evidence_at(
    snapshot: DealSnapshot,
    days: float,
    column: str,
    usual: Mapping[str, Any],
    library: PhraseLibrary | None = None,
) -> tuple[EvidenceDraft, ...]:
    """Return what a deal's records say to a column at a moment; nothing where the column is no measured fact."""
    from .wording.labels import moment  # noqa: PLC0415

    past = snapshot.at(moment(days)) if np.isfinite(days) else snapshot
    fact = measure_in(Context(past, usual, library)).get(column)
    return fact.evidence if fact is not None else ()


def _rows(
    batch: MomentBatch, table: Table, column: str, parts: Floats, place: int | None
) -> list[DrilledDeal]:
    values = table.columns[column].tolist()
    added = parts[:, place].tolist() if place is not None else [None] * batch.n
    return [
        DrilledDeal(
            (str(connection), str(deal_id)),
            "won" if won == 1.0 else "lost" if won == 0.0 else "open",
            None if value is None or value != value else value,  # noqa: PLR0124  # not a number: unknown
            part,
            closed,
            at,
        )
        for connection, deal_id, won, value, part, closed, at in zip(
            batch.connection.tolist(),
            batch.deal_id.tolist(),
            batch.won.tolist(),
            values,
            added,
            batch.closed_at.tolist(),
            batch.at.tolist(),
            strict=True,
        )
    ]


def _number(value: float) -> float:
    return value if np.isfinite(value) else -1.0
