"""Control over HTTP, under ``/__sandbox``: the actions of :class:`SalesforceControl` for other processes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, jsonify, request

from crm_ai_plugin.testing.sandbox.control_routes import shared_control_routes
from crm_ai_plugin.testing.sandbox.salesforce.control import SalesforceControl
from crm_ai_plugin.testing.sandbox.salesforce.errors import SalesforceError, bad_request
from crm_ai_plugin.testing.sandbox.salesforce.values import parse_datetime
from crm_ai_plugin.testing.sandbox.state import Record

__all__ = ["control_blueprint"]


def _body() -> dict[str, Any]:
    found = request.get_json(force=True, silent=True) if request.get_data() else {}
    if not isinstance(found, dict):
        raise bad_request("JSON_PARSER_ERROR", "the body must be a JSON object")
    return found


def _time(body: dict[str, Any], key: str) -> datetime | None:
    value = body.pop(key, None)
    try:
        return parse_datetime(str(value)) if value is not None else None
    except (ValueError, OverflowError):
        raise bad_request("INVALID_INPUT", f"{key} is no time: {value!r}") from None


def control_blueprint(control: SalesforceControl) -> Blueprint:
    """The routes under ``/__sandbox``; bodies are JSON objects with the arguments of the methods."""
    routes = shared_control_routes(control, control.state, _body)
    org = control.org

    def shown(record: Record) -> dict[str, Any]:
        kind = org.schema.sobject(record.kind)
        return org.reader.json(record, [(name,) for name in kind.fields], org.versions[-1])

    @routes.errorhandler(SalesforceError)
    def answer_error(problem: SalesforceError) -> tuple[Response, int]:
        return jsonify(problem.body), problem.status

    @routes.post("/deals/<deal_id>/change")
    def change_deal(deal_id: str) -> Response:
        return jsonify(shown(control.change_deal(deal_id, _body())))

    @routes.post("/objects/<kind>/<record_id>/change")
    def change_record(kind: str, record_id: str) -> Response:
        return jsonify(shown(control.change(kind, record_id, _body())))

    @routes.post("/objects/<kind>")
    def create_record(kind: str) -> tuple[Response, int]:
        return jsonify(shown(control.create(kind, _body()))), 201

    @routes.delete("/objects/<kind>/<record_id>")
    def delete_record(kind: str, record_id: str) -> tuple[str, int]:
        control.delete(kind, record_id)
        return "", 204

    @routes.post("/refuse")
    def refuse() -> tuple[str, int]:
        asked = _body()
        if "fields" in asked:
            asked["fields"] = tuple(asked["fields"])
        control.refuse(**asked)
        return "", 204

    @routes.post("/tokens/expire")
    def expire() -> tuple[str, int]:
        org.tokens.expire_access()
        return "", 204

    @routes.post("/tokens/uninstall")
    def uninstall() -> tuple[str, int]:
        org.tokens.uninstall()
        org.installed = False
        return "", 204

    @routes.post("/org")
    def switch() -> Response:
        asked = _body()
        if "installed" in asked:
            org.installed = bool(asked["installed"])
        if "daily_limit" in asked:
            org.allowance.daily_limit = int(asked["daily_limit"])
        if "package" in asked:
            (org.schema.install_package if asked["package"] else org.schema.uninstall_package)()
        return jsonify(control.state())

    _add_activity_routes(routes, control, shown)
    return routes


def _add_activity_routes(
    routes: Blueprint, control: SalesforceControl, shown: Callable[[Record], dict[str, Any]]
) -> None:
    @routes.post("/deals/<deal_id>/email")
    def email(deal_id: str) -> tuple[Response, int]:
        body = _body()
        at = _time(body, "at")
        return jsonify(shown(control.add_email(deal_id, at=at, **{"subject": "", "text": "", **body}))), 201

    @routes.post("/deals/<deal_id>/note")
    def note(deal_id: str) -> tuple[Response, int]:
        return jsonify(shown(control.add_note(deal_id, **{"html": "", **_body()}))), 201

    @routes.post("/deals/<deal_id>/meeting")
    def meeting(deal_id: str) -> tuple[Response, int]:
        body = _body()
        start = _time(body, "start")
        return jsonify(shown(control.add_meeting(deal_id, start=start, **{"title": "Meeting", **body}))), 201

    @routes.post("/deals/<deal_id>/call")
    def call(deal_id: str) -> tuple[Response, int]:
        return jsonify(shown(control.add_call(deal_id, **{"title": "Call", "body": "", **_body()}))), 201

    @routes.post("/deals/<deal_id>/task")
    def task(deal_id: str) -> tuple[Response, int]:
        body = _body()
        due = _time(body, "due")
        return jsonify(shown(control.add_task(deal_id, due=due, **{"subject": "Task", **body}))), 201
