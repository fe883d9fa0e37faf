"""The columns of every bundle file, derived from the canonical record models: there is one truth.

A bundle file holds records of one type; its columns are the fields of that record's model.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from ..records import (
    Activity,
    Company,
    Contact,
    Deal,
    DealContact,
    FieldChange,
    LineItem,
    Owner,
    Record,
    RecordType,
    StageChange,
)

Kind = Literal["text", "integer", "number", "boolean", "date", "time", "choice", "list"]

_KINDS: Mapping[type, Kind] = {
    str: "text",
    bool: "boolean",
    int: "integer",
    float: "number",
    datetime: "time",
    date: "date",
    tuple: "list",
}


@dataclass(frozen=True)
class Column:
    """One column. `references` names the record type whose id it holds; `choices` its allowed values."""

    name: str
    kind: Kind
    required: bool
    choices: type[StrEnum] | None = None
    references: RecordType | None = None


@dataclass(frozen=True)
class FileSpec:
    """One file of a bundle: its stem, what a row of it is, its columns, and what names a row."""

    stem: str
    model: type[Record]
    type: RecordType
    columns: Mapping[str, Column]
    key: tuple[str, ...]
    order: int
    """Parents come before children, so that references can be checked while streaming."""


_TABLE: tuple[tuple[str, RecordType, type[Record], tuple[str, ...]], ...] = (
    ("owners", "owner", Owner, ("id",)),
    ("companies", "company", Company, ("id",)),
    ("contacts", "contact", Contact, ("id",)),
    ("deals", "deal", Deal, ("id",)),
    ("deal_contacts", "deal_contact", DealContact, ("deal_id", "contact_id")),
    ("line_items", "line_item", LineItem, ("deal_id", "product")),
    ("stage_changes", "stage_change", StageChange, ("deal_id", "at", "to_stage")),
    ("field_changes", "field_change", FieldChange, ("deal_id", "field", "at")),
    ("activities", "activity", Activity, ("id",)),
)

_REFERENCES: Mapping[str, RecordType] = {
    "owner_id": "owner",
    "company_id": "company",
    "contact_id": "contact",
    "contact_ids": "contact",
    "deal_id": "deal",
}


def _plain(annotation: Any) -> type:  # noqa: ANN401  # whatever a model field is annotated with
    """Return the class behind ``X | None``, ``Annotated[X, ...]`` and ``tuple[X, ...]``."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _plain(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return _plain(next(part for part in get_args(annotation) if part is not type(None)))
    return origin if isinstance(origin, type) else annotation


def _columns(model: type[Record]) -> dict[str, Column]:
    columns = {}
    for name, field in model.model_fields.items():
        if name == "custom":
            continue
        plain = _plain(field.annotation)
        choices = plain if issubclass(plain, StrEnum) else None
        kind: Kind = "choice" if choices else _KINDS[plain]
        columns[name] = Column(name, kind, field.is_required(), choices, _REFERENCES.get(name))
    return columns


SPECS: Mapping[RecordType, FileSpec] = {
    type_: FileSpec(stem, model, type_, _columns(model), key, order)
    for order, (stem, type_, model, key) in enumerate(_TABLE)
}
"""Every record type's file, parents first."""

BY_STEM: Mapping[str, FileSpec] = {spec.stem: spec for spec in SPECS.values()}


def normalise_header(name: str) -> str:
    """Return the form in which a header is compared with column names: ``Closed At`` is ``closed_at``."""
    return "_".join(name.strip().lower().replace("-", " ").split())
