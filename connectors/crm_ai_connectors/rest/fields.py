"""F: fields on a deal or contact, our own only, and never over a human's value.

A write is three calls: read what is there, change what differs, read back. Real CRMs answer 200 to a field they
don't know and drop it; only the read-back tells.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal

from crm_ai_plugin.errors import ConflictError, NotFoundError, PermanentError, RetryableError, UserInputError
from crm_ai_plugin.ports.connector import FieldsPreview, Receipt, Target, WriteFields

from ..http.applied import applied
from ..http.retry import Effect
from . import templates
from .answers import Answer
from .client import Request, RestClient
from .coerce import number, text
from .extract import Raw
from .lookups import Lookups
from .model import Definition
from .model.listing import Detail
from .model.writes import FieldWrite, OwnField
from .objects import Objects
from .paging import merged
from .paths import find, place
from .writer import Url, wrapped

Value = str | float | None


class FieldWriter:
    """Writes the fields this product owns on one type of record."""

    def __init__(
        self,
        definition: Definition,
        client: RestClient,
        objects: Objects,
        lookups: Lookups,
        url: Url,
        *,
        on: Literal["deal", "contact"] = "deal",
    ) -> None:
        self._on: Literal["deal", "contact"] = on
        self._definition = definition
        self._client = client
        self._objects = objects
        self._lookups = lookups
        self._url = url

    def write(self, command: WriteFields) -> Receipt:
        """Set the fields; see `Connector`."""
        record_id = command.target.id
        raw, answer = self._read(command.target)
        held, ours, conflicts = self._judged(command, raw)
        changing = {name: value for name, value in ours.items() if not same(held[name], value)}
        if changing:
            self._send(self.prepared(record_id, changing, raw, answer))
            self._check(record_id, changing, held)
        return Receipt(
            key=command.key,
            external_id=record_id,
            written={name: self._decoded(name, value) for name, value in ours.items()},
            undo={
                "what": "fields",
                "type": self._on,
                "id": record_id,
                "fields": {
                    name: [self._before(name, held[name], value, command), value]
                    for name, value in ours.items()
                },
            },
            created=bool(changing),
            url=self._url(self._on, record_id),
            conflicts=conflicts,
        )

    def preview(self, command: WriteFields) -> FieldsPreview:
        """Return what `write` would change now."""
        held, ours, conflicts = self._judged(command, self._read(command.target)[0])
        changing = {name: value for name, value in ours.items() if not same(held[name], value)}
        return FieldsPreview(
            {name: self._decoded(name, held[name]) for name in changing},
            {name: self._decoded(name, value) for name, value in changing.items()},
            conflicts,
        )

    def _read(self, target: Target) -> tuple[Raw, Answer]:
        if target.type != self._on:
            raise UserInputError(f"no fields are written on a {target.type}", code="target_invalid")
        return self._objects.read(self._read_call, {"id": target.id})

    def _judged(
        self, command: WriteFields, raw: Raw
    ) -> tuple[dict[str, Value], dict[str, Value], dict[str, str]]:
        """Return what the record holds, what we want of the fields that are ours, and a person's of the others."""
        wanted = {name: self._encoded(name, value) for name, value in command.values.items()}
        held = {name: self._held(name, raw) for name in wanted}
        conflicts = {
            name: text(held[name]) or ""
            for name, value in wanted.items()
            if not same(held[name], value) and self._is_theirs(name, held[name], command)
        }
        return held, {n: v for n, v in wanted.items() if n not in conflicts}, conflicts

    def undo(self, undo: Mapping[str, Any]) -> dict[str, str]:
        """Put back the values before the write, save where somebody has changed them since; return those."""
        record_id, rows = str(undo["id"] if "id" in undo else undo["deal_id"]), dict(undo["fields"])
        try:
            raw, answer = self._objects.read(self._read_call, {"id": record_id})
            held = {name: self._held(name, raw) for name in rows}
            restored = {
                name: before
                for name, (before, written) in rows.items()
                if same(held[name], written) and not same(held[name], before)
            }
            if restored:
                self._send(self.prepared(record_id, restored, raw, answer))
        except NotFoundError:
            return {}
        return {
            name: text(held[name]) or ""
            for name, (before, written) in rows.items()
            if not same(held[name], written) and not same(held[name], before)
        }

    def held(self, record_id: str, logical: str) -> Value:
        """Return what one of our fields holds now, in our units."""
        raw, _ = self._objects.read(self._read_call, {"id": record_id})
        value = self._held(logical, raw)
        found = number(value) if self._own(logical).type != "text" else None
        return self._decoded(logical, value if found is None else found)

    def overwrite(self, record_id: str, logical: str, value: Value) -> None:
        """Set one of our fields whatever it holds; for suites that act a person's part."""
        raw, answer = self._objects.read(self._read_call, {"id": record_id})
        self._send(self.prepared(record_id, {logical: self._encoded(logical, value)}, raw, answer))

    def prepared(
        self, record_id: str, values: Mapping[str, Value], raw: Raw, answer: Answer | None
    ) -> Request:
        """Return the request that would set encoded values; nothing is sent."""
        part = self._part
        sent = {self.name(name): part.clear if value is None else value for name, value in values.items()}
        content: Any = {name: find(raw, f"['{name}']") for name in part.include}
        if part.list_key is not None:
            rows = [{part.list_key: _id(name), part.list_value: value} for name, value in sent.items()]
            content = merged(content, place(part.at, rows))
        else:
            content = merged(content, place(part.at, sent))
            _set_empty(content, part, sent)
        if part.mode == "full":
            content = _over(dict(raw), content)
        content = merged(
            templates.fill(part.update.body, {**self._client.variables, "id": record_id}), content
        )
        headers: dict[str, str] = {}
        if part.lock is not None:
            token = find(raw, part.lock.source) if part.lock.source is not None else None
            if part.lock.from_header is not None and answer is not None:
                token = answer.headers.get(part.lock.from_header)
            if token is not None and part.lock.header is not None:
                headers[part.lock.header] = str(token)
            elif token is not None and part.lock.body is not None:
                content = merged(content, place(part.lock.body, token))
        return self._client.request(
            part.update,
            part.update.method,
            {"id": record_id},
            Effect.WRITE,
            body=wrapped(part.update, content),
            headers=headers,
        )

    def name(self, logical: str) -> str:
        """Return what one of our fields is called in the CRM.

        Raises:
            PermanentError: the definition has no place for it, or the CRM has no field of that label.
        """
        own = self._own(logical)
        if own.field is not None:
            return own.field
        for fresh in (False, True):
            key = self._lookups.table(self._part.labels, fresh=fresh).key(own.label or "")
            if key is not None:
                return templates.render(self._part.key, {"key": key})
        raise PermanentError(
            f"{self._definition.label} has no field {own.label!r}",
            code="field_missing",
            hint=f"let an admin create a custom field with this label in {self._definition.label}",
        )

    @property
    def _part(self) -> FieldWrite:
        writes = self._definition.writes
        part = writes.fields if self._on == "deal" else writes.contact_fields
        if part is None:
            raise UserInputError(f"{self._definition.label} takes no fields", code="not_writable")
        return part

    @property
    def _read_call(self) -> Detail:
        if self._part.read is not None:
            return self._part.read
        return next(one.detail for _, one in self._definition.of_kind(self._on) if one.detail)

    def _own(self, logical: str) -> OwnField:
        found = self._part.fields.get(logical)
        if found is not None:
            return found
        known = {**self._client.variables, "name": logical}
        if self._part.any is not None:
            return OwnField(field=templates.render(self._part.any, known))
        if self._part.any_label is not None:
            return OwnField(label=templates.render(self._part.any_label, known))
        raise PermanentError(
            f"the definition has no field for {logical!r}",
            code="field_unmapped",
            hint="add it under writes.fields",
        )

    def _encoded(self, logical: str, value: Value) -> Value:
        own = self._own(logical)
        if value is None or value == "":
            return None
        if own.type == "text":
            said = str(value)
            return said if own.max_length is None else said[: own.max_length].rstrip()
        found = number(value)
        if found is None:
            raise UserInputError(f"{logical} must be a number", code="value_invalid")
        return round(found * own.scale) if own.type == "integer" else round(found * own.scale, 6)

    def _decoded(self, logical: str, value: Value) -> Value:
        own = self._own(logical)
        return round(value / own.scale, 8) if isinstance(value, (int, float)) and own.scale != 1 else value

    def _held(self, logical: str, raw: Raw) -> Value:
        part, name = self._part, self.name(logical)
        bag = find(raw, part.at)
        if part.list_key is not None:
            rows = bag if isinstance(bag, list) else []
            found = next(
                (find(row, part.list_value) for row in rows if str(find(row, part.list_key)) == name), None
            )
        else:
            found = bag.get(name) if isinstance(bag, Mapping) else None
            found = find(found, part.value) if part.value else found
        if isinstance(found, bool):
            return text(found)
        return found if isinstance(found, (int, float)) else text(found)

    def _is_theirs(self, logical: str, held: Value, command: WriteFields) -> bool:
        """Return whether the value on the record is a human's."""
        if logical in command.expected:
            return not same(held, self._encoded(logical, command.expected[logical]))
        # Nobody knows what we last wrote: what is there may be anybody's.
        return held is not None

    def _before(self, logical: str, held: Value, value: Value, command: WriteFields) -> Value:
        """Return the value to restore on undo.

        When an earlier attempt went through unseen, the record already holds our value; what was there before is
        what we last wrote.
        """
        if command.attempt <= 1 or not same(held, value):
            return held
        expected = command.expected.get(logical)
        return None if expected is None else self._encoded(logical, expected)

    def _send(self, request: Request) -> None:
        try:
            self._client.send(request)
        except ConflictError as error:
            # The lock says that somebody was faster: read again, judge again.
            raise RetryableError(
                f"the {self._on} in {self._definition.label} was changed meanwhile", code="changed_meanwhile"
            ) from error

    def _check(self, record_id: str, written: Mapping[str, Value], before: Mapping[str, Value]) -> None:
        with applied(self._definition.label):
            raw, answer = self._objects.read(self._read_call, {"id": record_id})
        lost = [name for name, value in written.items() if not same(self._held(name, raw), value)]
        if not lost:
            return
        kept = {name: before[name] for name in written if name not in lost}
        if kept:
            # Without a receipt nobody could undo the rest later.
            self._send(self.prepared(record_id, kept, raw, answer))
        names = ", ".join(f"{name} ({self.name(name)})" for name in sorted(lost))
        raise PermanentError(
            f"{self._definition.label} did not keep what was written: {names} reads back differently",
            code="read_back_differs",
            hint="create these fields in the CRM, or look for an automation that changes them",
        )


def same(one: Any, other: Any) -> bool:  # noqa: ANN401  # vendor values
    """Return whether two values mean the same: numbers by value, empty is absent."""
    first, second = number(one), number(other)
    if first is not None and second is not None:
        return math.isclose(first, second, rel_tol=1e-9, abs_tol=1e-9)
    return " ".join((text(one) or "").split()) == " ".join((text(other) or "").split())


def _id(name: str) -> int | str:
    return int(name) if name.isdigit() else name


def _set_empty(content: Any, part: FieldWrite, sent: Mapping[str, Any]) -> None:  # noqa: ANN401
    """Put emptied fields in: merging leaves them out."""
    bag = find(content, part.at)
    if isinstance(bag, dict):
        bag.update(sent)


def _over(raw: dict[str, Any], content: Any) -> Any:  # noqa: ANN401  # JSON
    """Return a whole record with changes laid over it, emptied values as well."""
    for key, value in content.items():
        held = raw.get(key)
        raw[key] = (
            _over(dict(held), value) if isinstance(held, Mapping) and isinstance(value, Mapping) else value
        )
    return raw
