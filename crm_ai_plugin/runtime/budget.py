"""Call budget of a CRM account, shared by every process through Redis."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache

from limits import RateLimitItem, RateLimitItemPerSecond
from limits.storage import RedisStorage
from limits.strategies import MovingWindowRateLimiter
from redis import Redis
from redis.exceptions import RedisError

from ..errors import RateLimitedError, RetryableError

DEFAULT_LIMIT = (100, 10)
"""(calls, seconds) of a group that the connection says nothing about: what the strictest CRM we know allows."""

MAX_WAIT_S = 2.0
"""Longer than this a worker does something else instead of waiting."""


@dataclass(frozen=True)
class RedisBudget:
    """Exact moving windows per account and group; implements :class:`~crm_ai_plugin.ports.connector.Budget`."""

    redis: Redis
    limiter: MovingWindowRateLimiter
    account: str
    limits: Mapping[str, tuple[int, int]]
    max_wait_s: float = MAX_WAIT_S

    def take(self, group: str, cost: int = 1) -> None:
        """Take `cost` calls of `group`, waiting at most `max_wait_s` seconds in all.

        Raises:
            RateLimitedError: with the seconds after which it makes sense to come back.
            RetryableError: nobody can say what is left of the budget.
        """
        deadline = time.monotonic() + self.max_wait_s
        while wait := self._asked(group, cost):
            if time.monotonic() + wait > deadline:
                raise RateLimitedError(
                    "the CRM's call budget is used up for the moment", code="budget", retry_after=wait
                )
            time.sleep(wait)

    def punish(self, retry_after: float) -> None:
        """Let nobody call this account for `retry_after` seconds: the CRM said 429."""
        # Without a budget to tell, the answer of the CRM itself has to do.
        with suppress(RedisError):
            self.redis.set(self._pause_key, "1", px=max(1, int(retry_after * 1000)))

    @property
    def _pause_key(self) -> str:
        return f"crm-ai:budget:{self.account}:pause"

    def _asked(self, group: str, cost: int) -> float:
        try:
            return self._wait_for(group, cost)
        except RedisError as error:
            raise RetryableError(
                "the shared call budget can't be reached", code="budget_unreachable"
            ) from error

    def _wait_for(self, group: str, cost: int) -> float:
        """Seconds to wait; 0 when the calls were taken."""
        pause_ms = int(self.redis.pttl(self._pause_key))
        if pause_ms > 0:
            return pause_ms / 1000
        item = _item(*self.limits.get(group, DEFAULT_LIMIT))
        if self.limiter.hit(item, self.account, group, cost=cost):
            return 0.0
        reset = self.limiter.get_window_stats(item, self.account, group).reset_time
        return max(0.02, reset - time.time())


def redis_budget(
    redis: Redis, account: str, limits: Mapping[str, tuple[int, int]], max_wait_s: float = MAX_WAIT_S
) -> RedisBudget:
    """Return the budget of one CRM account; `limits` are (calls, seconds) by group."""
    # The URL only chooses the dialect; calls go through the pool we already have.
    storage = RedisStorage("redis://", connection_pool=redis.connection_pool, key_prefix="crm-ai:limits")
    limiter = MovingWindowRateLimiter(storage)
    return RedisBudget(redis, limiter, account, limits, max_wait_s)


@cache
def _item(calls: int, seconds: int) -> RateLimitItem:
    return RateLimitItemPerSecond(calls, seconds)
