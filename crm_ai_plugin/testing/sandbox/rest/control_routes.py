"""Control over HTTP, under ``/__sandbox``: the actions of :class:`KontorControl` for other processes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, jsonify, request

from crm_ai_plugin.testing.sandbox.control_routes import shared_control_routes
from crm_ai_plugin.testing.sandbox.rest.control import KontorControl
from crm_ai_plugin.testing.sandbox.rest.errors import KontorError
from crm_ai_plugin.testing.sandbox.rest.views import row
from crm_ai_plugin.testing.sandbox.state import Record

__all__ = ["control_blueprint"]


def control_blueprint(control: KontorControl) -> Blueprint:
    """The routes under ``/__sandbox``; bodies are JSON objects with the arguments of the methods."""
    routes = shared_control_routes(control, control.state, _body)

    @routes.errorhandler(KontorError)
    def answer_error(problem: KontorError) -> tuple[Response, int]:
        return jsonify(problem.body), 400 if problem.status == 200 else problem.status

    @routes.post("/deals/<deal_id>/change")
    def change_deal(deal_id: str) -> Response:
        return jsonify(row(control.change_deal(deal_id, _texts())))

    @routes.post("/objects/<kind>/<record_id>/change")
    def change_record(kind: str, record_id: str) -> Response:
        return jsonify(row(control.change(kind, record_id, _texts())))

    @routes.delete("/objects/<kind>/<record_id>")
    def delete_record(kind: str, record_id: str) -> tuple[str, int]:
        control.delete(kind, record_id)
        return "", 204

    @routes.post("/deals/<deal_id>/email")
    def email(deal_id: str) -> tuple[Response, int]:
        return _made(control.add_email(deal_id, **{"subject": "", "text": "", **_timed("at")}))

    @routes.post("/deals/<deal_id>/call")
    def call(deal_id: str) -> tuple[Response, int]:
        return _made(control.add_call(deal_id, **{"title": "Call", "body": "", **_timed("at")}))

    @routes.post("/deals/<deal_id>/meeting")
    def meeting(deal_id: str) -> tuple[Response, int]:
        return _made(control.add_meeting(deal_id, **{"title": "Meeting", **_timed("start")}))

    @routes.post("/deals/<deal_id>/note")
    def note(deal_id: str) -> tuple[Response, int]:
        return _made(control.add_note(deal_id, **{"text": "", **_body()}))

    @routes.post("/deals/<deal_id>/task")
    def task(deal_id: str) -> tuple[Response, int]:
        return _made(control.add_task(deal_id, **{"subject": "Chore", **_timed("due")}))

    return routes


def _made(record: Record) -> tuple[Response, int]:
    return jsonify(row(record)), 201


def _body() -> dict[str, Any]:
    found = request.get_json(force=True, silent=True) if request.get_data() else {}
    if not isinstance(found, dict):
        raise KontorError("E_RULE", "the body must be a JSON object")
    return found


def _texts() -> dict[str, str]:
    return {name: str(value) for name, value in _body().items()}


def _timed(name: str) -> dict[str, Any]:
    body = _body()
    if name in body:
        body[name] = datetime.fromisoformat(str(body[name]))
    return body
