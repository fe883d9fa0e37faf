"""What a mapping file may say, as pydantic models.

The fields of each record type come from the column registry, so a mapping can name exactly what a bundle
file can hold.
"""

from __future__ import annotations

import codecs
import re
from datetime import datetime
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    create_model,
    model_validator,
)

from ...records import RecordType
from ..columns import SPECS

_STRICT = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

Scalar: TypeAlias = str | int | float | bool


def _check_encoding(name: str) -> str:
    try:
        codecs.getincrementaldecoder(name)
        "a".encode(name)  # refuses codecs that are no text encodings
    except (LookupError, ValueError, TypeError):
        raise ValueError("no such text encoding; common ones are utf-8, utf-16, cp1252, latin-1") from None
    return name


def _check_date_format(form: str) -> str:
    try:
        datetime.strptime("", form)  # noqa: DTZ007  # only the format is looked at
    except re.error:
        raise ValueError(f"`{form}` names a part of the date twice") from None
    except ValueError as error:
        if "format" in str(error) and "does not match" not in str(error):
            raise ValueError(f"`{form}` is no date format; they look like %d.%m.%Y %H:%M") from None
    if not any(year in form for year in ("%Y", "%y", "%G", "%c", "%x")):
        raise ValueError(f"`{form}` has no year (%Y or %y)")
    return form


DateFormats: TypeAlias = list[Annotated[str, Field(min_length=2), AfterValidator(_check_date_format)]]


class Lookup(BaseModel):
    """Finds the value in another, small table of the same folder, e.g. a product's list price."""

    model_config = _STRICT

    file: str
    match: str
    """The column of that table that the value is looked for in."""
    take: str
    """The column of that table whose cell is the result."""


