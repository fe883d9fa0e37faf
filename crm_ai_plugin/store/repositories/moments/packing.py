"""Moments as compact rows, and many such rows as arrays."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ....ports.moments import Floats, Layout, Moment, Texts, as_text, objects
from ...types import clean_text, dump_json

_SINGLE = "<f4"
_NOTHING = "{}"


def pack(moment: Moment, layout: Layout) -> dict[str, Any]:
    """Return the packed columns of a row."""
    values = moment.values
    numbers = np.array([_number(values.get(key)) for key in layout.numbers], dtype=_SINGLE)
    texts = [None if (v := as_text(values.get(key))) is None else clean_text(v) for key in layout.texts]
    inside = {*layout.numbers, *layout.texts}
    more: dict[str, Any] = {}
    if outside := {key: values[key] for key in sorted(values) if key not in inside}:
        more["v"] = outside
    if moment.replayed:
        more["r"] = sorted(moment.replayed)
    return {
        "layout": layout.name,
        "numbers": numbers.tobytes(),
        "texts": dump_json(texts),
        "more": dump_json(more),
    }


def _number(value: float | str | None) -> float:
    return float("nan") if value is None or isinstance(value, str) else value


@dataclass
class Unpacked:
    """Columns of many rows."""

    numbers: dict[str, Floats] = field(default_factory=dict)
    texts: dict[str, Texts] = field(default_factory=dict)
    replayed: dict[str, float] = field(default_factory=dict)


def unpack(
    layouts: Mapping[str, Layout],
    names: Sequence[str],
    numbers: Sequence[bytes],
    texts: Sequence[str],
    more: Sequence[str],
    only: Collection[str] | None = None,
) -> Unpacked:
    """Return the columns of rows, whatever layouts they were written in.

    Args:
        layouts: By name.
        names: The layout of each row.
        numbers: Packed numbers of each row.
        texts: JSON list of each row.
        more: JSON object of each row.
        only: Only these columns; all if left out.
    """
    n = len(names)
    made = Unpacked()
    name_of = np.array(names, dtype=object)
    for name in sorted(set(names)):
        layout, rows = layouts[name], np.flatnonzero(name_of == name)
        everywhere = len(rows) == n
        own = slice(None) if everywhere else rows
        packed = numbers if everywhere else [numbers[row] for row in rows.tolist()]
        block = np.frombuffer(b"".join(packed), dtype=_SINGLE).reshape(len(rows), len(layout.numbers))
        for key, column in zip(layout.numbers, block.T.astype(float, order="C"), strict=True):
            if only is not None and key not in only:
                continue
            if everywhere:
                made.numbers[key] = column
            else:
                made.numbers.setdefault(key, np.full(n, np.nan))[own] = column
        lists = json.loads(_joined(texts if everywhere else [texts[row] for row in rows.tolist()]))
        for key, cells in zip(layout.texts, zip(*lists, strict=True), strict=bool(lists)):
            if only is not None and key not in only:
                continue
            made.texts.setdefault(key, np.full(n, None, dtype=object))[own] = shared(cells)
    there = [place for place, text in enumerate(more) if text != _NOTHING]
    _unpack_more(
        made, n, zip(there, json.loads(_joined([more[place] for place in there])), strict=True), only
    )
    _drop_unknown(made)
    return made


def shared(cells: Sequence[str | None]) -> list[str | None]:
    """Return the same cells, equal texts as one object: a category of few values is then looked at several times faster."""
    known: dict[str | None, str | None] = {}
    return list(map(known.setdefault, cells, cells))


def _unpack_more(
    made: Unpacked, n: int, rows: Iterable[tuple[int, Mapping[str, Any]]], only: Collection[str] | None
) -> None:
    cells: dict[str, list[Any]] = {}
    counts: dict[str, int] = {}
    for place, row in rows:
        for key, value in row.get("v", {}).items():
            column = cells.get(key)
            if column is None:
                column = cells[key] = [None] * n
            column[place] = value
        for key in row.get("r", ()):
            counts[key] = counts.get(key, 0) + 1
    for key, column in cells.items():
        if only is not None and key not in only:
            continue
        if any(isinstance(value, str) for value in column):
            made.texts[key] = objects([as_text(value) for value in column])
        else:
            made.numbers[key] = np.array([np.nan if v is None else v for v in column], dtype=float)
    for key, count in counts.items():
        if only is not None and key not in only:
            continue
        if key in made.texts:
            known = int(np.count_nonzero(made.texts[key] != None))  # noqa: E711  # elementwise
        else:
            known = int(np.isfinite(made.numbers[key]).sum()) if key in made.numbers else 0
        made.replayed[key] = count / known if known else 0.0


def _drop_unknown(made: Unpacked) -> None:
    """A column that no row knows is no column."""
    for key in [key for key, column in made.numbers.items() if not np.isfinite(column).any()]:
        del made.numbers[key]
    for key in [key for key, column in made.texts.items() if not (column != None).any()]:  # noqa: E711
        del made.texts[key]


def _joined(parts: Sequence[str]) -> str:
    return f"[{','.join(parts)}]"
