"""What a column of a deal is, and how a module declares one that is a field of a record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from ...records import DealSnapshot
from ..model import Category, Past

Kind = Literal["number", "category"]
Cell = float | str | None
FieldMeasure = Callable[[DealSnapshot], Cell]

CUSTOM = "custom."
SAID = "said."


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the table of deals as they stood at a moment.

    Attributes:
        key: Stable name: a fact's key, ``field.…`` or ``company.…`` of a record, ``custom.…`` of a CRM's own field,
            ``said.…`` of a topic that texts speak of.
        kind: ``number`` (truth values are 0 and 1) or ``category``.
        category: What it is about, for the reader of a report.
        past: What is known of an earlier value; see :data:`~..model.Past`.
        unit: The fact's unit; empty for fields.
        confounder: Something to adjust for, such as who owns the deal, that is no finding itself.
        field: The name under which change records speak of it; None where they don't.
    """

    key: str
    kind: Kind
    category: Category = "other"
    past: Past = "as_now"
    unit: str = ""
    confounder: bool = False
    field: str | None = None


@dataclass(frozen=True, slots=True)
class FieldColumn:
    """A declared field column with how it is read."""

    column: Column
    measure: FieldMeasure


REGISTRY: dict[str, FieldColumn] = {}
"""Filled by the decorators as the modules are imported."""


def field_column(
    key: str,
    kind: Kind,
    *,
    category: Category = "other",
    past: Past = "as_now",
    confounder: bool = False,
    field: str | None = None,
) -> Callable[[FieldMeasure], FieldMeasure]:
    """Declare the decorated function as the reading of a record's field."""

    def declare(measure: FieldMeasure) -> FieldMeasure:
        if key in REGISTRY:
            raise ValueError(f"two columns are called {key}")
        REGISTRY[key] = FieldColumn(Column(key, kind, category, past, "", confounder, field), measure)
        return measure

    return declare
