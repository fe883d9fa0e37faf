"""Records to rows and back.

Written for bulk: a record's fields are taken by one C call, and only the few fields that may not go into
their column as they are (enums, tuples, numbers) are touched in Python. Reading validates again: that is
quicker than `model_construct`, and gives exact types.
"""

from __future__ import annotations

import hashlib
import math
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from operator import attrgetter, itemgetter
from typing import Any, cast

from ....records import Record
from ...tables import RecordTable
from ...types import clean_json

Row = dict[str, Any]
Key = tuple[str, ...]

_LARGEST_INT = 2**63 - 1
_LONGEST_REFERENCE = 128


def digest(record_id: str) -> str:
    """Return the fixed-width name under which a record without an id of its own is stored."""
    return hashlib.blake2b(record_id.encode(errors="replace"), digest_size=16).hexdigest()


@dataclass(frozen=True)
class Codec:
    """How one kind of record is stored."""

    table: type[RecordTable]
    fields: tuple[str, ...]
    encoders: tuple[tuple[str, Callable[[Any], Any]], ...]
    take: Callable[[Record], tuple[Any, ...]]
    key_of: Callable[[Row], Any]
    digested: bool

    def encode(self, record: Record) -> tuple[Key, int, Row]:
        """Return (key, content hash, row without workspace and connection)."""
        row = dict(zip(self.fields, self.take(record), strict=True))
        for name, encoder in self.encoders:
            row[name] = encoder(row[name])
        text = repr(row)
        if "\\x00" in text or "\\ud" in text:
            row = clean_json(row)
            text = repr(row)
        content = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)
        if self.digested:
            row["digest"] = digest(record.id)  # type: ignore[attr-defined]  # such records have an id
        row["content_hash"] = content
        key = self.key_of(row)
        return (key if isinstance(key, tuple) else (key,)), content, row

    def decode(self, values: Sequence[Any]) -> Record:
        """Return the record whose fields are `values`, in the order of `fields`."""
        return self.table.record.model_validate(dict(zip(self.fields, values, strict=True)))


def codec_for(table: type[RecordTable]) -> Codec:
    """Return the codec of a record table, derived from the record's fields."""
    return _codec(table.kind)


@cache
def _codec(kind: str) -> Codec:
    table = tables_by_kind()[kind]
    record = table.record
    hints = typing.get_type_hints(record, include_extras=False)
    fields = tuple(record.model_fields)
    indexed = {str(column.name) for index in _indexes(table) for column in index.columns} - set(table.key)
    encoders: list[tuple[str, Callable[[Any], Any]]] = []
    for name in fields:
        kinds = _alternatives(hints[name])
        if tuple in kinds:
            encoders.append((name, list))
        elif any(issubclass(kind, StrEnum) for kind in kinds):
            encoders.append((name, _enum_value))
        elif int in kinds:
            encoders.append((name, _storable_int))
        elif dict in kinds:
            encoders.append((name, _storable_custom))
        elif float in kinds:
            encoders.append((name, _storable_float))
        elif name in indexed and str in kinds:
            encoders.append((name, _storable_reference))
    return Codec(
        table=table,
        fields=fields,
        encoders=tuple(encoders),
        take=cast("Callable[[Record], tuple[Any, ...]]", attrgetter(*fields)),
        key_of=itemgetter(*table.key),
        digested="digest" in table.key,
    )


@cache
def table_of(record: type[Record]) -> type[RecordTable]:
    """Return the table that holds a record class.

    Raises:
        TypeError: not a canonical record.
    """
    for table in RecordTable.__subclasses__():
        if issubclass(record, table.record):
            return table
    raise TypeError(f"{record.__name__} is not a canonical record")


@cache
def tables_by_kind() -> Mapping[str, type[RecordTable]]:
    """Return the record tables by the kind of record they hold."""
    return {table.kind: table for table in RecordTable.__subclasses__()}


def _indexes(table: type[RecordTable]) -> Any:  # noqa: ANN401  # SQLAlchemy types __table__ too widely
    return cast(Any, table).__table__.indexes


def _alternatives(hint: Any) -> list[type]:  # noqa: ANN401  # a type expression
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return [kind for part in typing.get_args(hint) for kind in _alternatives(part)]
    return [typing.get_origin(hint) or hint]


def _enum_value(value: StrEnum | None) -> str | None:
    return None if value is None else value.value


def _storable_int(value: int | None) -> int | None:
    # Beyond 64 bits it is no count or duration but rubbish; the rest of the record is still good.
    return value if value is None or -_LARGEST_INT <= value <= _LARGEST_INT else None


def _storable_float(value: float | None) -> float | None:
    return value if value is None or math.isfinite(value) else None


def _storable_custom(value: dict[str, Any]) -> dict[str, Any]:
    # Sorted, because the order in which a CRM lists its fields is no change of the record.
    return dict(sorted(clean_json(value).items())) if value else {}


def _storable_reference(value: str | None) -> str | None:
    # An id is at most this long, so a longer reference names nothing, and an index cannot hold it.
    return value if value is None or len(value) <= _LONGEST_REFERENCE else None
