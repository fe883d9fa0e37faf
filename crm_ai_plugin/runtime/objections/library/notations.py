"""A library in a file: JSON and CSV for programs and spreadsheets, YAML for editing by hand.

A row is a mapping with the columns below. Reading gives each row with its line, and what is no row with the reason;
whether a row can be an entry is not asked here.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import yaml

from ....bundle.mapping.yaml_tree import YamlTree
from ....bundle.source.dialect import sniff_delimiter
from ....errors import UserInputError
from ...spreadsheet import csv_text
from .plain import CLAIM_MARK

Notation = Literal["json", "csv", "yaml"]
NOTATIONS: tuple[Notation, ...] = ("json", "csv", "yaml")
MEDIA_TYPES: Mapping[Notation, str] = {
    "json": "application/json",
    "csv": "text/csv",
    "yaml": "application/yaml",
}
LISTS = ("topics", "tones", "segments")
GIVEN = (
    "kind",
    "id",
    "owner",
    "language",
    *LISTS,
    "text",
    "sentences",
    "ask",
    "why",
    "review_at",
    "expires_at",
)
TOLD = ("state", "version", "approved_by")
"""Columns that an export adds for people; an import passes over them."""
COLUMNS = tuple(name for name in (*GIVEN, *TOLD) if name != "sentences")
"""Of CSV, where a template's sentences stand in `text`, a line each."""
MAX_CHARS = 16_000_000


@dataclass(frozen=True)
class Given:
    """One row of a file; `line` counts from 1."""

    line: int
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Refusal:
    """One row that can't be taken: where and why."""

    file: str
    line: int
    column: str | None
    reason: str


def read(notation: Notation, name: str, text: str) -> tuple[list[Given], list[Refusal]]:
    """Return the rows of a file, and what is no row.

    Raises:
        UserInputError: ``library_file``: it is not that notation at all.
    """
    if len(text) > MAX_CHARS:
        raise _unreadable(name, f"it has more than {MAX_CHARS:,} characters")
    rows: list[Given] = []
    refused: list[Refusal] = []
    for line, values in _READERS[notation](name, text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")):
        if isinstance(values, str):
            refused.append(Refusal(name, line, None, values))
        elif not isinstance(values, Mapping):
            refused.append(Refusal(name, line, None, "is no entry: give its parts by name"))
        else:
            unknown = [key for key in values if key not in (*GIVEN, *TOLD)]
            if unknown:
                reason = f"is no column of a library: {', '.join(COLUMNS)}"
                refused.append(Refusal(name, line, str(unknown[0])[:40], reason))
            else:
                filled = {key: value for key, value in values.items() if value not in (None, "")}
                rows.append(Given(line, {key: value for key, value in filled.items() if key in GIVEN}))
    return rows, refused


def write(notation: Notation, rows: Sequence[Mapping[str, Any]]) -> str:
    """Return rows as a file of that notation, which :func:`read` reads to the same rows."""
    if notation == "json":
        return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
    if notation == "csv":
        return csv_text(COLUMNS, (_cells(row) for row in rows))
    return str(yaml.dump(list(rows), Dumper=_Quoting, allow_unicode=True, sort_keys=False, width=10_000))


class _Quoting(yaml.SafeDumper):
    """Quotes what could be taken for anything but a word."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ANN401  # as its base says
        return True


def _json(name: str, text: str) -> Iterator[tuple[int, Any]]:
    decoder = json.JSONDecoder()
    at, line, seen = _blank(text, 0), 1, 0
    if text[at : at + 1] != "[":
        raise _unreadable(name, "it is no list of entries")
    at = _blank(text, at + 1)
    while text[at : at + 1] != "]":
        line, seen = line + text.count("\n", seen, at), at
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            raise _unreadable(name, f"the entry at line {line} is no valid JSON") from None
        yield line, value
        at = _blank(text, at)
        if text[at : at + 1] == ",":
            at = _blank(text, at + 1)
        elif text[at : at + 1] != "]":
            raise _unreadable(name, f"behind the entry at line {line} there is neither a comma nor the end")
    if _blank(text, at + 1) != len(text):
        raise _unreadable(name, "something stands behind the list of entries")


def _blank(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


def _yaml(name: str, text: str) -> Iterator[tuple[int, Any]]:
    tree = YamlTree(name, text, "library")
    if not isinstance(tree.data, list):
        raise _unreadable(name, "it is no list of entries")
    for at, value in enumerate(tree.data):
        yield tree.line_of((at,)) or 1, value


def _csv(name: str, text: str) -> Iterator[tuple[int, Any]]:
    if "\x00" in text:
        raise _unreadable(name, "it is no text")
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=sniff_delimiter(text.splitlines()[:20]), strict=True
    )
    try:
        header = [cell.strip() for cell in next(reader)]
    except (StopIteration, csv.Error):
        raise _unreadable(name, "its first line names no columns") from None
    if len(set(header)) != len(header):
        raise _unreadable(name, "its first line names a column twice")
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise _unreadable(name, f"the quotes from line {line} on can't be read") from None
        if not any(cells):
            continue
        if len(cells) != len(header):
            yield line, f"has {len(cells)} cells, the first line {len(header)}"
        else:
            yield line, _values(dict(zip(header, cells, strict=True)))


def _values(cells: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {key: cell.strip() for key, cell in cells.items()}
    for key in LISTS:
        if values.get(key):
            values[key] = [part.strip() for part in values[key].split(";") if part.strip()]
    if values.get("kind") == "template":
        lines = [line.strip() for line in values.pop("text", "").splitlines() if line.strip()]
        values["sentences"] = [_sentence(line) for line in lines]
    return values


def _sentence(line: str) -> str | dict[str, str]:
    named = line.casefold().startswith(CLAIM_MARK)
    return {"claim": line[len(CLAIM_MARK) :].strip()} if named else line


def _cells(row: Mapping[str, Any]) -> dict[str, Any]:
    cells = dict(row)
    for key in LISTS:
        cells[key] = "; ".join(row.get(key) or ())
    if "sentences" in row:
        cells["text"] = "\n".join(
            one if isinstance(one, str) else f"{CLAIM_MARK} {one['claim']}" for one in cells.pop("sentences")
        )
    return cells


def _unreadable(name: str, why: str) -> UserInputError:
    return UserInputError(f"{name}: {why}", code="library_file")


_READERS: Mapping[Notation, Callable[[str, str], Iterator[tuple[int, Any]]]] = {
    "json": _json,
    "csv": _csv,
    "yaml": _yaml,
}
