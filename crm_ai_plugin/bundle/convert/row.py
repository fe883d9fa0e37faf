"""Compiles how a row of one file gives its records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...errors import UserInputError
from ...records import Record, RecordType
from ..columns import FileSpec
from ..mapping import FieldSource, FileMapping, RecordMapping
from ..source import Row
from .context import Context
from .field import FieldCompiler
from .record import Condition, RecordPlan, RowError

__all__ = ["RowConverter", "RowError", "compile_rows"]


class RowConverter:
    """Turns rows into records, parents first."""

    def __init__(self, main: RecordType, plans: Sequence[RecordPlan], context: Context) -> None:
        self.main: RecordType = main
        self.types: tuple[RecordType, ...] = tuple(dict.fromkeys(plan.type for plan in plans))
        self._plans = tuple(plans)
        self._context = context

    def convert(self, row: Row) -> list[tuple[RecordType, Record]]:
        """Return the records of a row.

        A row without a value for what names a company, say, has no company; without one for what names the
        row itself it is refused.

        Raises:
            RowError: the row is refused as a whole.
        """
        self._context.begin_row(row.line)
        cells, built = row.cells, []
        for plan in self._plans:
            if not plan.applies(cells):
                continue
            try:
                built.append((plan.type, plan.build(cells, row.extra)))
            except RowError as error:
                if plan.type == self.main or error.reason != "missing_value":
                    raise
        return built


def compile_rows(mapping: FileMapping, context: Context) -> RowConverter:
    """Compile the mapping of one file.

    Raises:
        UserInputError: the file lacks a column that the mapping names, or the mapping yields no records.
    """
    layout, main = context.layout, mapping.main
    if mapping.records is None or main is None:
        raise UserInputError(
            f"The mapping of {layout.file} has no `records`.", code="mapping", hint="Add them."
        )
    fields = FieldCompiler(mapping, context)
    given = mapping.records.given()
    for type_, one in given:
        id_source = one.sources().get("id")
        if type_ == main and id_source is not None and id_source.hash is not None:
            context.number_repeats_of(fields.hash_positions(id_source))
    plans = [
        RecordPlan(
            type_,
            fields,
            layout,
            sources=one.sources(),
            custom=one.custom,
            conditions=_conditions(one, fields, context),
        )
        for type_, one in given
    ]
    if mapping.rest == "custom":
        used = {layout.find(name) for name in used_columns(mapping)}
        rest = [index for index, name in enumerate(layout.columns) if name and index not in used]
        next(plan for plan in plans if plan.type == main).take_rest(rest, mapping.ignore)
    return RowConverter(main, plans, context)


def used_columns(mapping: FileMapping) -> list[str]:
    """Return the columns that a mapping takes values from, or leaves out on purpose."""
    names: dict[str, None] = dict.fromkeys(mapping.ignore)
    for _, record in mapping.records.given() if mapping.records else ():
        for source in (*record.sources().values(), *record.custom.values()):
            # Columns that only make up an id or a title still become custom fields.
            if source.column is not None:
                names[source.column] = None
    return list(names)


def named_columns(mapping: FileMapping) -> list[str]:
    """Return every column that a mapping names: what has to be read where rows have no header."""
    names: dict[str, None] = dict.fromkeys([*used_columns(mapping), *mapping.aliases, *mapping.repeats_but])
    for _, record in mapping.records.given() if mapping.records else ():
        names.update(dict.fromkeys([*record.when, *record.when_filled]))
        for source in (*record.sources().values(), *record.custom.values()):
            names.update(dict.fromkeys(source.join or ()))
            names.update(dict.fromkeys(source.hash if isinstance(source.hash, list) else ()))
    return list(names)


def own_mapping(spec: FileSpec, columns: Mapping[str, str]) -> FileMapping:
    """Return the mapping of a bundle's own file; `columns` maps field names to headers."""
    sources: dict[str, Any] = {
        name: FieldSource.model_validate({"column": header}) for name, header in columns.items()
    }
    missing = [name for name, column in spec.columns.items() if column.required and name not in sources]
    if missing:
        raise UserInputError(
            f"{spec.stem} has no column `{missing[0]}`.",
            code="bundle_header",
            hint="Add it, or say in a mapping (--mapping FILE.yaml) which column it is.",
        )
    return FileMapping.model_validate({"records": {spec.type: sources}, "row": spec.type})


def _conditions(record: RecordMapping, fields: FieldCompiler, context: Context) -> list[Condition]:
    layout = context.layout
    conditions: list[Condition] = [
        _filled(fields, position) for position in layout.positions(record.when_filled)
    ]
    conditions += [_one_of(fields, layout.position(name), values) for name, values in record.when.items()]
    return conditions


def _filled(fields: FieldCompiler, position: int) -> Condition:
    get = fields.cell(position)
    return lambda cells: get(cells) is not None


def _one_of(fields: FieldCompiler, position: int, values: Sequence[str]) -> Condition:
    get, allowed = fields.cell(position), {value.strip().casefold() for value in values}
    return lambda cells: str(get(cells)).casefold() in allowed
