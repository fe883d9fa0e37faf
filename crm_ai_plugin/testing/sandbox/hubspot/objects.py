"""Single objects: list, create, read, change, archive."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request

from crm_ai_plugin.testing.sandbox.hubspot.account import HubSpotAccount
from crm_ai_plugin.testing.sandbox.hubspot.body import json_object, page_bounds
from crm_ai_plugin.testing.sandbox.hubspot.errors import not_found
from crm_ai_plugin.testing.sandbox.hubspot.service import known_kind
from crm_ai_plugin.testing.sandbox.hubspot.views import comma_list, inline_associations, object_json
from crm_ai_plugin.testing.sandbox.state import Record

__all__ = ["register"]

_BASE = "/crm/objects/<version>/<kind>"


def register(routes: Blueprint, account: HubSpotAccount) -> None:
    """Add the object routes of ``account``."""
    service = account.service

    def shown(record: Record) -> dict[str, Any]:
        args = request.args
        history = comma_list(args.getlist("propertiesWithHistory"))
        body = object_json(record, comma_list(args.getlist("properties")), history)
        wanted = [known_kind(name) for name in comma_list(args.getlist("associations"))]
        if wanted:
            body["associations"] = inline_associations(account.store, record, wanted)
        return body

    @routes.get(_BASE)
    def list_objects(version: str, kind: str) -> Response:
        kind = known_kind(kind)
        args = request.args
        most = 50 if args.get("propertiesWithHistory") else 100
        size, after = page_bounds(args.get("limit"), args.get("after"), usual=10, most=most)
        records = account.store.all(kind, archived=args.get("archived") == "true")
        # The cursor is the last id seen, so that pages stay sound while records come and go.
        rest = [record for record in records if int(record.id) > after]
        body: dict[str, Any] = {"results": [shown(record) for record in rest[:size]]}
        if len(rest) > size:
            last = rest[size - 1].id
            body["paging"] = {"next": {"after": last, "link": f"{request.base_url}?after={last}"}}
        return jsonify(body)

    @routes.post(_BASE)
    def create_object(version: str, kind: str) -> tuple[Response, int]:
        kind, body = known_kind(kind), json_object()
        record = service.create(
            kind,
            body.get("properties"),
            body.get("associations"),
            account.app_source,
            account.dropped_field(),
        )
        return jsonify(object_json(record, list(record.properties))), 201

    @routes.get(f"{_BASE}/<record_id>")
    def read_object(version: str, kind: str, record_id: str) -> Response:
        kind = known_kind(kind)
        id_property = request.args.get("idProperty")
        if id_property:
            found = service.find_by(kind, id_property, record_id)
            if found is None:
                raise not_found(kind, record_id)
            return jsonify(shown(found))
        return jsonify(shown(service.find(kind, record_id, archived=request.args.get("archived") == "true")))

    @routes.patch(f"{_BASE}/<record_id>")
    def change_object(version: str, kind: str, record_id: str) -> Response:
        kind, body = known_kind(kind), json_object()
        properties = body.get("properties")
        record = service.update(kind, record_id, properties, account.app_source, account.dropped_field())
        return jsonify(object_json(record, list(properties or ())))

    @routes.delete(f"{_BASE}/<record_id>")
    def archive_object(version: str, kind: str, record_id: str) -> tuple[str, int]:
        service.archive(known_kind(kind), record_id, account.app_source)
        return "", 204
