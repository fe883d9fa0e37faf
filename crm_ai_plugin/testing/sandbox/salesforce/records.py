"""Writing records of the org: checks in the order Salesforce makes them, then what follows from a write."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

from crm_ai_plugin.testing.sandbox.salesforce.errors import SalesforceError, bad_request, not_found
from crm_ai_plugin.testing.sandbox.salesforce.ids import full_id, is_id, prefix_of
from crm_ai_plugin.testing.sandbox.salesforce.rules import OrgRules, derived
from crm_ai_plugin.testing.sandbox.salesforce.schema import Field, Schema, SObject
from crm_ai_plugin.testing.sandbox.salesforce.values import encode
from crm_ai_plugin.testing.sandbox.state import Record, Source, Store, UnknownRecordError

__all__ = ["Records", "Refusal"]

_OWNED = "OwnerId"
_DEFAULTS = {
    "Task": {"Status": "Not Started", "Priority": "Normal", "TaskSubtype": "Task"},
    "Event": {"EventSubtype": "Event", "ShowAs": "Busy"},
    "ContentNote": {"SharingPrivacy": "N"},
    "ContentDocumentLink": {"ShareType": "V", "Visibility": "AllUsers"},
    "EmailMessage": {"Status": "3"},
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refusal of writes on demand, as an org's own rules make them.

    Attributes:
        code: ``UNABLE_TO_LOCK_ROW``, ``ENTITY_IS_LOCKED``, ``DUPLICATES_DETECTED``,
            ``FIELD_CUSTOM_VALIDATION_EXCEPTION`` or another error code.
        message: What the org says.
        fields: Fields it names.
        kind: Only writes to this object, any when empty.
        record_id: Only writes to this record, any when empty.
        times: How many writes it hits; ``None`` means until taken back.
    """

    code: str
    message: str = "refused by a rule of the org"
    fields: tuple[str, ...] = ()
    kind: str = ""
    record_id: str = ""
    times: int | None = 1


