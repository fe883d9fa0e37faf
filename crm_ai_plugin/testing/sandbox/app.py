"""The Flask application of the sandbox: a vendor's face, control endpoints and pages."""

from __future__ import annotations

import socket
import time
from typing import Any

from flask import Flask, Response, g, jsonify, request
from werkzeug.exceptions import HTTPException

from crm_ai_plugin.testing.sandbox.clock import stamp
from crm_ai_plugin.testing.sandbox.control import SandboxControl
from crm_ai_plugin.testing.sandbox.control_routes import control_blueprint
from crm_ai_plugin.testing.sandbox.hubspot import hubspot_blueprint
from crm_ai_plugin.testing.sandbox.hubspot.schema import kind_of
from crm_ai_plugin.testing.sandbox.pages import pages_blueprint
from crm_ai_plugin.testing.sandbox.requestlog import RequestEntry

__all__ = ["create_sandbox_app"]

_READING_POSTS = ("/read", "/search", "/token", "/introspect")
_OWN_PATHS = ("/__sandbox", "/sandbox", "/contacts/")


def create_sandbox_app(control: SandboxControl) -> Flask:
    """An application that serves one sandbox account.

    Args:
        control: The handle over the account's records, faults and webhooks.
    """
    app = Flask(__name__)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    account = control.account
    app.register_blueprint(hubspot_blueprint(account))
    app.register_blueprint(control_blueprint(control))
    app.register_blueprint(pages_blueprint(account))

    @app.before_request
    def begin() -> None:
        g.begun = time.monotonic()
        if _is_own(request.path):
            return
        wait = account.faults.latency_ms
        slow = account.faults.take("latency", request.method, request.path)
        wait += slow.ms if slow is not None else 0
        if wait:
            time.sleep(wait / 1000)

    @app.after_request
    def finish(response: Response) -> Response:
        if _is_own(request.path):
            return response
        control.requests.add(_entry(response, stamp(account.clock.now())))
        if account.faults.take("drop_response", request.method, request.path) is not None:
            _hang_up()
        elif (
            response.is_json
            and account.faults.take("malformed_json", request.method, request.path) is not None
        ):
            data = response.get_data()
            response.set_data(data[: max(1, len(data) // 2)])
        left = account.faults.remaining()
        if left is not None:
            response.headers["X-HubSpot-RateLimit-Remaining"] = str(left)
            response.headers["X-HubSpot-RateLimit-Interval-Milliseconds"] = "10000"
        return response

    @app.errorhandler(404)
    def no_such_path(problem: HTTPException) -> tuple[Response, int]:
        return jsonify({"status": "error", "message": "resource not found", "category": "NOT_FOUND"}), 404

    @app.errorhandler(405)
    def no_such_method(problem: HTTPException) -> tuple[Response, int]:
        return jsonify({"status": "error", "message": "method not allowed", "category": "NOT_FOUND"}), 405

    return app


def _is_own(path: str) -> bool:
    return path.startswith(_OWN_PATHS)


def _entry(response: Response, at: str) -> RequestEntry:
    reading = request.method == "GET" or request.path.endswith(_READING_POSTS)
    body: Any = request.get_json(silent=True)
    if body is None and request.form:
        body = {key: "***" if "secret" in key or "token" in key else v for key, v in request.form.items()}
    return RequestEntry(
        at=at,
        method=request.method,
        path=request.full_path.rstrip("?"),
        endpoint=f"{request.method} {_pattern()}",
        status=response.status_code,
        write=not reading,
        duration_ms=round((time.monotonic() - g.begun) * 1000, 3),
        body=body,
    )


def _pattern() -> str:
    """The route with object types named and ids left open: ``/crm/objects/{v}/deals/{record_id}``."""
    if request.url_rule is None:
        return request.path
    rule = request.url_rule.rule.replace("<version>", "{v}").replace("<int:", "<")
    for name, value in (request.view_args or {}).items():
        named = kind_of(str(value)) if name in ("kind", "to_kind") else None
        rule = rule.replace(f"<{name}>", named or f"{{{name}}}")
    return rule


def _hang_up() -> None:
    # The write has been applied; the caller loses the connection instead of getting the answer.
    connection = request.environ.get("werkzeug.socket")
    if isinstance(connection, socket.socket):
        connection.shutdown(socket.SHUT_RDWR)
