"""Compiles where the value of one field comes from into a function of a row's cells."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from ...errors import UserInputError
from ..cells import CellError, CellFormat, Converter, converter
from ..columns import Column
from ..mapping import FieldSource, FileMapping
from .context import Context

Getter = Callable[[Sequence[Any]], Any]
"""From a row's cells to a value; None is blank. Raises `CellError` and nothing else."""


class FieldCompiler:
    """Compiles the field sources of one file."""

    def __init__(self, mapping: FileMapping, context: Context) -> None:
        self._mapping = mapping
        self._context = context
        self._blank = frozenset(mapping.blank)
        self._aliases = {context.layout.position(name): table for name, table in mapping.aliases.items()}

    def plain(self, source: FieldSource) -> bool:
        """Return whether a field is one cell taken as it is, which a fast loop can do."""
        asked = source.model_dump(
            exclude_defaults=True, exclude={"column", "dates", "scale", "separator", "as_"}
        )
        return source.column is not None and not asked and not self._blank and not self._aliases

    def position(self, source: FieldSource) -> int:
        """Return the column of a plain field."""
        return self._context.layout.position(source.column or "")

    def convert(self, source: FieldSource, column: Column | None) -> Converter:
        """Return the converter for the cells of a field."""
        mapping = self._mapping
        form = CellFormat(
            dates=tuple(source.dates if source.dates is not None else mapping.dates),
            decimal=mapping.decimal,
            thousands=mapping.thousands,
            separator=source.separator or ";",
            scale=1.0 if source.scale is None else source.scale,
        )
        if column is not None:
            return converter(column.kind, form, column.choices)
        if source.as_ in ("date", "time"):
            parse = converter(source.as_, form)
            return lambda cell: parse(cell).isoformat()
        return converter(source.as_, form)

    def getter(self, name: str, source: FieldSource, column: Column | None) -> Getter:
        """Return the function that gives the field's value.

        Raises:
            UserInputError: the file lacks a column, or a constant does not fit its field.
        """
        convert = self.convert(source, column)
        if source.constant is not None:
            constant = self._fixed(name, convert, source.constant)
            return lambda cells: constant
        if source.hash is not None:
            return self._hash(source)
        read = self._mended(source, self._raw(source))
        default = None if source.default is None else self._fixed(name, convert, source.default)

        def get(cells: Sequence[Any]) -> Any:  # noqa: ANN401
            cell = read(cells)
            if cell is None:
                return default
            try:
                return convert(cell)
            except CellError as error:
                error.value = cell
                raise

        return get

    def cell(self, position: int) -> Getter:
        """Return the function that gives one cell, stripped and with aliases applied; None when blank."""
        blank, aliases, context = self._blank, self._aliases.get(position, {}), self._context

        def get(cells: Sequence[Any]) -> Any:  # noqa: ANN401
            cell = cells[position]
            if type(cell) is not str:
                return cell
            cell = cell.strip()
            if not cell or cell in blank:
                return None
            clean = aliases.get(cell)
            if clean is None:
                return cell
            context.mended(position, cell)
            return clean

        return get

    def _raw(self, source: FieldSource) -> Getter:
        layout = self._context.layout
        if source.join is not None:
            parts = [self.cell(position) for position in layout.positions(source.join)]
            with_ = source.joined_with

            def joined(cells: Sequence[Any]) -> str | None:
                return with_.join(str(part) for get in parts if (part := get(cells)) is not None) or None

            return joined
        return self.cell(layout.position(source.column or ""))

    def _hash(self, source: FieldSource) -> Getter:
        positions = tuple(self.hash_positions(source))
        made_id = self._context.made_id
        return lambda cells: made_id(positions, cells)

    def hash_positions(self, source: FieldSource) -> list[int]:
        """Return the columns an id is made from."""
        layout = self._context.layout
        if source.hash == "all" and layout.open_ended:
            raise UserInputError(
                f"The mapping of {layout.file} says `hash: all`, but its rows have no common header.",
                code="mapping",
                hint="List the columns that make up the id.",
            )
        if source.hash == "all":
            return list(range(len(layout.columns)))
        return layout.positions(source.hash or ())

    def _mended(self, source: FieldSource, read: Getter) -> Getter:
        if source.values is not None:
            read = _replaced(read, source.values, source.otherwise)
        if source.lookup is not None:
            lookup = source.lookup
            table = self._context.tables.lookup(lookup.file, lookup.match, lookup.take)
            read = self._looked_up(read, table, source.column, lookup.file)
        return read

    def _looked_up(self, read: Getter, table: Mapping[str, Any], column: str | None, file: str) -> Getter:
        context = self._context

        def get(cells: Sequence[Any]) -> Any:  # noqa: ANN401
            cell = read(cells)
            if cell is None:
                return None
            found = table.get(str(cell))
            if found is None:
                context.warn(
                    "not_looked_up", column, f"values that {file} does not list{_near(cell, table)}", cell
                )
            return found

        return get

    def _fixed(self, name: str, convert: Converter, value: object) -> Any:  # noqa: ANN401  # typed by the field
        try:
            return convert(value)
        except CellError as error:
            raise UserInputError(
                f"The mapping of {self._context.layout.file} gives `{name}` `{value}`, which does not fit.",
                code="mapping",
                hint=error.hint[:1].upper() + error.hint[1:] + ".",
            ) from error


def _near(cell: object, known: Collection[str]) -> str:
    near = difflib.get_close_matches(str(cell), known, n=1) if len(known) <= 1_000 else []
    return f", e.g. `{str(cell)[:40]}` (did you mean `{near[0]}`?)" if near else ""


def _replaced(read: Getter, values: Mapping[str, str], otherwise: str) -> Getter:
    folded = {key.strip().casefold(): value for key, value in values.items()}
    hint = f"the mapping knows {', '.join(list(values)[:8])}; add this one to `values`"

    def get(cells: Sequence[Any]) -> Any:  # noqa: ANN401
        cell = read(cells)
        if cell is None:
            return None
        text = ("true" if cell else "false") if isinstance(cell, bool) else str(cell)
        found = folded.get(text.casefold())
        if found is not None:
            return found or None
        if otherwise == "refuse":
            error = CellError("unmapped_value", hint)
            error.value = cell
            raise error
        return cell if otherwise == "keep" else None

    return get
