"""Finds the delimiter of a CSV file from its first lines."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence

DELIMITERS = (",", ";", "\t", "|")

_EXCEL_HINT = re.compile(r"sep=(.)\s*", re.IGNORECASE)


def excel_hint(line: str) -> str | None:
    """Return the delimiter of a ``sep=;`` line, which some spreadsheets put first."""
    found = _EXCEL_HINT.fullmatch(line)
    return found[1] if found and found[1] in DELIMITERS else None


def sniff_delimiter(lines: Sequence[str]) -> str:
    """Return the delimiter that cuts most rows into as many cells as the header, and into most cells."""
    best, best_score = ",", (0.0, 1)
    for delimiter in DELIMITERS:
        try:
            rows = [row for row in csv.reader(lines, delimiter=delimiter) if row]
        except csv.Error:
            continue
        if not rows or len(rows[0]) < 2:  # one cell: it cuts nothing
            continue
        same = sum(len(row) == len(rows[0]) for row in rows) / len(rows)
        score = (round(same, 1), len(rows[0]))
        if score > best_score:
            best, best_score = delimiter, score
    return best
