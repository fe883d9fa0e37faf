"""Exact limits over any window of time, shared by all processes through Redis.

One entry per request is kept with what it costs, and one script decides: so there is no moment at which two
processes both take the last place, and no boundary between two minutes at which twice as much gets through.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from redis import Redis

from ..privacy import RedisKeys

MICRO = 1_000_000
KEYS = RedisKeys("crm-ai:window:", "calls of late, by name of the limit and of the key", lives="minutes")

# Times are microseconds, which fit a double; the server's clock is the one that all processes share.
_TAKE = """
local key, costs = KEYS[1], KEYS[2]
local now, window = tonumber(ARGV[1]), tonumber(ARGV[2])
local most_requests, most_cost, id, cost = tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5], tonumber(ARGV[6])
if now == 0 then
  local time = redis.call('TIME')
  now = time[1] * 1000000 + time[2]
end
for _, old in ipairs(redis.call('ZRANGEBYSCORE', key, '-inf', now - window)) do
  redis.call('HDEL', costs, old)
  redis.call('ZREM', key, old)
end
local requests, spent = redis.call('ZCARD', key), 0
if most_cost > 0 then
  for _, each in ipairs(redis.call('HVALS', costs)) do spent = spent + each end
end
local function fits() return requests < most_requests and (most_cost == 0 or spent + cost <= most_cost) end
if fits() then
  redis.call('ZADD', key, now, id)
  if most_cost > 0 then redis.call('HSET', costs, id, cost) end
  local life = math.ceil(window / 1000)
  redis.call('PEXPIRE', key, life)
  redis.call('PEXPIRE', costs, life)
  local first = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')
  return {1, requests + 1, spent + cost, first[2] + window - now}
end
local taken, was_spent, wait = requests, spent, window
for _, each in ipairs(redis.call('ZRANGE', key, 0, -1)) do
  requests = requests - 1
  if most_cost > 0 then spent = spent - (redis.call('HGET', costs, each) or 0) end
  if fits() then
    wait = redis.call('ZSCORE', key, each) + window - now
    break
  end
end
return {0, taken, was_spent, wait}
"""
_SETTLE = """
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 then redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) end
"""


@dataclass(frozen=True)
class Room:
    """What a window said.

    Attributes:
        taken: Whether the request was let in.
        requests_left: How many more would be.
        cost_left: How much more would be.
        wait_s: Seconds until there is room for this one, or, when it was let in, until the window gives some back.
    """

    taken: bool
    requests_left: int
    cost_left: int
    wait_s: float


class SlidingWindow:
    """At most so many requests, and so much cost, in any `seconds`.

    Args:
        redis: Where it is kept.
        name: Of the kind of limit.
        seconds: Length of the window.
        requests: Most requests in it.
        cost: Most cost in it; 0 when only requests are counted.
        clock: What time it is; Redis's own clock when None.
    """

    def __init__(
        self,
        redis: Redis,
        name: str,
        *,
        seconds: float,
        requests: int,
        cost: int = 0,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self.seconds = seconds
        self.requests = requests
        self.cost = cost
        self._redis = redis
        self._name = name
        self._clock = clock
        self._take: Any = redis.register_script(_TAKE)
        self._settle: Any = redis.register_script(_SETTLE)

    def take(self, whose: str, entry: str, cost: int = 0) -> Room:
        """Let a request in if there is room for it.

        Args:
            whose: Who has this window.
            entry: Names the request; no two of one window share a name.
            cost: What it may cost.

        Raises:
            RedisError: nobody can say.
        """
        now = int(self._clock().timestamp() * MICRO) if self._clock else 0
        arguments = (now, int(self.seconds * MICRO), self.requests, self.cost, entry, cost)
        taken, requests, spent, wait = self._take(keys=self._keys(whose), args=arguments)
        return Room(
            bool(taken),
            max(0, self.requests - int(requests)),
            max(0, self.cost - int(spent)),
            max(0.0, float(wait) / MICRO),
        )

    def settle(self, whose: str, entry: str, cost: int) -> None:
        """Replace the cost of a request that was let in; nothing when it has left the window."""
        self._settle(keys=self._keys(whose)[1:], args=(entry, cost))

    def cancel(self, whose: str, entry: str) -> None:
        """Forget a request that was let in and not made."""
        key, costs = self._keys(whose)
        with self._redis.pipeline() as pipe:
            pipe.zrem(key, entry)
            pipe.hdel(costs, entry)
            pipe.execute()

    def _keys(self, whose: str) -> tuple[str, str]:
        # Braces keep both on one node of a cluster.
        base = f"crm-ai:window:{{{self._name}:{whose}}}"
        return f"{base}:at", f"{base}:cost"
