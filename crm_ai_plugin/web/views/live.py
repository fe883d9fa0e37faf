"""``/ws`` and ``/api/live``: what changed, told at once or when asked for."""

from __future__ import annotations

import threading
import time
from urllib.parse import urlsplit

from flask import Blueprint, Response, request

from .. import browser_session, problems
from ..auth import Principal
from ..live.handoff import Handoff, can_hand_off
from ..live.seeing import may_see
from ..live_models import LiveOut, LiveQuery
from ..operation import Answer, Operation, operation
from ..state import services, state

TAGS = ("live",)
LOOK_EVERY_S = 0.5
WAITING = threading.BoundedSemaphore(4)
"""Who waits holds a thread of the server: more than that are answered at once, and ask again."""

blueprint = Blueprint("live", __name__)


@blueprint.get("/ws", websocket=True)
@blueprint.get("/ws")  # a plain request is told what this is
@operation(
    Operation(
        "Live updates over a WebSocket; the first message says who listens",
        tags=TAGS,
        access="browser",
        answers={101: Answer("The connection is a WebSocket now.", media_types=())},
        problems=(400, 403, 426, 501, 503),
    )
)
def websocket() -> Response:
    """Hand the connection over."""
    if "websocket" not in request.headers.get("Upgrade", "").lower():
        return problems.problem(
            426, "upgrade_required", "This is a WebSocket.", headers={"Upgrade": "websocket"}
        )
    if not _is_own(request.headers.get("Origin")):
        return problems.problem(403, "origin_foreign", "This page is another site's.")
    if request.headers.get("Sec-WebSocket-Version") != "13" or "Sec-WebSocket-Key" not in request.headers:
        return problems.problem(400, "websocket_malformed", "This is no WebSocket handshake.")
    if not can_hand_off(request.environ):
        return problems.problem(
            501,
            "websocket_unavailable",
            "This server keeps its sockets.",
            hint="GET /api/live tells the same",
        )
    hub = state().hub()
    if hub.is_full:
        return problems.problem(
            503, "live_full", "There are too many live connections.", headers={"Retry-After": "30"}
        )
    return Handoff(hub, browser_session.unchanged())


@blueprint.get("/api/live")
@operation(
    Operation(
        "What changed since an event, for whom no WebSocket gets through",
        tags=TAGS,
        query=LiveQuery,
        by_crm=True,
        answers={200: Answer("Oldest first; `resync` means: fetch everything again.", LiveOut)},
        problems=(401, 403, 422, 503),
    )
)
def poll(principal: Principal, query: LiveQuery) -> Response:
    """Return events, waiting for the first of them for a while."""
    topics = [one for one in query.topics.split(",") if one] or ["insight", "job", "sync"]
    waits = query.wait > 0 and WAITING.acquire(blocking=False)
    try:
        ends = time.monotonic() + (query.wait if waits else 0)
        while True:
            missed = services().live.since(principal.workspace, query.since)
            told = [one for one in missed.events if one.is_about(topics) and may_see(principal, one)]
            if told or missed.resync or query.since is None or time.monotonic() >= ends:
                break
            time.sleep(min(LOOK_EVERY_S, max(0.0, ends - time.monotonic())))
    finally:
        if waits:
            WAITING.release()
    out = LiveOut.model_validate(
        {"events": [one.to_json() for one in told], "at": missed.at, "resync": missed.resync}
    )
    return Response(out.model_dump_json(), content_type="application/json")


def _is_own(origin: str | None) -> bool:
    """Return whether a page may connect: one of ours, or no page at all."""
    if origin is None:
        return True
    public, given = urlsplit(services().settings.public_url), urlsplit(origin)
    # No page can choose the host that a browser names.
    return (given.scheme, given.netloc) == (public.scheme, public.netloc) or given.netloc == request.host
