"""Batches of objects: read, create, update, upsert, archive; failures of single inputs inside a 207."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, jsonify

from crm_ai_plugin.testing.sandbox.clock import stamp
from crm_ai_plugin.testing.sandbox.hubspot.account import HubSpotAccount
from crm_ai_plugin.testing.sandbox.hubspot.body import batch_inputs, json_object, strings
from crm_ai_plugin.testing.sandbox.hubspot.errors import HubSpotError, bad_request, not_found
from crm_ai_plugin.testing.sandbox.hubspot.service import known_kind
from crm_ai_plugin.testing.sandbox.hubspot.views import object_json

__all__ = ["batch_answer", "register"]

Entry = dict[str, Any]


def batch_answer(
    account: HubSpotAccount, inputs: list[Entry], handle: Callable[[Entry], Entry], *, done: int = 200
) -> tuple[Response, int]:
    """Handle each input by itself and answer ``done``, or 207 when some failed."""
    started = stamp(account.clock.now())
    results, errors = [], []
    for entry in inputs:
        try:
            results.append(handle(entry))
        except HubSpotError as problem:
            trace = entry.get("objectWriteTraceId")
            context = {"ids": [str(entry["id"])]} if "id" in entry else {}
            if trace is not None:
                context["objectWriteTraceId"] = [str(trace)]
            errors.append({**problem.body, "context": {**context, **problem.body.get("context", {})}})
    body: Entry = {
        "status": "COMPLETE",
        "results": results,
        "startedAt": started,
        "completedAt": stamp(account.clock.now()),
    }
    if errors:
        body |= {"numErrors": len(errors), "errors": errors}
    return jsonify(body), 207 if errors else done


def _id(entry: Entry) -> str:
    if "id" not in entry:
        raise bad_request("Invalid input JSON: an input needs an id")
    return str(entry["id"])


def register(routes: Blueprint, account: HubSpotAccount) -> None:
    """Add the batch routes of ``account``."""
    service = account.service
    base = "/crm/objects/<version>/<kind>/batch"

    def traced(entry: Entry, answer: Entry) -> Entry:
        trace = entry.get("objectWriteTraceId")
        return answer if trace is None else {**answer, "objectWriteTraceId": str(trace)}

    @routes.post(f"{base}/read")
    def batch_read(version: str, kind: str) -> tuple[Response, int]:
        kind, body = known_kind(kind), json_object()
        properties, history = strings(body, "properties"), strings(body, "propertiesWithHistory")
        id_property = body.get("idProperty")
        inputs = batch_inputs(body)
        if history and len(inputs) > 50:
            raise bad_request("At most 50 inputs can be read with history")

        def read(entry: Entry) -> Entry:
            if id_property:
                found = service.find_by(kind, str(id_property), _id(entry))
                if found is None:
                    raise not_found(kind, _id(entry))
                return object_json(found, properties, history)
            return object_json(service.find(kind, _id(entry)), properties, history)

        return batch_answer(account, inputs, read)

    @routes.post(f"{base}/create")
    def batch_create(version: str, kind: str) -> tuple[Response, int]:
        kind, dropped = known_kind(kind), account.dropped_field()

        def create(entry: Entry) -> Entry:
            record = service.create(
                kind, entry.get("properties"), entry.get("associations"), account.app_source, dropped
            )
            return traced(entry, object_json(record, list(record.properties)))

        return batch_answer(account, batch_inputs(json_object()), create, done=201)

    @routes.post(f"{base}/update")
    def batch_update(version: str, kind: str) -> tuple[Response, int]:
        kind, dropped = known_kind(kind), account.dropped_field()

        def update(entry: Entry) -> Entry:
            properties = entry.get("properties")
            record = service.update(kind, _id(entry), properties, account.app_source, dropped)
            return traced(entry, object_json(record, list(properties or ())))

        return batch_answer(account, batch_inputs(json_object()), update)

    @routes.post(f"{base}/upsert")
    def batch_upsert(version: str, kind: str) -> tuple[Response, int]:
        kind, dropped = known_kind(kind), account.dropped_field()

        def upsert(entry: Entry) -> Entry:
            properties, id_property = entry.get("properties") or {}, entry.get("idProperty")
            if not id_property:
                raise bad_request("Invalid input JSON: an upsert needs an idProperty")
            found = service.find_by(kind, str(id_property), _id(entry))
            if found is None:
                properties = {str(id_property): _id(entry), **properties}
                record = service.create(kind, properties, None, account.app_source, dropped)
            else:
                record = service.update(kind, found.id, properties, account.app_source, dropped)
            return traced(entry, {**object_json(record, list(properties)), "new": found is None})

        return batch_answer(account, batch_inputs(json_object()), upsert)

    @routes.post(f"{base}/archive")
    def batch_archive(version: str, kind: str) -> tuple[str, int]:
        kind = known_kind(kind)
        ids = [_id(entry) for entry in batch_inputs(json_object())]
        for record_id in ids:
            service.archive(kind, record_id, account.app_source)
        return "", 204
