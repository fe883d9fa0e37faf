"""One shape for what REST (nested JSON) and Bulk (flat CSV) deliver: flat rows with dotted names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any

from ...text.values import day, flag, moment, number, text, whole

__all__ = [
    "Row",
    "as_row",
    "at_midnight",
    "day",
    "flag",
    "moment",
    "number",
    "row_id",
    "text",
    "whole",
]

Row = Mapping[str, Any]
_DEEPEST = 4


def as_row(raw: Mapping[str, Any], prefix: str = "", depth: int = 0) -> dict[str, Any]:
    """Return a record of a query as a flat row."""
    row: dict[str, Any] = {}
    for name, value in raw.items():
        if name == "attributes":
            continue
        if isinstance(value, Mapping):
            if depth < _DEEPEST:
                row.update(as_row(value, f"{prefix}{name}.", depth + 1))
        elif not isinstance(value, list):
            row[f"{prefix}{name}"] = value
    return row


def row_id(row: Row) -> str:
    """Return the id of a row.

    Raises:
        ValueError: it has none.
    """
    found = text(row.get("Id"))
    if found is None:
        raise ValueError("row without id")
    return found


def at_midnight(value: Any) -> datetime | None:  # noqa: ANN401  # vendor JSON
    """Return the beginning of a day, UTC."""
    found = day(value)
    return None if found is None else datetime.combine(found, time(tzinfo=UTC))
