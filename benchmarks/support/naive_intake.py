"""The other side of the intake comparison: a minimal Flask view that enqueues one RQ job per event.

It checks no signature and keeps nothing on disk, so every difference in what is done favours it.
"""

from __future__ import annotations

import os

from flask import Flask, request
from redis import Redis
from rq import Queue


def handle(event: dict[str, object]) -> None:
    """What a worker would do; never called here."""


def application() -> Flask:
    """Return the app; CRM_AI_REDIS_URL says where the queue is."""
    app = Flask(__name__)
    queue = Queue("naive", connection=Redis.from_url(os.environ["CRM_AI_REDIS_URL"]))

    @app.get("/healthz")
    def healthz() -> str:
        return "ok"

    @app.post("/webhooks/hubspot")
    def hubspot() -> tuple[str, int]:
        for event in request.get_json():
            queue.enqueue(handle, event)
        return "", 200

    return app
