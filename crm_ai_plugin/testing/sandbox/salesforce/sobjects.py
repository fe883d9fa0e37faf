"""``sobjects``: reading, creating, changing, upserting and deleting one record, and what was deleted or changed."""

from __future__ import annotations

from typing import Any

from crm_ai_plugin.testing.sandbox.salesforce.api import Answer, Api, Call
from crm_ai_plugin.testing.sandbox.salesforce.errors import SalesforceError, bad_request, not_found
from crm_ai_plugin.testing.sandbox.salesforce.ids import is_id, prefix_of
from crm_ai_plugin.testing.sandbox.salesforce.org import SalesforceOrg
from crm_ai_plugin.testing.sandbox.salesforce.schema import Field, SObject
from crm_ai_plugin.testing.sandbox.salesforce.values import as_datetime, parse_datetime
from crm_ai_plugin.testing.sandbox.state import Record

__all__ = ["register", "saved", "upsert_record"]


def saved(record_id: str, *, created: bool | None = None) -> dict[str, Any]:
    """What a successful write answers."""
    body: dict[str, Any] = {"id": record_id, "success": True, "errors": []}
    return body if created is None else body | {"created": created}


def upsert_record(
    org: SalesforceOrg, call: Call, kind: SObject, field: Field, value: str, body: dict[str, Any]
) -> tuple[Record, bool]:
    """Change the record with this external id, or make one; answers whether it was made.

    Raises:
        SalesforceError: 300 when several records have it, or the write is refused.
    """
    if any(name.lower() in (field.name.lower(), "id") for name in body):
        raise bad_request(
            "INVALID_FIELD",
            f"The {field.name} field should not be specified in the sobject data.",
            [field.name],
        )
    with org.store.transaction():
        matches = org.records.by_key(kind, field, value)
        if len(matches) > 1:
            raise _SeveralError(
                [f"/services/data/v{call.version}/sobjects/{kind.name}/{one.id}" for one in matches]
            )
        if matches:
            record = org.records.update(kind, matches[0].id, body, call.source, dropped=call.dropped)
            return record, False
        made = org.records.create(kind, {**body, field.name: value}, call.source, dropped=call.dropped)
        return made, True


class _SeveralError(SalesforceError):
    """More than one record has the external id: the body lists their addresses."""

    def __init__(self, urls: list[str]) -> None:
        super().__init__(300, "MULTIPLE_CHOICES", "more than one record matches")
        self.urls = urls

    @property
    def body(self) -> Any:  # noqa: ANN401 - a list of addresses here
        return self.urls


