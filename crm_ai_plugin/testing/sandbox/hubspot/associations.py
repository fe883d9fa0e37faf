"""Associations: per object, in batches, by default type or by label."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request

from crm_ai_plugin.testing.sandbox.hubspot.account import HubSpotAccount
from crm_ai_plugin.testing.sandbox.hubspot.batch import batch_answer
from crm_ai_plugin.testing.sandbox.hubspot.body import batch_inputs, json_object, page_bounds
from crm_ai_plugin.testing.sandbox.hubspot.errors import HubSpotError, bad_request
from crm_ai_plugin.testing.sandbox.hubspot.schema import ASSOCIATION_TYPES, PRIMARY_COMPANY, ROLE_LABELS
from crm_ai_plugin.testing.sandbox.hubspot.service import known_kind
from crm_ai_plugin.testing.sandbox.hubspot.views import association_types
from crm_ai_plugin.testing.sandbox.state import Link

__all__ = ["register"]


def _labels(kind: str, to_kind: str) -> list[dict[str, Any]]:
    found = [{"category": "HUBSPOT_DEFINED", "typeId": ASSOCIATION_TYPES[kind, to_kind], "label": None}]
    if (kind, to_kind) in PRIMARY_COMPANY:
        primary = PRIMARY_COMPANY[kind, to_kind]
        found.append({"category": "HUBSPOT_DEFINED", "typeId": primary, "label": "Primary"})
    shift = {("deals", "contacts"): 0, ("contacts", "deals"): 1}.get((kind, to_kind))
    if shift is not None:
        found += [
            {"category": "USER_DEFINED", "typeId": type_id + shift, "label": label}
            for type_id, label in ROLE_LABELS.values()
        ]
    return found


def _ends(kind: str, to_kind: str) -> tuple[str, str]:
    kind, to_kind = known_kind(kind), known_kind(to_kind)
    if (kind, to_kind) not in ASSOCIATION_TYPES:
        raise bad_request(f"{kind} and {to_kind} cannot be associated")
    return kind, to_kind


def _type_ids(specs: object) -> list[int]:
    try:
        if not isinstance(specs, list):
            raise TypeError
        return [int(spec["associationTypeId"]) for spec in specs]
    except (KeyError, TypeError, ValueError):
        raise bad_request("Invalid input JSON: types need an associationTypeId each") from None


def _end(entry: dict[str, Any], end: str) -> str:
    try:
        return str(entry[end]["id"])
    except (KeyError, TypeError):
        raise bad_request(f"Invalid input JSON: an input needs {end}.id") from None


def register(routes: Blueprint, account: HubSpotAccount) -> None:
    """Add the association routes of ``account``."""
    service, store = account.service, account.store
    one = "/crm/objects/<version>/<kind>/<record_id>/associations"
    many = "/crm/associations/<version>/<kind>/<to_kind>"

    def shown(kind: str, link: Link) -> dict[str, Any]:
        return {"toObjectId": int(link.id), "associationTypes": association_types(kind, link)}

    @routes.get(f"{one}/<to_kind>")
    def read_associations(version: str, kind: str, record_id: str, to_kind: str) -> Response:
        kind, to_kind = _ends(kind, to_kind)
        service.find(kind, record_id)
        size, after = page_bounds(request.args.get("limit"), request.args.get("after"), usual=500, most=500)
        rest = [link for link in store.links(kind, record_id, to_kind) if int(link.id) > after]
        body: dict[str, Any] = {"results": [shown(kind, link) for link in rest[:size]]}
        if len(rest) > size:
            body["paging"] = {"next": {"after": rest[size - 1].id}}
        return jsonify(body)

    @routes.put(f"{one}/default/<to_kind>/<to_id>")
    def put_default(version: str, kind: str, record_id: str, to_kind: str, to_id: str) -> Response:
        kind, to_kind = _ends(kind, to_kind)
        service.link(kind, record_id, to_kind, to_id, [], account.app_source)
        spec = {
            "associationCategory": "HUBSPOT_DEFINED",
            "associationTypeId": ASSOCIATION_TYPES[kind, to_kind],
        }
        result = {"from": {"id": record_id}, "to": {"id": to_id}, "associationSpec": spec}
        return jsonify({"status": "COMPLETE", "results": [result]})

    @routes.put(f"{one}/<to_kind>/<to_id>")
    def put_labelled(
        version: str, kind: str, record_id: str, to_kind: str, to_id: str
    ) -> tuple[Response, int]:
        kind, to_kind = _ends(kind, to_kind)
        types = _type_ids(request.get_json(silent=True))
        service.link(kind, record_id, to_kind, to_id, types, account.app_source)
        return jsonify({"fromObjectId": int(record_id), "toObjectId": int(to_id), "labels": []}), 201

    @routes.delete(f"{one}/<to_kind>/<to_id>")
    def delete_association(
        version: str, kind: str, record_id: str, to_kind: str, to_id: str
    ) -> tuple[str, int]:
        kind, to_kind = _ends(kind, to_kind)
        store.unlink(kind, record_id, Link(to_kind, to_id), account.app_source)
        return "", 204

    @routes.post(f"{many}/batch/read")
    def links_read(version: str, kind: str, to_kind: str) -> tuple[Response, int]:
        kind, to_kind = _ends(kind, to_kind)
        body = json_object()
        inputs = body.get("inputs")
        # This endpoint alone takes more than a hundred.
        if isinstance(inputs, list) and len(inputs) > 1000:
            raise bad_request("The maximum number of inputs is 1000")

        def read(entry: dict[str, Any]) -> dict[str, Any]:
            record_id = str(entry.get("id", ""))
            links = store.links(kind, record_id, to_kind)
            if not links:
                raise HubSpotError(
                    404,
                    "OBJECT_NOT_FOUND",
                    f"No {to_kind} is associated with {kind} {record_id}.",
                    more={
                        "subCategory": "crm.associations.NO_ASSOCIATIONS_FOUND",
                        "context": {"fromObjectId": [record_id]},
                    },
                )
            return {"from": {"id": record_id}, "to": [shown(kind, link) for link in links]}

        if not isinstance(inputs, list) or not all(isinstance(entry, dict) for entry in inputs):
            raise bad_request("Invalid input JSON: inputs must be a list of objects")
        return batch_answer(account, inputs, read)

    @routes.post(f"{many}/batch/create")
    @routes.post(f"{many}/batch/associate/default", endpoint="links_default")
    def links_create(version: str, kind: str, to_kind: str) -> tuple[Response, int]:
        kind, to_kind = _ends(kind, to_kind)

        def create(entry: dict[str, Any]) -> dict[str, Any]:
            record_id, to_id = _end(entry, "from"), _end(entry, "to")
            service.link(
                kind, record_id, to_kind, to_id, _type_ids(entry.get("types", [])), account.app_source
            )
            return {"fromObjectId": int(record_id), "toObjectId": int(to_id), "labels": []}

        return batch_answer(account, batch_inputs(json_object()), create, done=201)

    @routes.post(f"{many}/batch/archive")
    def links_archive(version: str, kind: str, to_kind: str) -> tuple[str, int]:
        kind, to_kind = _ends(kind, to_kind)
        for entry in batch_inputs(json_object()):
            targets = entry.get("to")
            for target in targets if isinstance(targets, list) else [targets]:
                to_id = _end({"to": target}, "to")
                store.unlink(kind, _end(entry, "from"), Link(to_kind, to_id), account.app_source)
        return "", 204

    @routes.get(f"{many}/labels")
    def labels(version: str, kind: str, to_kind: str) -> Response:
        return jsonify({"results": _labels(*_ends(kind, to_kind))})
