"""Turns cells into typed values, strictly: what is doubtful is refused, not guessed.

A cell is a string (CSV) or any JSON scalar or list (JSON Lines, Parquet). Every converter gets a cell that
is not blank, strings stripped, and returns a value of the exact type the record model wants.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any

from .columns import Kind
from .reasons import Reason

Converter = Callable[[Any], Any]

_TRUE = frozenset(("true", "yes", "y", "t", "1"))
_FALSE = frozenset(("false", "no", "n", "f", "0"))
_SPACES = " \u00a0\u202f"
_CURRENCY_SIGNS = "$€£¥₹" + _SPACES
_CACHE_SIZE = 20_000
_YEARS = range(1900, 2201)


class CellError(ValueError):
    """A cell that can't be read. Never leaves the bundle package."""

    def __init__(self, reason: Reason, hint: str, value: object = None) -> None:
        super().__init__(reason)
        self.reason: Reason = reason
        self.hint = hint
        self.value = value


@dataclass(frozen=True)
class CellFormat:
    """How a file writes dates, numbers and lists. Without `dates`, ISO 8601; naive times are UTC."""

    dates: Sequence[str] = ()
    decimal: str = "."
    thousands: str = ""
    separator: str = ";"
    scale: float = 1.0


def converter(kind: Kind, form: CellFormat, choices: type[StrEnum] | None = None) -> Converter:
    """Return the converter for a kind; it raises `CellError` and nothing else."""
    if kind == "choice" and choices is not None:
        return _choice(choices)
    return _MAKERS[kind](form)


def _text(cell: Any) -> str:  # noqa: ANN401  # a cell
    if type(cell) is str:
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, (int, float)):
        return str(cell)
    if isinstance(cell, (date, datetime)):
        return cell.isoformat()
    raise CellError("bad_text", "give plain text here, not a list or an object")


def _choice(choices: type[StrEnum]) -> Converter:
    known: Mapping[str, StrEnum] = {str(member): member for member in choices}
    allowed = ", ".join(known)

    def convert(cell: Any) -> StrEnum:  # noqa: ANN401
        found = known.get(cell) if type(cell) is str else None
        if found is None:
            found = known.get(_text(cell).casefold())
        if found is None:
            raise CellError("bad_choice", f"allowed are {allowed}; map others with `values` in a mapping")
        return found

    return convert


def _boolean(cell: Any) -> bool:  # noqa: ANN401
    if isinstance(cell, bool):
        return cell
    text = _text(cell).casefold()
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise CellError("bad_boolean", "write true or false")


def _list(separator: str) -> Converter:
    def convert(cell: Any) -> tuple[str, ...]:  # noqa: ANN401
        parts = [_text(part) for part in cell] if isinstance(cell, list) else _text(cell).split(separator)
        return tuple([part.strip() for part in parts if part.strip()])

    return convert


def _number(form: CellFormat) -> Converter:
    hint = f"write numbers like 1234{form.decimal}5"
    if not form.thousands and form.decimal == ".":
        hint += "; for others set `decimal` and `thousands` in a mapping"
    thousands = _SPACES if form.thousands == " " else form.thousands
    comma = form.decimal == ","
    plain = not thousands and not comma
    scale = form.scale

    def convert(cell: Any) -> float:  # noqa: ANN401
        if isinstance(cell, bool):
            raise CellError("bad_number", hint)
        if type(cell) is str:
            if not plain:
                cell = cell.strip(_CURRENCY_SIGNS)
                for sign in thousands:
                    cell = cell.replace(sign, "")
                if comma:  # with a decimal comma, a point that is left has no meaning to rely on
                    cell = cell.replace(".", "?").replace(",", ".")
            if "_" in cell:  # float() takes 1_000, which is no notation of any CRM
                raise CellError("bad_number", hint)
        try:
            value = float(cell) * scale
        except (ValueError, TypeError, OverflowError):
            raise CellError("bad_number", hint) from None
        if not math.isfinite(value):
            raise CellError("bad_number", hint)
        return value

    return convert


def _integer(form: CellFormat) -> Converter:
    number = _number(form)

    def convert(cell: Any) -> int:  # noqa: ANN401
        value: float = number(cell)
        if not value.is_integer() or abs(value) >= 2**53:
            raise CellError("bad_number", "write a whole number")
        return int(value)

    return convert


def _time(formats: Sequence[str]) -> Converter:
    hint = _date_hint("times like 2026-03-31T14:00:00Z", formats)
    cache: dict[str, datetime] = {}

    def convert(cell: Any) -> datetime:  # noqa: ANN401
        if type(cell) is str:
            found = cache.get(cell)
            if found is None:
                found = _utc(_parse(cell, formats, hint), hint)
                if len(cache) < _CACHE_SIZE:
                    cache[cell] = found
            return found
        if isinstance(cell, datetime):
            return _utc(cell, hint)
        if isinstance(cell, date):
            return _utc(datetime.combine(cell, time()), hint)
        raise CellError("bad_time", hint)

    return convert


def _date(formats: Sequence[str]) -> Converter:
    hint = _date_hint("dates like 2026-03-31", formats)

    def convert(cell: Any) -> date:  # noqa: ANN401
        if isinstance(cell, datetime):
            return cell.date()
        if isinstance(cell, date):
            return cell
        if type(cell) is not str:
            raise CellError("bad_time", hint)
        return _parse(cell, formats, hint).date()

    return convert


def _date_hint(example: str, formats: Sequence[str]) -> str:
    if formats:
        return f"the mapping expects {' or '.join(formats)}"
    return f"write {example}; for other forms set `dates` in a mapping"


def _parse(text: str, formats: Sequence[str], hint: str) -> datetime:
    parsed = None
    try:
        if not formats:
            parsed = datetime.fromisoformat(text)
    except ValueError:
        raise CellError("bad_time", hint) from None
    for form in formats:
        try:
            parsed = datetime.strptime(text, form)  # noqa: DTZ007  # a naive time is UTC here  # a naive time is UTC here
            break
        except ValueError:
            continue
    if parsed is None or parsed.year not in _YEARS:
        raise CellError("bad_time", hint)
    return parsed


def _utc(value: datetime, hint: str) -> datetime:
    try:
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    except OverflowError:
        raise CellError("bad_time", hint) from None


_MAKERS: Mapping[Kind, Callable[[CellFormat], Converter]] = {
    "text": lambda form: _text,
    "choice": lambda form: _text,
    "boolean": lambda form: _boolean,
    "list": lambda form: _list(form.separator),
    "number": _number,
    "integer": _integer,
    "time": lambda form: _time(form.dates),
    "date": lambda form: _date(form.dates),
}
