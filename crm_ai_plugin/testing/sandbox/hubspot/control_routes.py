"""Control over HTTP, under ``/__sandbox``: the actions of :class:`SandboxControl` for other processes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, jsonify

from crm_ai_plugin.testing.sandbox.control_routes import shared_control_routes
from crm_ai_plugin.testing.sandbox.hubspot.body import json_object
from crm_ai_plugin.testing.sandbox.hubspot.control import SandboxControl
from crm_ai_plugin.testing.sandbox.hubspot.errors import HubSpotError, bad_request
from crm_ai_plugin.testing.sandbox.hubspot.service import known_kind
from crm_ai_plugin.testing.sandbox.hubspot.values import parse_time
from crm_ai_plugin.testing.sandbox.hubspot.views import object_json
from crm_ai_plugin.testing.sandbox.state import Record

__all__ = ["control_blueprint"]


def _made(record: Record) -> tuple[Response, int]:
    return jsonify(object_json(record, list(record.properties))), 201


def _time(body: dict[str, Any], key: str) -> datetime | None:
    value = body.pop(key, None)
    try:
        return parse_time(str(value)) if value is not None else None
    except (ValueError, OverflowError):
        raise bad_request(f"{key} is no time: {value!r}") from None


def control_blueprint(control: SandboxControl) -> Blueprint:
    """The routes under ``/__sandbox``; bodies are JSON objects with the arguments of the methods."""
    routes = shared_control_routes(control, control.state, json_object)

    @routes.errorhandler(HubSpotError)
    def answer_error(problem: HubSpotError) -> tuple[Response, int]:
        return jsonify(problem.body), problem.status

    @routes.post("/deals/<deal_id>/change")
    def change_deal(deal_id: str) -> Response:
        record = control.change_deal(deal_id, json_object())
        return jsonify(object_json(record, list(record.properties)))

    @routes.post("/objects/<kind>/<record_id>/change")
    def change_record(kind: str, record_id: str) -> Response:
        record = control.change(known_kind(kind), record_id, json_object())
        return jsonify(object_json(record, list(record.properties)))

    @routes.delete("/objects/<kind>/<record_id>")
    def delete_record(kind: str, record_id: str) -> tuple[str, int]:
        control.delete(known_kind(kind), record_id)
        return "", 204

    @routes.post("/contacts/<contact_id>/privacy-delete")
    def erase(contact_id: str) -> tuple[str, int]:
        control.erase_contact(contact_id)
        return "", 204

    @routes.post("/tokens/expire")
    def expire() -> tuple[str, int]:
        control.account.tokens.expire_access()
        return "", 204

    @routes.post("/tokens/uninstall")
    def uninstall() -> tuple[str, int]:
        control.account.uninstall()
        return "", 204

    _add_activity_routes(routes, control)
    return routes


def _add_activity_routes(routes: Blueprint, control: SandboxControl) -> None:
    @routes.post("/deals/<deal_id>/email")
    def email(deal_id: str) -> tuple[Response, int]:
        body = json_object()
        at = _time(body, "at")
        return _made(control.add_email(deal_id, at=at, **{"subject": "", "text": "", **body}))

    @routes.post("/deals/<deal_id>/note")
    def note(deal_id: str) -> tuple[Response, int]:
        body = json_object()
        at = _time(body, "at")
        return _made(control.add_note(deal_id, str(body.get("html", "")), at=at))

    @routes.post("/deals/<deal_id>/meeting")
    def meeting(deal_id: str) -> tuple[Response, int]:
        body = json_object()
        start = _time(body, "start")
        return _made(control.add_meeting(deal_id, start=start, **{"title": "Meeting", **body}))

    @routes.post("/deals/<deal_id>/call")
    def call(deal_id: str) -> tuple[Response, int]:
        body = json_object()
        at = _time(body, "at")
        return _made(control.add_call(deal_id, at=at, **{"title": "Call", "body": "", **body}))

    @routes.post("/deals/<deal_id>/task")
    def task(deal_id: str) -> tuple[Response, int]:
        body = json_object()
        due = _time(body, "due")
        return _made(control.add_task(deal_id, due=due, **{"subject": "Task", **body}))
