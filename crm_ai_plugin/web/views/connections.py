"""``/api/ai/connections``: which CRMs there are, how their records are kept in step, and asking for it now."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response

from ...ports.selection import Selection
from ..auth import Principal
from ..connection_models import (
    ChoicesOut,
    ConnectionOut,
    ConnectionsOut,
    DisconnectedOut,
    DisconnectQuery,
    SyncIn,
)
from ..operation import Answer, Operation, operation
from ..state import services, state

TAGS = ("connections",)

blueprint = Blueprint("connections", __name__, url_prefix="/api/ai/connections")


@blueprint.get("")
@operation(
    Operation(
        "Connections and how they are kept in step",
        tags=TAGS,
        answers={200: Answer("All of the workspace, by key.", ConnectionsOut)},
        problems=(401, 403, 503),
    )
)
def connections(principal: Principal) -> Response:
    """List the connections."""
    principal.require_key()
    return _json({"items": list(services().connection_report.all(principal.workspace))}, 200)


@blueprint.get("/<key>")
@operation(
    Operation(
        "One connection and how far its sync is",
        tags=TAGS,
        answers={200: Answer("The connection.", ConnectionOut)},
        problems=(401, 403, 404, 503),
    )
)
def connection(key: str, principal: Principal) -> Response:
    """Return a connection."""
    principal.require_key()
    return _json(services().connection_report.one(principal.workspace, key), 200)


@blueprint.get("/<key>/choices")
@operation(
    Operation(
        "What can be read and written through a connection; asks the CRM",
        role="admin",
        tags=TAGS,
        answers={200: Answer("What there is, and what was chosen.", ChoicesOut)},
        problems=(401, 403, 404, 409, 422, 502, 503),
    )
)
def choices(key: str, principal: Principal) -> Response:
    """List what can be chosen."""
    principal.require_key()
    found = services().selecting.offered(principal.workspace, key)
    return Response(ChoicesOut.model_validate(found).model_dump_json(), content_type="application/json")


@blueprint.put("/<key>/selection")
@operation(
    Operation(
        "Choose what is read and written; what is left out goes, and what is new is read",
        role="admin",
        tags=TAGS,
        body=Selection,
        body_required=True,
        answers={200: Answer("The connection.", ConnectionOut)},
        problems=(400, 401, 403, 404, 413, 415, 422, 502, 503),
    )
)
def choose(key: str, principal: Principal, body: Selection) -> Response:
    """Keep a choice."""
    principal.require_key()
    services().selecting.choose(principal.workspace, key, body, by=principal.actor)
    return _json(services().connection_report.one(principal.workspace, key), 200)


@blueprint.post("/<key>/sync")
@operation(
    Operation(
        "Ask for a sync",
        role="manager",
        tags=TAGS,
        body=SyncIn,
        answers={202: Answer("Workers do it; `Location` says how far it is.", ConnectionOut)},
        problems=(400, 401, 403, 404, 413, 415, 422, 502, 503),
    )
)
def sync(key: str, principal: Principal, body: SyncIn) -> Response:
    """Ask for a sync."""
    principal.require_key()
    services().ask_sync(principal.workspace, key, full=body.full, accept_loss=body.accept_loss)
    response = _json(services().connection_report.one(principal.workspace, key), 202)
    response.headers["Location"] = state().path("api", "ai", "connections", key)
    response.headers["Retry-After"] = "2"
    return response


@blueprint.delete("/<key>")
@operation(
    Operation(
        "Disconnect a CRM; its records stay",
        role="admin",
        tags=TAGS,
        query=DisconnectQuery,
        answers={200: Answer("Access is revoked and forgotten.", DisconnectedOut)},
        problems=(401, 403, 404, 422, 502, 503),
    )
)
def disconnect(key: str, principal: Principal, query: DisconnectQuery) -> Response:
    """End a connection."""
    principal.require_key()
    ended = services().disconnecting.run(principal.workspace, key, by=principal.actor, undo=query.undo)
    return _json(asdict(ended), 200)


def _json(body: Any, status: int) -> Response:  # noqa: ANN401  # any JSON
    return Response(json.dumps(body, ensure_ascii=False), status=status, content_type="application/json")
