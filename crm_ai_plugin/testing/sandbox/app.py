"""The Flask application of a sandbox: a vendor's face, and what all faces share around a call."""

from __future__ import annotations

import socket
import time
from typing import Any

from flask import Flask, Response, g, jsonify, request
from werkzeug.exceptions import HTTPException

from crm_ai_plugin.testing.sandbox.clock import stamp
from crm_ai_plugin.testing.sandbox.control import Control
from crm_ai_plugin.testing.sandbox.face import Face
from crm_ai_plugin.testing.sandbox.requestlog import RequestEntry

__all__ = ["create_sandbox_app"]

_OWN_PATHS = ("/__sandbox", "/sandbox")
_HIDDEN = ("secret", "token", "assertion", "verifier", "code")


def create_sandbox_app(control: Control, face: Face) -> Flask:
    """An application that serves one sandbox account.

    Args:
        control: The handle over the account's records, faults and webhooks.
        face: The vendor's routes and ways.
    """
    app = Flask(__name__)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    faults = control.faults
    own_paths = (*_OWN_PATHS, *face.pages)
    for blueprint in face.blueprints:
        app.register_blueprint(blueprint)

    @app.before_request
    def begin() -> None:
        g.begun = time.monotonic()
        if request.path.startswith(own_paths):
            return
        wait = faults.latency_ms
        slow = faults.take("latency", request.method, request.path)
        wait += slow.ms if slow is not None else 0
        if wait:
            time.sleep(wait / 1000)

    @app.after_request
    def finish(response: Response) -> Response:
        if request.path.startswith(own_paths):
            return response
        control.requests.add(_entry(response, face, stamp(control.clock.now())))
        if faults.take("drop_response", request.method, request.path) is not None:
            _hang_up()
        elif response.is_json and faults.take("malformed_json", request.method, request.path) is not None:
            data = response.get_data()
            response.set_data(data[: max(1, len(data) // 2)])
        response.headers.update(face.headers())
        return response

    @app.errorhandler(404)
    @app.errorhandler(405)
    def no_such_path(problem: HTTPException) -> tuple[Response, int]:
        status = problem.code or 404
        return jsonify(face.problem(status)), status

    return app


def _entry(response: Response, face: Face, at: str) -> RequestEntry:
    # A face may know more of a call than its path tells.
    reading = request.method == "GET" or request.path.endswith(face.reading_posts) or bool(g.get("reads"))
    body: Any = request.get_json(silent=True)
    if body is None and request.form:
        body = {
            key: "***" if any(word in key for word in _HIDDEN) else value
            for key, value in request.form.items()
        }
    return RequestEntry(
        at=at,
        method=request.method,
        path=request.full_path.rstrip("?"),
        endpoint=f"{request.method} {face.pattern(request)}",
        status=response.status_code,
        write=not reading,
        duration_ms=round((time.monotonic() - g.begun) * 1000, 3),
        body=body,
    )


def _hang_up() -> None:
    # The write has been applied; the caller loses the connection instead of getting the answer.
    connection = request.environ.get("werkzeug.socket")
    if isinstance(connection, socket.socket):
        connection.shutdown(socket.SHUT_RDWR)
