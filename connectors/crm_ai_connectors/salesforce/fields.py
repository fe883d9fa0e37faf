"""Fields on an opportunity or contact, in the package's namespace only, and never over a human's value.

A write is three calls: read what is there, update what differs, read back. The fields come with the package;
this connector makes none. Salesforce does not say who set a value, so one that we don't know to have written
counts as a human's.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from crm_ai_plugin.errors import NotFoundError, PermanentError, UserInputError
from crm_ai_plugin.ports.connector import FieldsPreview, Receipt, Target, WriteFields

from ..http.applied import applied
from . import answers, soql
from .config import SalesforceConfig
from .ids import field_path, record_id
from .links import Links
from .mapper.kinds import CONTACT, OPPORTUNITY
from .mapper.rows import Row, day, moment, number, text
from .objects import Objects
from .queries import Queries, Query
from .soql import Select

Value = str | float | bool | None

_MAX_TEXT = 255
"""The package's text fields are that long."""
_CLOSE = 5e-4
"""Salesforce rounds numbers to the decimals of their field."""
_DATE_LENGTH = 10


FIELDS_ON = {"deal": OPPORTUNITY, "contact": CONTACT}
"""Object by the type of record that takes fields."""


class FieldWriter:
    """Writes the fields this product owns."""

    def __init__(self, objects: Objects, queries: Queries, config: SalesforceConfig, links: Links) -> None:
        self._objects = objects
        self._queries = queries
        self._config = config
        self._links = links

    def write(self, command: WriteFields) -> Receipt:
        """Set the fields; see `Connector`."""
        place, held, ours, conflicts = self._judged(command)
        changing = {field: value for field, value in ours.items() if not same(held[field], value)}
        if changing:
            self._update(place, changing)
            self._check(place, changing, held)
        return Receipt(
            key=command.key,
            external_id=place.id,
            written=ours,
            undo={
                "what": "fields",
                "type": command.target.type,
                "id": place.id,
                "fields": {
                    field: [self._before(field, held[field], value, command), value]
                    for field, value in ours.items()
                },
            },
            created=bool(changing),
            url=self._links.record(command.target.type, place.id),
            conflicts=conflicts,
        )

    def preview(self, command: WriteFields) -> FieldsPreview:
        """Return what `write` would change now."""
        _, held, ours, conflicts = self._judged(command)
        changing = {field: value for field, value in ours.items() if not same(held[field], value)}
        return FieldsPreview({field: held[field] for field in changing}, changing, conflicts)

    def _judged(
        self, command: WriteFields
    ) -> tuple[_Place, dict[str, Value], dict[str, Value], dict[str, str]]:
        """Return the record, what it holds, what we want of the fields that are ours, and a person's of the others."""
        place = _place(command.target)
        wanted = {field: encode(value) for field, value in command.values.items()}
        held = self._read(place, list(wanted))
        conflicts = {
            field: str(held[field]) if held[field] is not None else ""
            for field, value in wanted.items()
            if not same(held[field], value) and self._is_theirs(field, held[field], command)
        }
        return place, held, {f: v for f, v in wanted.items() if f not in conflicts}, conflicts

    def undo(self, undo: Mapping[str, Any]) -> dict[str, str]:
        """Put back the values before the write, save where somebody has changed them since; return those."""
        # Receipts of earlier versions know of opportunities only.
        target = Target(undo.get("type", "deal"), str(undo["id"] if "id" in undo else undo["deal_id"]))
        place, rows = _place(target), dict(undo["fields"])
        try:
            held = self._read(place, list(rows))
            restored = {
                field: before
                for field, (before, written) in rows.items()
                if same(held[field], written) and not same(held[field], before)
            }
            if restored:
                self._update(place, restored)
        except NotFoundError:
            return {}
        return {
            field: "" if held[field] is None else str(held[field])
            for field, (before, written) in rows.items()
            if not same(held[field], written) and not same(held[field], before)
        }

    def name(self, field: str) -> str:
        """Return the API name of a logical field: ``next_step`` is ``CRM_AI_Next_Step__c``."""
        words = "_".join(part.capitalize() for part in field.split("_") if part)
        return field_path(self._config.own(f"CRM_AI_{words}__c"))

    def _read(self, place: _Place, fields: Sequence[str]) -> dict[str, Value]:
        names = {field: self.name(field) for field in fields}
        select = Select(place.kind, ("Id", *names.values()))
        try:
            rows: Sequence[Row] = self._queries.one(Query(select, soql.where_is("Id", place.id)))
        except answers.MissingError as error:
            raise _install(error, names) from None
        if not rows:
            raise NotFoundError("Salesforce has no such record, or this connection may not see it")
        return {field: rows[0].get(name) for field, name in names.items()}

    def _update(self, place: _Place, values: Mapping[str, Value]) -> None:
        names = {field: self.name(field) for field in values}
        try:
            self._objects.update(
                place.kind, place.id, {names[field]: value for field, value in values.items()}
            )
        except answers.MissingError as error:
            raise _install(error, names) from None

    def _check(self, place: _Place, written: Mapping[str, Value], before: Mapping[str, Value]) -> None:
        with applied("Salesforce"):
            stored = self._read(place, list(written))
        lost = [field for field, value in written.items() if not same(stored[field], value)]
        if not lost:
            return
        kept = {field: before[field] for field in written if field not in lost}
        if kept:
            # Without a receipt nobody could undo the rest later.
            self._update(place, kept)
        names = ", ".join(f"{field} ({self.name(field)})" for field in sorted(lost))
        raise PermanentError(
            f"Salesforce did not keep what was written: {names} reads back differently",
            code="read_back_differs",
            hint="look for a flow, trigger or field permission in Salesforce that changes these fields",
        )

    @staticmethod
    def _is_theirs(field: str, held: Value, command: WriteFields) -> bool:
        if field in command.expected:
            return not same(held, encode(command.expected[field]))
        return held is not None

    @staticmethod
    def _before(field: str, held: Value, value: Value, command: WriteFields) -> Value:
        """Return the value to restore on undo.

        When an earlier attempt went through unseen, the record already holds our value; what was there before
        is what we last wrote or, as values of others are never overwritten, nothing.
        """
        if command.attempt <= 1 or not same(held, value):
            return held
        return encode(command.expected.get(field))


