"""Measures the columns of one deal as it stood at a moment."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from ...records import DealSnapshot
from ...signals import PhraseLibrary
from .. import fact_specs, measure_in
from ..context import Context
from ..model import Fact, Value
from ..talk import DAYS
from . import field_columns
from .model import CUSTOM, SAID, Cell

MAX_TEXT = 60
"""Longer texts are prose or lists, not categories."""

MAX_CUSTOM = 200
"""Fields of a CRM's own that are looked at, by name."""


@dataclass(frozen=True)
class Row:
    """The known cells of one deal at one moment.

    Attributes:
        values: By column; a column that is unknown is absent.
        replayed: Columns whose value comes out of change records, so that it is that of the moment.
        currency: Of the amount.
    """

    values: Mapping[str, float | str]
    replayed: frozenset[str] = frozenset()
    currency: str | None = None


def row_of(
    present: DealSnapshot,
    moment: datetime | None,
    benchmarks: Mapping[str, Any],
    library: PhraseLibrary | None = None,
) -> Row:
    """Return a deal's columns.

    Args:
        present: The deal with its whole history.
        moment: As of when; None for as it stands.
        benchmarks: What is usual; see :mod:`~..usual`.
        library: Phrases to look for; the built-in ones if left out.
    """
    snapshot = present if moment is None else present.at(moment)
    context = Context(snapshot, benchmarks, library)
    return row_from(present, snapshot, measure_in(context), context)


def row_from(
    present: DealSnapshot, snapshot: DealSnapshot, facts: Mapping[str, Fact], context: Context
) -> Row:
    """Return the columns from facts that were measured already."""
    cells: dict[str, Cell] = {
        key: _of_fact(fact.value) for key, fact in facts.items() if fact.measured and fact.spec.past != "lost"
    }
    tracked, replayed = present.tracked, set()
    for one in field_columns():
        cells[one.column.key] = one.measure(snapshot)
        if one.column.field in tracked:
            replayed.add(one.column.key)
    for name in sorted(snapshot.deal.custom)[:MAX_CUSTOM]:
        key = f"{CUSTOM}{name}"
        cells[key] = _of_field(snapshot.deal.custom[name])
        if name in tracked:
            replayed.add(key)
    for topic in context.own_topics if context.texts else ():
        cells[f"{SAID}{topic}"] = float(len(context.said((topic,), days=DAYS)))
    values = {key: known for key, cell in cells.items() if (known := _known(cell)) is not None}
    return Row(values, frozenset(replayed & values.keys()), snapshot.deal.currency)


def row_of_values(facts: Mapping[str, Value], fields: Mapping[str, float | str], currency: str | None) -> Row:
    """Return the columns that kept values make, such as those of an earlier insight.

    Args:
        facts: Values by fact, None for unknown.
        fields: Other known cells by column.
        currency: Of the amount.
    """
    lost = {spec.key for spec in fact_specs() if spec.past == "lost"}
    cells: dict[str, Cell] = {key: _of_fact(value) for key, value in facts.items() if key not in lost}
    cells.update(fields)
    values = {key: known for key, cell in cells.items() if (known := _known(cell)) is not None}
    return Row(values, currency=currency)


def _of_fact(value: Value) -> Cell:
    return value if isinstance(value, str) or value is None else float(value)


def _of_field(value: Value) -> Cell:
    """A number as a number, whether the CRM delivers it as one or as text."""
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            return value
    return None if value is None else float(value)


def _known(cell: Cell) -> float | str | None:
    """Single precision, in which moments are kept: a deal must look the same fresh and from the store."""
    if isinstance(cell, str):
        text = " ".join(cell.split())
        return text if 0 < len(text) <= MAX_TEXT else None
    if cell is None:
        return None
    number = float(np.float32(cell))
    return number if math.isfinite(number) else None
