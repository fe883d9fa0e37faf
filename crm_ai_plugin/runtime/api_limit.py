"""How much of our own HTTP API one key may use, counted over all processes through Redis."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

import structlog
from redis import Redis
from redis.exceptions import RedisError

from .sliding_window import Room, SlidingWindow

log = structlog.get_logger(__name__)

MINUTE_S = 60


@dataclass(frozen=True)
class ApiLimit:
    """An exact window per key."""

    window: SlidingWindow

    @property
    def most(self) -> int:
        """Requests in any minute."""
        return self.window.requests

    @property
    def seconds(self) -> int:
        """Length of the window."""
        return int(self.window.seconds)

    def take(self, credential: str) -> Room:
        """Count one request of whoever sent `credential`.

        Without Redis everything is let in: what the API reads is in the database, and reading it does no harm.
        """
        # Redis is not told the key itself.
        whose = hashlib.sha256(credential.encode(errors="replace")).hexdigest()[:32]
        try:
            return self.window.take(whose, secrets.token_hex(8))
        except RedisError as error:
            log.warning("api_limit_unreachable", error=type(error).__name__)
            return Room(taken=True, requests_left=self.most, cost_left=0, wait_s=0.0)


def api_limit(redis: Redis, per_minute: int) -> ApiLimit:
    """Return the limit of `per_minute` requests for each key."""
    return ApiLimit(SlidingWindow(redis, "api", seconds=MINUTE_S, requests=per_minute))