class Records:
    """Creates, changes and deletes records; every method is safe to call from any thread."""

    def __init__(self, store: Store, schema: Schema) -> None:
        self.store = store
        self.schema = schema
        self.rules = OrgRules(store, schema)
        self._refusals: list[Refusal] = []
        self._names = itertools.count(1)
        self._lock = Lock()

    def refuse(self, refusal: Refusal) -> None:
        """Put a refusal in force."""
        with self._lock:
            self._refusals.append(refusal)

    def stop_refusing(self) -> None:
        """End all refusals."""
        with self._lock:
            self._refusals.clear()

    def find(self, kind: str, record_id: str) -> Record:
        """The live record.

        Raises:
            SalesforceError: 404, there is none.
        """
        try:
            return self.store.get(kind, full_id(record_id))
        except UnknownRecordError:
            raise not_found("The requested resource does not exist") from None

    def by_key(self, kind: SObject, field: Field, value: str) -> list[Record]:
        """The live records with this external id, compared without regard to letter case."""
        wanted = value.casefold()
        return [r for r in self.store.all(kind.name) if r.properties.get(field.name, "").casefold() == wanted]

    def create(
        self, kind: SObject, body: Mapping[str, Any], source: Source, *, dropped: str = "", api: bool = True
    ) -> Record:
        """Make a record.

        Args:
            kind: The object.
            body: Values by field name.
            source: Who makes it.
            dropped: A field that is silently ignored.
            api: Whether a client does it, whom refusals and read-only objects stop.

        Raises:
            SalesforceError: 400, the body does not make a record.
        """
        with self.store.transaction():
            if api:
                self._may_write(kind)
                self._act_out(kind.name, "")
            values = self._checked(kind, body, new=True)
            values.pop(dropped, None)
            missing = [f.name for f in kind.fields.values() if f.required and not values.get(f.name)]
            if missing:
                listed = ", ".join(missing)
                raise bad_request(
                    "REQUIRED_FIELD_MISSING", f"Required fields are missing: [{listed}]", missing
                )
            self._unique(kind, values, "")
            author = {"CreatedById": source.id, "LastModifiedById": source.id}
            if _OWNED in kind.fields:
                author[_OWNED] = source.id
            values = _DEFAULTS.get(kind.name, {}) | author | values
            values |= self._inherited(kind, values)
            values |= derived(kind.name, values, {})
            record = self.store.create(kind.name, values, source)
            if kind.name == "Opportunity":
                self.rules.opportunity_changed(record, {}, source)
            if kind.name in ("Task", "Event"):
                self.rules.activity_written(values.get("WhatId", ""))
            return record

    def update(
        self,
        kind: SObject,
        record_id: str,
        body: Mapping[str, Any],
        source: Source,
        *,
        dropped: str = "",
        api: bool = True,
    ) -> Record:
        """Change a record.

        Raises:
            SalesforceError: 404, it is not there; 400, a value does not fit.
        """
        with self.store.transaction():
            record = self._writable(kind, record_id)
            if api:
                self._may_write(kind)
                self._act_out(kind.name, record.id)
            values = self._checked(kind, body, new=False)
            values.pop(dropped, None)
            emptied = [name for name, value in values.items() if not value and kind.fields[name].required]
            if emptied:
                raise bad_request(
                    "REQUIRED_FIELD_MISSING",
                    f"Required fields are missing: [{', '.join(emptied)}]",
                    emptied,
                )
            self._unique(kind, values, record.id)
            before = dict(record.properties)
            values |= derived(kind.name, values, before)
            values |= self.rules.before_update(kind.name, record, values)
            values["LastModifiedById"] = source.id
            record = self.store.update(kind.name, record.id, values, source)
            if kind.name == "Opportunity":
                self.rules.opportunity_changed(record, before, source)
            return record

    def delete(self, kind: SObject, record_id: str, source: Source, *, api: bool = True) -> None:
        """Put a record into the recycle bin, together with what cannot be without it.

        Raises:
            SalesforceError: 404, it is not there.
        """
        with self.store.transaction():
            record = self._writable(kind, record_id)
            if api:
                self._may_write(kind)
                self._act_out(kind.name, record.id)
            self.store.archive(kind.name, record.id, source)
            for child, field in self._dependants(kind):
                for one in self.store.all(child):
                    if one.properties.get(field) == record.id:
                        self.store.archive(child, one.id, source)

    def _dependants(self, kind: SObject) -> list[tuple[str, str]]:
        found = [
            (child.name, field.name)
            for child in self.schema.objects.values()
            for field in child.fields.values()
            if field.required and kind.name in field.targets
        ]
        if kind.name == "Opportunity":
            found += [("Task", "WhatId"), ("Event", "WhatId")]
        return found

    def _writable(self, kind: SObject, record_id: str) -> Record:
        if not is_id(record_id) or prefix_of(record_id) != kind.prefix:
            raise not_found(
                "Provided external ID field does not exist or is not accessible: " + record_id[:40]
            )
        try:
            return self.store.get(kind.name, full_id(record_id))
        except UnknownRecordError:
            pass
        try:
            self.store.get(kind.name, full_id(record_id), archived=True)
        except UnknownRecordError:
            raise not_found("The requested resource does not exist") from None
        raise SalesforceError(404, "ENTITY_IS_DELETED", "entity is deleted", [])

    def _may_write(self, kind: SObject) -> None:
        if kind.readonly:
            raise bad_request(
                "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", f"entity type {kind.name} cannot be written", []
            )

    def _act_out(self, kind: str, record_id: str) -> None:
        with self._lock:
            for k, refusal in enumerate(self._refusals):
                if refusal.kind in ("", kind) and refusal.record_id in ("", record_id) and refusal.times != 0:
                    if refusal.times is not None:
                        self._refusals[k] = replace(refusal, times=refusal.times - 1)
                    raise bad_request(refusal.code, refusal.message, list(refusal.fields))

    def _checked(self, kind: SObject, body: Mapping[str, Any], *, new: bool) -> dict[str, str]:
        values: dict[str, str] = {}
        for name, value in body.items():
            if name == "attributes":
                continue
            field = kind.find(name)
            if field is None:
                raise bad_request("INVALID_FIELD", f"No such column '{name}' on sobject of type {kind.name}")
            if field.readonly:
                verb = "create" if new else "update"
                raise bad_request(
                    "INVALID_FIELD_FOR_INSERT_UPDATE",
                    f"Unable to {verb} fields: {field.name}. Please check the security settings of this field and "
                    "verify that it is read/write for your profile or permission set.",
                    [field.name],
                )
            values[field.name] = encode(field, value)
            if field.type == "reference" and values[field.name]:
                self._check_reference(field, values[field.name])
        return values

    def _check_reference(self, field: Field, target: str) -> None:
        kind = self.schema.of_id(target)
        if kind is None or kind.name not in field.targets:
            raise bad_request(
                "FIELD_INTEGRITY_EXCEPTION",
                f"{field.name}: id value of incorrect type: {target}",
                [field.name],
            )
        try:
            self.store.get(kind.name, target)
        except UnknownRecordError:
            raise bad_request(
                "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", [field.name]
            ) from None

    def _unique(self, kind: SObject, values: dict[str, str], own: str) -> None:
        for name, value in values.items():
            field = kind.fields[name]
            if not (field.unique and value):
                continue
            for other in self.by_key(kind, field, value):
                if other.id != own:
                    raise bad_request(
                        "DUPLICATE_VALUE",
                        f"duplicate value found: {name} duplicates value on record with id: {other.id}",
                        [name],
                    )

    def _inherited(self, kind: SObject, values: dict[str, str]) -> dict[str, str]:
        made: dict[str, str] = {}
        if kind.name in ("Task", "Event") and values.get("WhatId", "").startswith("006"):
            made["AccountId"] = self.find("Opportunity", values["WhatId"]).properties.get("AccountId", "")
        if kind.name.endswith("__c"):
            made["Name"] = f"{kind.name[:-3].replace('_', ' ')} {next(self._names):05d}"
        if "CurrencyIsoCode" in kind.fields and not values.get("CurrencyIsoCode"):
            made["CurrencyIsoCode"] = "EUR"
        return made
