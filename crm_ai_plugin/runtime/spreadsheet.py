"""Rows as CSV and Markdown. Texts from a CRM are hostile: here they are made harmless for spreadsheets and renderers."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~:&@])")


def csv_text(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    """Return CSV whose text cells no spreadsheet takes for a formula."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([safe_cell(row.get(column)) for column in columns])
    return buffer.getvalue()


def safe_cell(value: object) -> object:
    """Return `value`, with a leading apostrophe when a spreadsheet would run it as a formula."""
    if not isinstance(value, str):
        return value
    # The csv module leaves a lone carriage return bare, and readers take it for the end of the row.
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    starts = text.startswith(FORMULA_STARTS) or text.lstrip().startswith(FORMULA_STARTS)
    return "'" + text if starts else text


def markdown_table(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    """Return a Markdown table in whose cells nothing is markup."""
    lines = [_line(columns), _line(["---"] * len(columns), escape=False)]
    lines += [
        _line(["" if row.get(column) is None else str(row[column]) for column in columns]) for row in rows
    ]
    return "\n".join(lines) + "\n"


def _line(cells: Sequence[str], *, escape: bool = True) -> str:
    shown = [_MARKUP.sub(r"\\\1", " ".join(cell.split())) if escape else cell for cell in cells]
    return f"| {' | '.join(shown)} |"
