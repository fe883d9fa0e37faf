"""JSON Lines, streamed: one object per line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

from .entry import Entry
from .table import Progress, RefuseLine, Row, TableOptions
from .text import open_text


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


_DECODER = json.JSONDecoder(parse_constant=_no_constant)


@contextmanager
def open_jsonl(entry: Entry, options: TableOptions, progress: Progress) -> Iterator[JsonLinesTable]:
    """Yield the table in `entry`."""
    with open_text(entry, options, progress) as text:
        yield JsonLinesTable(text)


class JsonLinesTable:
    """Rows that each name their columns."""

    header: Sequence[str] | None = None

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines

    def rows(self, columns: Sequence[str], refuse: RefuseLine) -> Iterator[Row]:
        """Yield rows; lines that are no JSON object are refused, blank ones passed over."""
        for number, line in enumerate(self._lines, 1):
            if not line.strip():
                continue
            if "\\u0000" in line:
                refuse(number, "nul_character", "take out \\u0000; databases can't store it")
                continue
            try:
                value = _DECODER.decode(line)
            except (ValueError, RecursionError):
                refuse(number, "malformed_json", "write one JSON object per line, without NaN")
                continue
            if not isinstance(value, dict):
                refuse(number, "malformed_json", "write one JSON object per line")
                continue
            yield Row(number, *split_object(value, columns))


def split_object(value: dict[str, Any], columns: Sequence[str]) -> tuple[list[Any], dict[str, Any]]:
    """Return the cells of `columns` and what is left."""
    return [value.pop(name, None) for name in columns], value
