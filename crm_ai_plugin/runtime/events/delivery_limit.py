"""How many webhook deliveries a connection takes, counted over all processes through Redis."""

from __future__ import annotations

import time
from dataclasses import dataclass

import structlog
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import RedisStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from redis import Redis
from redis.exceptions import RedisError

from ...errors import RateLimitedError
from ...privacy import RedisKeys

log = structlog.get_logger(__name__)

KEYS = RedisKeys("crm-ai:deliveries", "how many deliveries came to an address of late", lives="a minute")


@dataclass(frozen=True)
class DeliveryLimit:
    """A sliding window per connection, of two counters each however many come."""

    limiter: SlidingWindowCounterRateLimiter
    item: RateLimitItem

    def take(self, workspace: str, connection: str) -> None:
        """Count one delivery.

        Without Redis nothing is counted and everything let in: a delivery that is refused may be lost, one
        too many costs a row.

        Raises:
            RateLimitedError: with the seconds after which there is room again.
        """
        try:
            if self.limiter.hit(self.item, workspace, connection):
                return
            reset = self.limiter.get_window_stats(self.item, workspace, connection).reset_time
        except RedisError as error:
            log.warning("delivery_limit_unreachable", error=type(error).__name__)
            return
        raise RateLimitedError(
            "too many deliveries for this connection",
            code="too_many_deliveries",
            retry_after=max(1.0, reset - time.time()),
        )


def delivery_limit(redis: Redis, per_minute: int) -> DeliveryLimit:
    """Return the limit of `per_minute` deliveries for each connection."""
    # The URL only chooses the dialect; calls go through the pool we already have.
    storage = RedisStorage("redis://", connection_pool=redis.connection_pool, key_prefix="crm-ai:deliveries")
    return DeliveryLimit(SlidingWindowCounterRateLimiter(storage), RateLimitItemPerMinute(per_minute))
