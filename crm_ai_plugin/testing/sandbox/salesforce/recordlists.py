"""``composite/sobjects``: up to 200 records in one call, each with a result of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from crm_ai_plugin.testing.sandbox.salesforce.api import Answer, Api, Call
from crm_ai_plugin.testing.sandbox.salesforce.errors import SalesforceError, bad_request, not_found
from crm_ai_plugin.testing.sandbox.salesforce.ids import is_id
from crm_ai_plugin.testing.sandbox.salesforce.org import SalesforceOrg
from crm_ai_plugin.testing.sandbox.salesforce.schema import SObject
from crm_ai_plugin.testing.sandbox.salesforce.sobjects import saved, upsert_record

__all__ = ["register"]

MOST_RECORDS = 200


class _RolledBackError(Exception):
    """One of all-or-none failed."""


class _Routes:
    def __init__(self, org: SalesforceOrg) -> None:
        self._org = org

    def create(self, call: Call) -> Answer:
        def one(body: dict[str, Any]) -> dict[str, Any]:
            kind = self._kind_of(body)
            record = self._org.records.create(kind, body, call.source, dropped=call.dropped)
            return saved(record.id)

        return self._each(_records(call), one, whole=_whole(call))

    def update(self, call: Call) -> Answer:
        def one(body: dict[str, Any]) -> dict[str, Any]:
            kind = self._kind_of(body)
            record_id, values = _identified(body)
            record = self._org.records.update(kind, record_id, values, call.source, dropped=call.dropped)
            return saved(record.id)

        return self._each(_records(call), one, whole=_whole(call))

    def upsert(self, call: Call, kind: str, name: str) -> Answer:
        found = self._org.schema.sobject(kind)
        field = found.find(name)
        if field is None or not field.external_id:
            raise not_found("Provided external ID field does not exist or is not accessible: " + name[:80])

        def one(body: dict[str, Any]) -> dict[str, Any]:
            values = {key: value for key, value in body.items() if key.lower() != name.lower()}
            key = next((str(value) for key, value in body.items() if key.lower() == name.lower()), "")
            if not key:
                raise bad_request("MISSING_ARGUMENT", f"{field.name} not specified", [])
            record, created = upsert_record(self._org, call, found, field, key, values)
            return saved(record.id, created=created)

        return self._each(_records(call), one, whole=_whole(call))

    def delete(self, call: Call) -> Answer:
        ids = [record_id for record_id in call.args.get("ids", "").split(",") if record_id]

        def one(record_id: str) -> dict[str, Any]:
            kind = self._org.schema.of_id(record_id) if is_id(record_id) else None
            if kind is None:
                raise bad_request("MALFORMED_ID", f"malformed id {record_id[:40]}", [])
            self._org.records.delete(kind, record_id, call.source)
            return saved(record_id)

        return self._each(_bounded(ids), one, whole=call.args.get("allOrNone") == "true")

    def read(self, call: Call, kind: str) -> Answer:
        found = self._org.schema.sobject(kind)
        ids: Any
        names: Any
        if call.method == "GET":
            ids = call.args.get("ids", "").split(",")
            names = call.args.get("fields", "").split(",")
        else:
            asked = call.json_object()
            ids, names = asked.get("ids", []), asked.get("fields", [])
        if not isinstance(ids, list) or not isinstance(names, list) or not all(names):
            raise bad_request("MALFORMED_QUERY", "ids and fields must be given")
        if len(ids) > 2000:
            raise bad_request("LIMIT_EXCEEDED", "At most 2000 records can be asked for")
        paths = [tuple(str(name).split(".")) for name in names]
        rows: list[Any] = []
        for record_id in ids:
            try:
                record = self._org.records.find(found.name, str(record_id))
            except SalesforceError:
                rows.append(None)
            else:
                rows.append(self._org.reader.json(record, paths, call.version))
        return Answer(body=rows)

    def _kind_of(self, body: dict[str, Any]) -> SObject:
        attributes = body.get("attributes")
        name = attributes.get("type") if isinstance(attributes, dict) else None
        found = self._org.schema.find(str(name)) if name else None
        if found is None:
            raise bad_request("INVALID_TYPE", f"sObject type '{name}' is not supported.", [])
        return found

    def _each(self, items: list[Any], one: Callable[[Any], dict[str, Any]], *, whole: bool) -> Answer:
        results: list[dict[str, Any]] = []
        failed = False
        try:
            with self._org.store.transaction():
                for item in items:
                    try:
                        results.append(one(item))
                    except SalesforceError as problem:
                        failed = True
                        results.append({"success": False, "errors": [problem.saved]})
                if failed and whole:
                    raise _RolledBackError
        except _RolledBackError:
            results = [_undone(result) for result in results]
        return Answer(body=results)


def _undone(result: dict[str, Any]) -> dict[str, Any]:
    if not result["success"]:
        return result
    message = (
        "Record rolled back because not all records were valid and the request was using AllOrNone header"
    )
    return {
        "success": False,
        "errors": [SalesforceError(400, "ALL_OR_NONE_OPERATION_ROLLED_BACK", message).saved],
    }


def _whole(call: Call) -> bool:
    return call.json_object().get("allOrNone") is True


def _records(call: Call) -> list[Any]:
    records = call.json_object().get("records")
    if not isinstance(records, list) or not all(isinstance(one, dict) for one in records):
        raise bad_request("JSON_PARSER_ERROR", "records must be a list of objects")
    return _bounded(records)


def _bounded(items: list[Any]) -> list[Any]:
    if not 1 <= len(items) <= MOST_RECORDS:
        raise bad_request("EXCEEDED_ID_LIMIT", f"record limit reached: 1 to {MOST_RECORDS} are allowed")
    return items


def _identified(body: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    record_id = next((str(value) for key, value in body.items() if key.lower() == "id"), "")
    if not record_id:
        raise bad_request("MISSING_ARGUMENT", "Id not specified in an update call", [])
    return record_id, {key: value for key, value in body.items() if key.lower() != "id"}


def register(api: Api, org: SalesforceOrg) -> None:
    """Add the collection routes over ``org``."""
    routes = _Routes(org)
    api.add("POST", "composite/sobjects", routes.create)
    api.add("PATCH", "composite/sobjects", routes.update)
    api.add("DELETE", "composite/sobjects", routes.delete)
    api.add("PATCH", "composite/sobjects/{kind}/{name}", routes.upsert)
    api.add("GET", "composite/sobjects/{kind}", routes.read)
    api.add("POST", "composite/sobjects/{kind}", routes.read)
