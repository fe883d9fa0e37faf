"""Compiles how a row gives one record.

The values already have their exact types when the record is made, and it is still validated: pydantic's
validator is faster than building the object unvalidated (2.6 against 5.2 µs for an activity), so there is
only one way in which a record comes about.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from ...records import Record, RecordType
from ..cells import CellError, CellFormat, Converter, converter
from ..columns import SPECS, FileSpec
from ..mapping import FieldSource
from ..reasons import Reason
from .field import FieldCompiler, Getter
from .layout import Layout

Condition = Callable[[Sequence[Any]], bool]


class RowError(ValueError):
    """A row that gives no record. Never leaves the bundle package."""

    def __init__(self, column: str | None, value: object, reason: Reason, hint: str) -> None:
        super().__init__(reason)
        self.column = column
        self.value = value
        self.reason: Reason = reason
        self.hint = hint


class RecordPlan:
    """How rows of one file give records of one type."""

    def __init__(
        self,
        type_: RecordType,
        fields: FieldCompiler,
        layout: Layout,
        *,
        sources: Mapping[str, FieldSource],
        custom: Mapping[str, FieldSource],
        conditions: Sequence[Condition] = (),
    ) -> None:
        """Compile.

        Raises:
            UserInputError: the file lacks a column that the mapping names.
        """
        self.spec: FileSpec = SPECS[type_]
        self.type: RecordType = type_
        self._layout = layout
        self._conditions = tuple(conditions)
        self._validate = self.spec.model.__pydantic_validator__.validate_python
        self._strings_only = not layout.open_ended  # a table with a header is CSV
        self._texts: list[tuple[str, int]] = []
        self._typed: list[tuple[str, int, Converter]] = []
        self._made: list[tuple[str, Getter]] = []
        self._labels: dict[str, str] = {}
        for name, source in sources.items():
            column = self.spec.columns[name]
            self._labels[name] = source.column or name
            if not fields.plain(source):
                self._made.append((name, fields.getter(name, source, column)))
            elif column.kind == "text":
                # Most cells are text taken as it is; a call for each would be half of the time.
                self._texts.append((name, fields.position(source)))
            else:
                convert = fields.convert(source, column)
                self._typed.append((name, fields.position(source), convert))
        self._custom = [(name, fields.getter(name, source, None)) for name, source in custom.items()]
        self._has_custom = bool(custom)
        self._rest: list[tuple[str, int]] = []
        self._takes_extra = False
        self._ignored: frozenset[str] = frozenset()

    def take_rest(self, positions: Sequence[int], ignored: Sequence[str]) -> None:
        """Make the columns at `positions`, and those a row brings itself, custom fields of this record."""
        self._rest = [(self._layout.columns[position], position) for position in positions]
        self._takes_extra = self._layout.open_ended
        self._has_custom = self._has_custom or bool(self._rest) or self._takes_extra
        self._ignored = frozenset(ignored)

    def applies(self, cells: Sequence[Any]) -> bool:
        """Return whether this row gives such a record at all."""
        return not self._conditions or all(condition(cells) for condition in self._conditions)

    def build(self, cells: Sequence[Any], extra: dict[str, Any] | None) -> Record:
        """Return the record of a row.

        Raises:
            RowError: a cell can't be read, or one that must be there is missing.
        """
        name, cell = "", None
        try:
            if self._strings_only:
                data = {name: text for name, position in self._texts if (text := cells[position].strip())}
            else:
                data = {}
                for name, position in self._texts:
                    cell = _stripped(cells[position])
                    if cell is not None:
                        data[name] = _TEXT(cell)
            for name, position, convert in self._typed:
                cell = _stripped(cells[position])
                if cell is not None:
                    data[name] = convert(cell)
            for name, get in self._made:
                cell = get(cells)
                if cell is not None:
                    data[name] = cell
            if self._has_custom:
                custom = self._read_custom(cells, extra)
                if custom:
                    data["custom"] = custom
        except CellError as error:
            value = error.value if error.value is not None else cell
            raise RowError(self._labels.get(name, name), value, error.reason, error.hint) from None
        try:
            record: Record = self._validate(data)
        except ValidationError as error:
            raise self._explain(error) from None
        return record

    def _read_custom(self, cells: Sequence[Any], extra: dict[str, Any] | None) -> dict[str, Any]:
        custom: dict[str, Any] = {}
        for name, position in self._rest:
            cell = _stripped(cells[position])
            if cell is not None:
                custom[name] = _scalar(cell)
        if extra and self._takes_extra:
            nested = extra.pop("custom", None)
            if isinstance(nested, dict):
                extra = {**nested, **extra}
            custom.update(
                (name, _scalar(cell))
                for name, cell in extra.items()
                if cell not in (None, "") and name not in self._ignored
            )
        for name, get in self._custom:
            value = get(cells)
            if value is not None:
                custom[name] = value
        return custom

    def _explain(self, error: ValidationError) -> RowError:
        first = error.errors(include_url=False, include_context=False)[0]
        name = str(first["loc"][0]) if first["loc"] else ""
        column = self._labels.get(name, name)
        if first["type"] == "missing":
            return RowError(
                column, None, "missing_value", f"every {self.type.replace('_', ' ')} needs a `{name}`"
            )
        return RowError(column, first["input"], "bad_value", first["msg"][:1].lower() + first["msg"][1:])


_TEXT = converter("text", CellFormat())


def _stripped(cell: Any) -> Any:  # noqa: ANN401  # a cell
    return (cell.strip() or None) if type(cell) is str else cell


def _scalar(cell: Any) -> Any:  # noqa: ANN401  # a cell; custom fields hold scalars
    if isinstance(cell, float) and not math.isfinite(cell):  # 1e999 is JSON, and no database's number
        raise CellError("bad_number", "write a finite number", cell)
    if isinstance(cell, (str, int, float, bool)):
        return cell
    try:
        return json.dumps(cell, ensure_ascii=False, default=str)
    except (ValueError, RecursionError):
        raise CellError("bad_value", "give a plain value here, not a nested one") from None
