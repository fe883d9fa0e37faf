"""A deal as one row of mixed columns, as it stood at a moment: facts, fields, and what texts speak of."""

from __future__ import annotations

import hashlib
import json
import sys
from functools import cache

from ...discovery import import_modules
from ...ports.moments import Layout
from ...sentences import Catalogue, plain
from .. import fact_specs
from ..words import fact_label
from .model import CUSTOM, REGISTRY, SAID, Cell, Column, FieldColumn

__all__ = [
    "CUSTOM",
    "SAID",
    "Cell",
    "Column",
    "column",
    "column_label",
    "column_specs",
    "field_columns",
    "layout",
]

MEASURES = 1
"""Grows when a fact is measured in another way, so that stored moments are measured again."""


@cache
def field_columns() -> tuple[FieldColumn, ...]:
    """Return the declared columns that are fields of records, by key."""
    import_modules(sys.modules[__name__])
    return tuple(REGISTRY[key] for key in sorted(REGISTRY))


@cache
def column_specs() -> tuple[Column, ...]:
    """Return every declared column, by key; a CRM's own fields and topics come on top."""
    facts = [
        Column(
            spec.key,
            "category" if spec.unit == "text" else "number",
            spec.category,
            spec.past,
            spec.unit,
        )
        for spec in fact_specs()
    ]
    return tuple(sorted([*facts, *(one.column for one in field_columns())], key=lambda c: c.key))


@cache
def _by_key() -> dict[str, Column]:
    return {column.key: column for column in column_specs()}


@cache
def layout() -> Layout:
    """Return the declared columns in the order in which moments are packed; what is lost in the past is not kept."""
    kept = [column for column in column_specs() if column.past != "lost"]
    numbers = tuple(column.key for column in kept if column.kind == "number")
    texts = tuple(column.key for column in kept if column.kind == "category")
    name = json.dumps([MEASURES, numbers, texts])
    return Layout(hashlib.sha256(name.encode()).hexdigest()[:16], numbers, texts)


def column(key: str) -> Column:
    """Return the column of that key; of a CRM's own field the kind is that of its values, ``category`` here.

    Raises:
        KeyError: there is none.
    """
    if key.startswith(CUSTOM):
        return Column(key, "category", field=key.removeprefix(CUSTOM))
    if key.startswith(SAID):
        return Column(key, "number", past="dated", unit="count")
    return _by_key()[key]


def column_label(key: str, words: Catalogue) -> str:
    """The column's name for people; a CRM's own field goes by the CRM's name for it."""
    for prefix in (CUSTOM, SAID):
        if key.startswith(prefix):
            return plain(key.removeprefix(prefix).replace("_", " "))
    if words.has(f"column.{key}.label"):
        return words.text(f"column.{key}.label")
    return fact_label(key, words)
