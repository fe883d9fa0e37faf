"""Writing a world as a bundle: a folder of CSV files, UTF-8, ISO 8601 UTC, lists joined with ``;``."""

from __future__ import annotations

import csv
from dataclasses import fields
from datetime import datetime
from pathlib import Path

from crm_ai_plugin.testing.world import rows
from crm_ai_plugin.testing.world.model import TABLES, World

__all__ = ["iso", "write_bundle"]

_ROW_TYPES: dict[str, type] = {
    "deals": rows.DealRow,
    "companies": rows.CompanyRow,
    "contacts": rows.ContactRow,
    "deal_contacts": rows.DealContactRow,
    "activities": rows.ActivityRow,
    "stage_changes": rows.StageChangeRow,
    "field_changes": rows.FieldChangeRow,
    "line_items": rows.LineItemRow,
    "owners": rows.OwnerRow,
}


def iso(at: datetime) -> str:
    """An aware datetime as ``2026-01-31T08:00:00Z``."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def write_bundle(world: World, folder: Path | str) -> list[Path]:
    """Write every table of ``world`` as ``<table>.csv`` into ``folder``, which is made when missing.

    Returns:
        The files written, in the order of the bundle's table list.

    Raises:
        OSError: The folder or a file cannot be written.
    """
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for table in TABLES:
        names = [field.name for field in fields(_ROW_TYPES[table])]
        path = target / f"{table}.csv"
        # newline="" and a fixed terminator: the bytes must not depend on the platform.
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(names)
            for row in getattr(world, table):
                writer.writerow([_cell(getattr(row, name)) for name in names])
        written.append(path)
    return written


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ";".join(value)
    if isinstance(value, float):
        return f"{value:.2f}"
    return str(value)