class _Routes:
    def __init__(self, org: SalesforceOrg) -> None:
        self._org = org

    def external(self, kind: SObject, name: str) -> Field:
        field = kind.find(name)
        if field is None or not (field.external_id or field.type == "id"):
            raise not_found("Provided external ID field does not exist or is not accessible: " + name[:80])
        return field

    def one(self, kind: SObject, name: str, value: str) -> Record:
        matches = self._org.records.by_key(kind, self.external(kind, name), value)
        if not matches:
            raise not_found()
        if len(matches) > 1:
            raise _SeveralError([f"/services/data/v0/sobjects/{kind.name}/{match.id}" for match in matches])
        return matches[0]

    def shown(self, call: Call, kind: SObject, record: Record) -> Answer:
        names = [name for name in call.args.get("fields", "").split(",") if name] or list(kind.fields)
        return Answer(
            body=self._org.reader.json(record, [tuple(name.split(".")) for name in names], call.version)
        )

    def read(self, call: Call, kind: str, record_id: str) -> Answer:
        found = self._org.schema.sobject(kind)
        if not is_id(record_id) or prefix_of(record_id) != found.prefix:
            raise not_found(
                "Provided external ID field does not exist or is not accessible: " + record_id[:80]
            )
        return self.shown(call, found, self._org.records.find(found.name, record_id))

    def read_by_key(self, call: Call, kind: str, name: str, value: str) -> Answer:
        found = self._org.schema.sobject(kind)
        field = found.find(name)
        if is_id(name) and prefix_of(name) == found.prefix:
            blob = found.find(value)
            if blob is None or blob.type != "base64":
                raise not_found()
            record = self._org.records.find(found.name, name)
            return Answer(text=record.properties.get(blob.name, ""), mimetype="application/octet-stream")
        if field is not None and field.type == "id":
            return self.read(call, kind, value)
        return self.shown(call, found, self.one(found, name, value))

    def create(self, call: Call, kind: str) -> Answer:
        record = self._org.records.create(
            self._org.schema.sobject(kind), call.json_object(), call.source, dropped=call.dropped
        )
        where = f"/services/data/v{call.version}/sobjects/{record.kind}/{record.id}"
        return Answer(201, saved(record.id), {"Location": where})

    def update(self, call: Call, kind: str, record_id: str) -> Answer:
        body = call.json_object()
        if any(name.lower() == "id" for name in body):
            raise bad_request(
                "INVALID_FIELD", "The Id field should not be specified in the sobject data.", ["Id"]
            )
        self._org.records.update(
            self._org.schema.sobject(kind), record_id, body, call.source, dropped=call.dropped
        )
        return Answer(204)

    def upsert(self, call: Call, kind: str, name: str, value: str) -> Answer:
        found = self._org.schema.sobject(kind)
        field = self.external(found, name)
        if field.type == "id":
            return self.update(call, kind, value)
        record, created = upsert_record(self._org, call, found, field, value, call.json_object())
        if created:
            where = f"/services/data/v{call.version}/sobjects/{record.kind}/{record.id}"
            return Answer(201, saved(record.id, created=True), {"Location": where})
        # Up to version 45 a change was answered without a body.
        if float(call.version) < 46:
            return Answer(204)
        return Answer(200, saved(record.id, created=False))

    def delete(self, call: Call, kind: str, record_id: str) -> Answer:
        self._org.records.delete(self._org.schema.sobject(kind), record_id, call.source)
        return Answer(204)

    def delete_by_key(self, call: Call, kind: str, name: str, value: str) -> Answer:
        found = self._org.schema.sobject(kind)
        self._org.records.delete(found, self.one(found, name, value).id, call.source)
        return Answer(204)

    def window(self, call: Call, kind: str, *, archived: bool) -> tuple[list[Record], str]:
        found = self._org.schema.sobject(kind)
        try:
            start, end = (
                parse_datetime(call.args.get(name, "").replace(" ", "+")) for name in ("start", "end")
            )
        except (ValueError, OverflowError):
            raise bad_request("INVALID_REPLICATION_DATE", "start and end must be instants") from None
        listed = self._org.store.all(found.name, archived=archived)
        return [r for r in listed if start <= (r.archived_at or r.updated_at) < end], as_datetime(end)

    def deleted(self, call: Call, kind: str) -> Answer:
        found, until = self.window(call, kind, archived=True)
        gone = [{"id": r.id, "deletedDate": as_datetime(r.archived_at or r.updated_at)} for r in found]
        earliest = as_datetime(
            min((r.archived_at or r.updated_at for r in found), default=self._org.world.now)
        )
        return Answer(
            body={"deletedRecords": gone, "earliestDateAvailable": earliest, "latestDateCovered": until}
        )

    def updated(self, call: Call, kind: str) -> Answer:
        found, until = self.window(call, kind, archived=False)
        return Answer(body={"ids": [record.id for record in found], "latestDateCovered": until})


def register(api: Api, org: SalesforceOrg) -> None:
    """Add the routes of single records over ``org``."""
    routes = _Routes(org)
    api.add("GET", "sobjects/{kind}/deleted", routes.deleted)
    api.add("GET", "sobjects/{kind}/updated", routes.updated)
    api.add("POST", "sobjects/{kind}", routes.create)
    api.add("GET", "sobjects/{kind}/{record_id}", routes.read)
    api.add("PATCH", "sobjects/{kind}/{record_id}", routes.update)
    api.add("DELETE", "sobjects/{kind}/{record_id}", routes.delete)
    api.add("GET", "sobjects/{kind}/{name}/{value}", routes.read_by_key)
    api.add("PATCH", "sobjects/{kind}/{name}/{value}", routes.upsert)
    api.add("DELETE", "sobjects/{kind}/{name}/{value}", routes.delete_by_key)
