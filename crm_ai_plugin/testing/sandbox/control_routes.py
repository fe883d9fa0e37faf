"""Control over HTTP that every face has, under ``/__sandbox``: state, requests, faults, deliveries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, fields
from typing import Any

from flask import Blueprint, Response, jsonify, request

from crm_ai_plugin.testing.sandbox.control import Control
from crm_ai_plugin.testing.sandbox.faults import Fault
from crm_ai_plugin.testing.sandbox.sender import SendOptions

__all__ = ["shared_control_routes"]

Body = Callable[[], dict[str, Any]]


def _options_json(options: SendOptions) -> dict[str, Any]:
    shown = asdict(options)
    for name, value in shown.items():
        if name in ("secret", "session_id"):
            shown[name] = "***" if value else ""
        elif isinstance(value, frozenset):
            shown[name] = sorted(value)
    return shown


def shared_control_routes(control: Control, state: Callable[[], dict[str, Any]], body: Body) -> Blueprint:
    """A blueprint under ``/__sandbox`` to which a face adds its own actions.

    Args:
        control: The handle.
        state: What ``GET /__sandbox/state`` answers.
        body: Reads the JSON object of the request, refusing others in the face's way.
    """
    routes = Blueprint("control", __name__, url_prefix="/__sandbox")

    @routes.errorhandler(TypeError)
    @routes.errorhandler(ValueError)
    def answer_misuse(problem: Exception) -> tuple[Response, int]:
        return jsonify({"status": "error", "message": str(problem)}), 400

    @routes.get("/state")
    def present_state() -> Response:
        return jsonify(state())

    @routes.get("/requests")
    def requests_made() -> Response:
        return jsonify(control.requests.as_json())

    @routes.delete("/requests")
    def forget_requests() -> tuple[str, int]:
        control.requests.clear()
        return "", 204

    @routes.get("/faults")
    def faults() -> Response:
        return jsonify(control.faults.as_json())

    @routes.post("/faults")
    def add_fault() -> tuple[Response, int]:
        asked = body()
        for steady in ("latency_ms", "budget_per_10s"):
            if steady in asked:
                value = asked.pop(steady)
                setattr(control.faults, steady, None if value is None else int(value))
        if asked:
            control.add_fault(Fault(**asked))
        return jsonify(control.faults.as_json()), 201

    @routes.delete("/faults")
    def clear_faults() -> tuple[str, int]:
        control.clear_faults()
        return "", 204

    _add_webhook_routes(routes, control, body)
    return routes


def _add_webhook_routes(routes: Blueprint, control: Control, body: Body) -> None:
    known = {field.name for field in fields(control.webhooks.options)}

    @routes.get("/webhooks")
    def options() -> Response:
        return jsonify(_options_json(control.webhooks.options))

    @routes.post("/webhooks")
    def configure() -> Response:
        asked = body()
        unknown = sorted(set(asked) - known)
        if unknown:
            raise ValueError(
                f"unknown webhook options: {', '.join(unknown)}; known: {', '.join(sorted(known))}"
            )
        for name in ("properties", "objects"):
            if asked.get(name) is not None:
                asked[name] = frozenset(asked[name])
        if "retries_s" in asked:
            asked["retries_s"] = tuple(float(wait) for wait in asked["retries_s"])
        return jsonify(_options_json(control.webhooks.configure(**asked)))

    @routes.get("/webhooks/deliveries")
    def deliveries() -> Response:
        return jsonify({"deliveries": [asdict(delivery) for delivery in control.webhooks.deliveries()]})

    @routes.post("/webhooks/flush")
    def flush() -> Response:
        return jsonify({"idle": control.webhooks.flush(float(request.args.get("timeout", 10)))})

    @routes.post("/webhooks/redeliver")
    def redeliver() -> Response:
        last = request.args.get("last")
        return jsonify({"queued": control.webhooks.redeliver(None if last is None else int(last))})