class FieldSource(BaseModel):
    """Where the value of one field comes from, and how it is mended on the way.

    Exactly one of `column`, `join`, `constant` and `hash` is given. A plain string is short for `column`.
    """

    model_config = _STRICT

    column: str | None = None
    join: Annotated[list[str], Field(min_length=1)] | None = None
    """Columns whose non-blank cells are joined with `with`."""
    joined_with: str = Field(" ", alias="with")
    constant: Scalar | None = None
    hash: Literal["all"] | Annotated[list[str], Field(min_length=1)] | None = None
    """An id made from these columns; equal rows are numbered, so importing again changes nothing."""

    values: dict[str, str] | None = None
    """Replaces whole values, upper and lower case alike: ``{Closed Won: won}``."""
    otherwise: Literal["keep", "empty", "refuse"] = "keep"
    """What happens to a value that `values` does not list."""
    lookup: Lookup | None = None
    default: Scalar | None = None
    """Stands in for a blank cell."""
    dates: DateFormats | None = None
    """Formats as of strptime, tried in order; overrides those of the file."""
    scale: float | None = None
    """Multiplies a number, e.g. 1000000 where the column is in millions."""
    separator: str | None = None
    """What separates the parts of a list; ``;`` by default."""
    as_: Literal["text", "number", "boolean", "date", "time"] = Field("text", alias="as")
    """The type of a custom field; the fields of a record have their own."""

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        given = [name for name in ("column", "join", "constant", "hash") if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(
                f"give exactly one of column, join, constant and hash (found {', '.join(given) or 'none'})"
            )
        return self


def _from_text(value: Any) -> Any:  # noqa: ANN401  # whatever the file holds
    return {"column": str(value)} if isinstance(value, (str, int, float)) else value


Source = Annotated[FieldSource, BeforeValidator(_from_text, json_schema_input_type=str | FieldSource)]


class RecordMapping(BaseModel):
    """How a row gives one record. Each record type has its own subclass with its fields."""

    model_config = _STRICT

    when: dict[str, list[str]] = Field(default_factory=dict)
    """Only for rows whose column has one of these values (upper and lower case alike)."""
    when_filled: list[str] = Field(default_factory=list)
    """Only for rows in which none of these columns is blank."""
    custom: dict[str, Source] = Field(default_factory=dict)

    def sources(self) -> dict[str, FieldSource]:
        """Return the given fields by name."""
        found = {
            name: getattr(self, name)
            for name in type(self).model_fields
            if name not in RecordMapping.model_fields
        }
        return {name: source for name, source in found.items() if source is not None}


def _required(names: list[str]) -> Any:  # noqa: ANN401  # a pydantic validator
    def check(self: RecordMapping) -> RecordMapping:
        missing = [name for name in names if getattr(self, name) is None]
        if missing:
            raise ValueError(
                f"`{missing[0]}` is needed: name a column, or a constant, or `{{hash: all}}` for an id"
            )
        return self

    return model_validator(mode="after")(check)


def _record_model(type_: RecordType) -> type[RecordMapping]:
    spec = SPECS[type_]
    required = [name for name, column in spec.columns.items() if column.required]
    fields: dict[str, Any] = dict.fromkeys(spec.columns, (Source | None, None))
    return create_model(
        f"{spec.model.__name__}Mapping",
        __base__=RecordMapping,
        __doc__=f"How a row gives a {type_.replace('_', ' ')}.",
        __validators__={"check_required": _required(required)},
        **fields,
    )


def _one_or_more(value: Any) -> Any:  # noqa: ANN401
    return [value] if isinstance(value, dict) else value


class _Records(BaseModel):
    model_config = _STRICT

    def given(self) -> list[tuple[RecordType, RecordMapping]]:
        """Return the record mappings with their types, parents first."""
        return [(type_, one) for type_ in SPECS for one in getattr(self, type_) or ()]


def _records_field(type_: RecordType) -> Any:  # noqa: ANN401  # a field definition
    model = _record_model(type_)
    many: Any = list[model]  # type: ignore[valid-type]  # the class is made at run time
    either: Any = model | many
    field: Any = Annotated[many, BeforeValidator(_one_or_more, json_schema_input_type=either)]
    return (field | None, None)


_RECORD_FIELDS: dict[str, Any] = {type_: _records_field(type_) for type_ in SPECS}
Records: type[_Records] = create_model("Records", __base__=_Records, **_RECORD_FIELDS)


def _read_records(value: Any) -> _Records:  # noqa: ANN401
    return Records.model_validate(value)


class FileMapping(BaseModel):
    """How one file (or several of one shape) is written, and what its rows are."""

    model_config = _STRICT

    records: Annotated[_Records, BeforeValidator(_read_records, json_schema_input_type=Records)] | None = None
    """The records a row gives; none for a table that is only looked things up in."""
    row: RecordType | None = None
    """What one row is. Its id must not repeat; the other records (say, the company of each deal) may."""

    encoding: Annotated[str, BeforeValidator(_check_encoding)] | None = None
    delimiter: Annotated[str, Field(pattern=r'^[^"\r\n\x00]$')] | None = None
    dates: DateFormats = Field(default_factory=list)
    decimal: Literal[".", ","] = "."
    thousands: Literal["", ",", ".", " ", "'"] = ""
    blank: list[str] = Field(default_factory=list)
    """Cells that mean "nothing here", e.g. ``N/A``; an empty cell always does."""
    aliases: dict[str, dict[str, str]] = Field(default_factory=dict)
    """By column: dirty values and what they should have been. Counted in the report."""
    ignore: list[str] = Field(default_factory=list)
    """Columns to leave out."""
    rest: Literal["custom", "ignore"] = "custom"
    """What happens to columns that nothing names: custom fields of `row`, or left out."""
    repeats_but: list[str] = Field(default_factory=list)
    """Reports rows that equal another row in everything but these columns."""
    optional: bool = False
    """Whether the file may be missing."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.decimal == self.thousands:
            raise ValueError("`decimal` and `thousands` can't be the same sign")
        types = [type_ for type_, _ in self.records.given()] if self.records else []
        if self.row is not None and self.row not in types:
            raise ValueError(f"`row` is {self.row}, but `records` has no {self.row}")
        if self.records is not None and not types:
            raise ValueError("`records` is empty: name at least one record type")
        return self

    @property
    def main(self) -> RecordType | None:
        """What one row is: as given, else a deal, else the last of the records (children come last)."""
        types = [type_ for type_, _ in self.records.given()] if self.records else []
        return self.row or ("deal" if "deal" in types else types[-1] if types else None)


class Mapping(BaseModel):
    """A mapping file."""

    model_config = _STRICT

    version: Literal[1]
    description: str = ""
    files: Annotated[dict[str, FileMapping], Field(min_length=1)]
    """By file name; ``*`` and ``?`` match any characters and any one character."""
