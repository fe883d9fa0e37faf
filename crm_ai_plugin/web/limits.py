"""How many requests one key may make, and the headers that say how many are left.

`RateLimit-Policy` and `RateLimit` are the field names of the IETF's draft; the three single ones are what its
earlier versions had and most clients read.
"""

from __future__ import annotations

import math

from flask import Flask, Response, g

from ..errors import RateLimitedError
from .services.ground import Room
from .state import services

POLICY = "key"


def count(whose: str) -> None:
    """Count the present request of whoever holds `whose`, which was found to be good.

    Raises:
        RateLimitedError: too many of this key in the last minute.
    """
    room: Room = services().api_limit.take(whose)
    g.rate_room = room
    if not room.taken:
        raise RateLimitedError(
            "too many requests with this key",
            code="too_many_requests",
            retry_after=room.wait_s,
            hint="wait as long as Retry-After says",
        )


def install(app: Flask) -> None:
    """Add the headers to every answer of a request that was counted."""

    @app.after_request
    def add(response: Response) -> Response:
        room: Room | None = g.get("rate_room")
        if room is None:
            return response
        limit = services().api_limit
        reset = math.ceil(room.wait_s)
        response.headers["RateLimit-Policy"] = f'"{POLICY}";q={limit.most};w={limit.seconds}'
        response.headers["RateLimit"] = f'"{POLICY}";r={room.requests_left};t={reset}'
        response.headers["RateLimit-Limit"] = str(limit.most)
        response.headers["RateLimit-Remaining"] = str(room.requests_left)
        response.headers["RateLimit-Reset"] = str(reset)
        return response
