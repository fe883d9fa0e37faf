"""Fields on a deal or contact, in our own namespace only, and never over a human's value.

A write is three calls: read what is there, patch what differs, read back. The properties are created on
first need, which costs a few more calls once per account.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from crm_ai_plugin.errors import NotFoundError, PermanentError, UserInputError
from crm_ai_plugin.ports.connector import FieldsPreview, Receipt, Target, WriteFields

from ..http.applied import applied
from ..http.retry import Effect
from .answers import PROPERTY_MISSING
from .client import HubSpotClient
from .definitions import Definitions
from .links import Links
from .mapper.history import is_ours
from .mapper.kinds import CONTACTS, DEALS
from .mapper.values import properties, text
from .objects import Objects, Raw

FIELDS_ON = {"deal": DEALS, "contact": CONTACTS}
"""Kind of object by the type of record that takes fields."""


class FieldWriter:
    """Writes the properties this product owns."""

    def __init__(
        self,
        client: HubSpotClient,
        objects: Objects,
        definitions: Definitions,
        links: Links,
        app_id: str | None,
    ) -> None:
        self._app_id = app_id
        self._client = client
        self._objects = objects
        self._definitions = definitions
        self._links = links
        self._lock = threading.Lock()

    def write(self, command: WriteFields) -> Receipt:
        """Set the fields; see `Connector`."""
        place = _place(command.target)
        raw, held, ours, conflicts = self._judged(command)
        changing = self._changing(held, ours)
        if changing:
            self._patch(place, changing)
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
                    field: [self._before(field, held[field], value, command, raw), value]
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
        changing = self._changing(held, ours)
        return FieldsPreview({field: held[field] for field in changing}, changing, conflicts)

    def _judged(
        self, command: WriteFields
    ) -> tuple[Raw, dict[str, str | None], dict[str, str], dict[str, str]]:
        """Return the record, what it holds, what we want of the fields that are ours, and a person's of the others."""
        define = self._definitions
        wanted = {field: define.encode(field, value) for field, value in command.values.items()}
        raw = self._read(_place(command.target), list(wanted), with_history=True)
        held = {field: text(properties(raw).get(define.name(field))) for field in wanted}
        conflicts = {
            field: held[field] or ""
            for field, value in wanted.items()
            if not define.same(field, held[field], value)
            and self._is_theirs(field, held[field], command, raw)
        }
        return raw, held, {f: v for f, v in wanted.items() if f not in conflicts}, conflicts

    def _changing(self, held: Mapping[str, str | None], ours: Mapping[str, str]) -> dict[str, str]:
        same = self._definitions.same
        return {field: value for field, value in ours.items() if not same(field, held[field], value)}

    def undo(self, undo: Mapping[str, Any]) -> dict[str, str]:
        """Put back the values before the write, save where somebody has changed them since; return those."""
        # Receipts of earlier versions know of deals only.
        target = Target(undo.get("type", "deal"), str(undo["id"] if "id" in undo else undo["deal_id"]))
        place, rows = _place(target), dict(undo["fields"])
        define = self._definitions
        try:
            raw = self._read(place, list(rows), with_history=False)
            held = {field: text(properties(raw).get(define.name(field))) for field in rows}
            restored = {
                field: str(before or "")
                for field, (before, written) in rows.items()
                if define.same(field, held[field], written) and not define.same(field, held[field], before)
            }
            if restored:
                self._patch(place, restored)
        except NotFoundError:
            return {}
        return {
            field: held[field] or ""
            for field, (before, written) in rows.items()
            if not define.same(field, held[field], written) and not define.same(field, held[field], before)
        }

    def _read(self, place: _Place, fields: Sequence[str], *, with_history: bool) -> Raw:
        names = [self._definitions.name(field) for field in fields]
        return self._objects.get(place.kind, place.id, names, history=names if with_history else ())

    def _patch(self, place: _Place, values: Mapping[str, str]) -> None:
        try:
            self._send(place, values)
        except PermanentError as error:
            if error.code != PROPERTY_MISSING:
                raise
            with self._lock:
                self._definitions.create(values, place.kind)
            self._send(place, values)

    def _send(self, place: _Place, values: Mapping[str, str]) -> None:
        body = {"properties": {self._definitions.name(field): value for field, value in values.items()}}
        self._client.write(
            "PATCH", f"/crm/objects/{{v}}/{place.kind}/{quote(place.id, safe='')}", body, Effect.WRITE
        )

    def _check(self, place: _Place, written: Mapping[str, str], before: Mapping[str, str | None]) -> None:
        define = self._definitions
        with applied("HubSpot"):
            stored = properties(self._read(place, list(written), with_history=False))
        lost = [
            field
            for field, value in written.items()
            if not define.same(field, stored.get(define.name(field)), value)
        ]
        if not lost:
            return
        kept = {field: before[field] or "" for field in written if field not in lost}
        if kept:
            # Without a receipt nobody could undo the rest later.
            self._send(place, kept)
        names = ", ".join(sorted(define.name(field) for field in lost))
        raise PermanentError(
            f"HubSpot did not keep what was written: {names} reads back differently",
            code="read_back_differs",
            hint="look for a workflow or rule in HubSpot that changes these properties",
        )

    def _is_theirs(self, field: str, held: str | None, command: WriteFields, raw: Raw) -> bool:
        """Return whether the value on the record is a human's."""
        if field in command.expected:
            expected = self._definitions.encode(field, command.expected[field])
            return not self._definitions.same(field, held, expected)
        if held is None:
            return False
        # Nobody knows what we last wrote: ask HubSpot who did.
        entries = self._history(field, raw)
        return not is_ours(entries[0], self._app_id) if entries else bool(command.expected)

    def _history(self, field: str, raw: Raw) -> list[Mapping[str, Any]]:
        histories = raw.get("propertiesWithHistory")
        entries = histories.get(self._definitions.name(field)) if isinstance(histories, Mapping) else None
        return [entry for entry in entries or () if isinstance(entry, Mapping)]

    def _before(self, field: str, held: str | None, value: str, command: WriteFields, raw: Raw) -> str | None:
        """Return the value to restore on undo.

        When an earlier attempt went through unseen, the record already holds our value; what was there
        before is what we last wrote or, failing that, the next older entry of the property's history.
        """
        if command.attempt <= 1 or not self._definitions.same(field, held, value):
            return held
        if field in command.expected:
            return self._definitions.encode(field, command.expected[field]) or None
        older = (text(entry.get("value")) for entry in self._history(field, raw))
        return next((one for one in older if not self._definitions.same(field, one, value)), None)


@dataclass(frozen=True)
class _Place:
    """A record as HubSpot addresses it."""

    kind: str
    id: str


def _place(target: Target) -> _Place:
    kind = FIELDS_ON.get(target.type)
    if kind is None:
        raise UserInputError(f"no fields are written on a {target.type}", code="target_invalid")
    return _Place(kind, target.id)
