"""What an account is set up with: property definitions and groups, owners, pipelines."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, Response, jsonify, request

from crm_ai_plugin.testing.sandbox.clock import stamp
from crm_ai_plugin.testing.sandbox.hubspot.account import HubSpotAccount
from crm_ai_plugin.testing.sandbox.hubspot.body import json_object, page_bounds
from crm_ai_plugin.testing.sandbox.hubspot.errors import HubSpotError, bad_request
from crm_ai_plugin.testing.sandbox.hubspot.schema import PropertyDefinition
from crm_ai_plugin.testing.sandbox.hubspot.service import known_kind
from crm_ai_plugin.testing.world import PIPELINES, OwnerRow, Pipeline

__all__ = ["register"]

_TYPES = ("string", "number", "bool", "enumeration", "date", "datetime")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,99}")


def _definition(body: dict[str, Any], groups: dict[str, str]) -> PropertyDefinition:
    missing = [key for key in ("name", "label", "type", "fieldType", "groupName") if not body.get(key)]
    if missing:
        raise bad_request(f"Invalid input JSON: required fields are missing: {', '.join(missing)}")
    if not _NAME.fullmatch(str(body["name"])):
        raise bad_request("A property name has lower-case letters, digits and underscores only")
    if body["type"] not in _TYPES:
        raise bad_request(f"{body['type']} is not a property type; known: {', '.join(_TYPES)}")
    if body["groupName"] not in groups:
        raise bad_request(
            f"The group {body['groupName']} does not exist", subCategory="PROPERTY_GROUP_NOT_FOUND"
        )
    return PropertyDefinition(
        name=str(body["name"]),
        label=str(body["label"]),
        type=str(body["type"]),
        field_type=str(body["fieldType"]),
        group=str(body["groupName"]),
        options=tuple(str(option["value"]) for option in body.get("options") or ()),
        description=str(body.get("description") or ""),
        hubspot_defined=False,
    )


def _register_properties(routes: Blueprint, account: HubSpotAccount) -> None:
    service = account.service
    base = "/crm/properties/<version>/<kind>"

    def definition(kind: str, name: str) -> PropertyDefinition:
        found = service.definitions[kind].get(name)
        if found is None:
            raise HubSpotError(404, "OBJECT_NOT_FOUND", f'Property "{name}" of {kind} does not exist')
        return found

    @routes.get(base)
    def list_properties(version: str, kind: str) -> Response:
        return jsonify({"results": [d.as_json() for d in service.definitions[known_kind(kind)].values()]})

    @routes.post(base)
    def create_property(version: str, kind: str) -> tuple[Response, int]:
        kind = known_kind(kind)
        with account.store.lock:
            made = _definition(json_object(), service.groups[kind])
            if made.name in service.definitions[kind]:
                raise HubSpotError(
                    409,
                    "OBJECT_ALREADY_EXISTS",
                    f"A property named '{made.name}' already exists.",
                    more={"subCategory": "Properties.PROPERTY_EXISTS"},
                )
            service.definitions[kind][made.name] = made
        return jsonify(made.as_json()), 201

    @routes.get(f"{base}/<name>")
    def read_property(version: str, kind: str, name: str) -> Response:
        return jsonify(definition(known_kind(kind), name).as_json())

    @routes.delete(f"{base}/<name>")
    def delete_property(version: str, kind: str, name: str) -> tuple[str, int]:
        kind = known_kind(kind)
        if definition(kind, name).hubspot_defined:
            raise bad_request(f"{name} is defined by HubSpot and cannot be archived")
        del service.definitions[kind][name]
        return "", 204

    @routes.get(f"{base}/groups")
    def list_groups(version: str, kind: str) -> Response:
        groups = service.groups[known_kind(kind)]
        return jsonify({"results": [_group(name, label) for name, label in groups.items()]})

    @routes.delete(f"{base}/groups/<name>")
    def delete_group(version: str, kind: str, name: str) -> tuple[str, int]:
        kind = known_kind(kind)
        if name not in service.groups[kind]:
            raise HubSpotError(404, "OBJECT_NOT_FOUND", f"There is no property group {name}")
        if any(one.group == name for one in service.definitions[kind].values()):
            raise bad_request(f"The group {name} has properties and cannot be archived")
        del service.groups[kind][name]
        return "", 204

    @routes.post(f"{base}/groups")
    def create_group(version: str, kind: str) -> tuple[Response, int]:
        kind, body = known_kind(kind), json_object()
        name, label = str(body.get("name") or ""), str(body.get("label") or "")
        if not _NAME.fullmatch(name) or not label:
            raise bad_request("Invalid input JSON: a group needs a name and a label")
        with account.store.lock:
            if name in service.groups[kind]:
                raise HubSpotError(
                    409, "OBJECT_ALREADY_EXISTS", f"A property group named '{name}' already exists."
                )
            service.groups[kind][name] = label
        return jsonify(_group(name, label)), 201


def _group(name: str, label: str) -> dict[str, Any]:
    return {"name": name, "label": label, "displayOrder": -1, "archived": False}


def _owner(owner: OwnerRow, since: str) -> dict[str, Any]:
    first, _, last = owner.name.partition(" ")
    return {
        "id": owner.id,
        "email": owner.email,
        "type": "PERSON",
        "firstName": first,
        "lastName": last,
        "userId": int(owner.id) + 1000,
        "createdAt": since,
        "updatedAt": since,
        "archived": False,
        "teams": [{"id": str(sum(map(ord, owner.team))), "name": owner.team, "primary": True}],
    }


def _pipeline(pipeline: Pipeline, order: int) -> dict[str, Any]:
    return {
        "id": pipeline.id,
        "label": pipeline.label,
        "displayOrder": order,
        "archived": False,
        "stages": [
            {
                "id": stage.id,
                "label": stage.label,
                "displayOrder": k,
                "archived": False,
                "metadata": {"isClosed": str(stage.closed).lower(), "probability": str(stage.probability)},
            }
            for k, stage in enumerate(pipeline.stages)
        ],
    }


def register(routes: Blueprint, account: HubSpotAccount) -> None:
    """Add the routes for the account itself, properties, owners and pipelines of ``account``."""
    _register_properties(routes, account)
    owners = sorted(account.world.owners, key=lambda owner: int(owner.id))
    since = stamp(account.world.now)

    @routes.get("/account-info/<version>/details")
    def account_details(version: str) -> Response:
        return jsonify(
            {"portalId": account.portal_id, "accountType": "STANDARD", "timeZone": "Europe/Berlin"}
        )

    @routes.get("/crm/owners/<version>")
    def list_owners(version: str) -> Response:
        size, after = page_bounds(request.args.get("limit"), request.args.get("after"), usual=100, most=500)
        email = request.args.get("email", "").casefold()
        rest = [o for o in owners if int(o.id) > after and email in ("", o.email)]
        body: dict[str, Any] = {"results": [_owner(owner, since) for owner in rest[:size]]}
        if len(rest) > size:
            body["paging"] = {"next": {"after": rest[size - 1].id}}
        if account.faults.take("repeated_cursor", request.method, request.path) is not None:
            body["paging"] = {"next": {"after": str(after)}}
        return jsonify(body)

    @routes.get("/crm/owners/<version>/<owner_id>")
    def read_owner(version: str, owner_id: str) -> Response:
        for owner in owners:
            if owner.id == owner_id:
                return jsonify(_owner(owner, since))
        raise HubSpotError(404, "OBJECT_NOT_FOUND", f"There is no owner {owner_id}")

    @routes.get("/crm/pipelines/<version>/<kind>")
    def list_pipelines(version: str, kind: str) -> Response:
        if known_kind(kind) != "deals":
            return jsonify({"results": []})
        return jsonify({"results": [_pipeline(pipeline, k) for k, pipeline in enumerate(PIPELINES)]})

    @routes.get("/crm/pipelines/<version>/<kind>/<pipeline_id>")
    def read_pipeline(version: str, kind: str, pipeline_id: str) -> Response:
        for k, pipeline in enumerate(PIPELINES):
            if pipeline.id == pipeline_id and known_kind(kind) == "deals":
                return jsonify(_pipeline(pipeline, k))
        raise HubSpotError(404, "OBJECT_NOT_FOUND", f"There is no pipeline {pipeline_id}")