def encode(value: str | float | None) -> Value:
    """Return `value` as Salesforce takes it; None clears the field."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return value if math.isfinite(value) else None
    found = value.strip()
    if len(found) > _DATE_LENGTH and found[_DATE_LENGTH] == "T" and (at := moment(found)) is not None:
        return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return (found if len(found) <= _MAX_TEXT else f"{found[: _MAX_TEXT - 1].rstrip()}…") or None


def same(one: Any, other: Any) -> bool:  # noqa: ANN401  # whatever a field holds
    """Return whether two values mean the same; Salesforce rewrites numbers and times."""
    left, right = text(one), text(other)
    if left == right or left is None or right is None:
        return left == right
    numbers = number(left), number(right)
    if numbers[0] is not None and numbers[1] is not None:
        return math.isclose(numbers[0], numbers[1], abs_tol=_CLOSE)
    times = moment(left), moment(right)
    if times[0] is not None and times[1] is not None:
        if min(len(left), len(right)) <= _DATE_LENGTH:
            return day(left) == day(right)
        return abs((times[0] - times[1]).total_seconds()) < 1
    return left.split() == right.split()


def _install(error: answers.MissingError, names: Mapping[str, str]) -> PermanentError:
    lower = {one.lower() for one in error.names}
    lost = sorted(name for name in names.values() if name.lower() in lower) or sorted(names.values())
    return PermanentError(
        f"Salesforce has no field {', '.join(lost)}, or hides it: {answers.INSTALL_HINT}",
        code="package_missing",
        detail=error.detail,
        hint=answers.INSTALL_HINT,
    )


@dataclass(frozen=True)
class _Place:
    """A record as Salesforce addresses it."""

    kind: str
    id: str


def _place(target: Target) -> _Place:
    kind = FIELDS_ON.get(target.type)
    if kind is None:
        raise UserInputError(f"no fields are written on a {target.type}", code="target_invalid")
    return _Place(kind, record_id(target.id))
