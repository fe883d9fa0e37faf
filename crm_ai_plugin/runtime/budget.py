"""Call budget of a CRM account, shared by every process through Redis.

Whoever serves a person may use all of it. A backfill uses what they leave: it keeps a share free for them,
spreads its calls over the window so that places become free all the time, and stands back while one of them
waits.
"""

from __future__ import annotations

import math
import time
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, cast

from redis import Redis
from redis.exceptions import RedisError

from ..errors import RateLimitedError, RetryableError
from ..privacy import RedisKeys

DEFAULT_LIMIT = (100, 10)
KEYS = RedisKeys("crm-ai:budget:", "calls to a CRM's account of late", lives="seconds")
"""(calls, seconds) of a group that the connection says nothing about: what the strictest CRM we know allows."""

MAX_WAIT_S = 2.0
"""Longer than this a worker does something else instead of waiting."""

KEPT_FREE = 0.15
"""Share of a window that a backfill leaves to people even when nobody has called of late."""

_SLOTS = 10
"""A backfill's calls are spread over so many parts of the window."""

_TAKE = """
-- KEYS: pause, people's calls, backfill's calls, somebody waits.  All times are of this server, in microseconds.
-- ARGV: limit, window, cost, 1 for a backfill, kept free, most in one slot, slot, a name for these calls
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local limit, window, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local paused = redis.call('PTTL', KEYS[1])
if paused > 0 then return paused * 1000 end
for place = 2, 3 do redis.call('ZREMRANGEBYSCORE', KEYS[place], '-inf', now - window) end
local people, backfill = redis.call('ZCARD', KEYS[2]), redis.call('ZCARD', KEYS[3])

local function free_in(room)
  -- Until enough of the oldest calls, of both, have left the window.
  local times = {}
  for place = 2, 3 do
    local found = redis.call('ZRANGE', KEYS[place], 0, math.max(0, cost - room) - 1, 'WITHSCORES')
    for i = 2, #found, 2 do times[#times + 1] = tonumber(found[i]) end
  end
  table.sort(times)
  local at = times[math.min(#times, math.max(1, cost - room))]
  return at and math.max(1000, at + window - now + 1) or 1000
end

local mine = KEYS[2]
if ARGV[4] == '1' then
  mine = KEYS[3]
  if redis.call('EXISTS', KEYS[4]) == 1 then return tonumber(ARGV[7]) end
  local room = limit - backfill - math.max(people, tonumber(ARGV[5]))
  if room < cost then return free_in(room) end
  local slot = tonumber(ARGV[7])
  local of_late = redis.call('ZCOUNT', KEYS[3], now - slot, '+inf')
  if of_late > 0 and of_late + cost > tonumber(ARGV[6]) then
    local last = redis.call('ZRANGE', KEYS[3], -1, -1, 'WITHSCORES')
    return math.max(1000, tonumber(last[2]) + slot - now)
  end
else
  local room = limit - backfill - people
  if room < cost then
    local wait = free_in(room)
    redis.call('SET', KEYS[4], '1', 'PX', math.ceil(wait / 1000) + 50)
    return wait
  end
end
for n = 1, cost do redis.call('ZADD', mine, now, ARGV[8] .. ':' .. n) end
redis.call('PEXPIRE', mine, math.ceil(window / 1000) + 1000)
return 0
"""


@dataclass(frozen=True)
class RedisBudget:
    """Exact moving windows per account and group; implements :class:`~crm_ai_plugin.ports.connector.Budget`."""

    redis: Redis
    account: str
    limits: Mapping[str, tuple[int, int]]
    max_wait_s: float = MAX_WAIT_S
    backfill: bool = False

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
            self.redis.set(self._key("pause"), "1", px=max(1, int(retry_after * 1000)))

    def _key(self, *parts: str) -> str:
        # One hash tag for all of them, so that a cluster keeps them in one place.
        return ":".join((f"crm-ai:budget:{{{self.account}}}", *parts))

    def _asked(self, group: str, cost: int) -> float:
        """Return the seconds to wait; 0 when the calls were taken."""
        calls, seconds = self.limits.get(group, DEFAULT_LIMIT)
        # Whoever may do little may still do something; whoever asks for more than a window holds gets a window.
        free = min(calls - 1, math.ceil(calls * KEPT_FREE))
        cost = min(cost, calls - free if self.backfill else calls)
        keys = [self._key("pause"), *(self._key(group, name) for name in ("people", "backfill", "waiting"))]
        window_us = int(seconds * 1_000_000)
        arguments = [
            calls,
            window_us,
            cost,
            int(self.backfill),
            free,
            max(1, math.ceil((calls - free) / _SLOTS)),
            window_us // _SLOTS,
            uuid.uuid4().hex,
        ]
        try:
            wait_us = cast(Any, self.redis.register_script(_TAKE))(keys=keys, args=arguments)
        except RedisError as error:
            raise RetryableError(
                "the shared call budget can't be reached", code="budget_unreachable"
            ) from error
        return int(wait_us) / 1_000_000


def redis_budget(
    redis: Redis,
    account: str,
    limits: Mapping[str, tuple[int, int]],
    max_wait_s: float = MAX_WAIT_S,
    *,
    backfill: bool = False,
) -> RedisBudget:
    """Return the budget of one CRM account; `limits` are (calls, seconds) by group."""
    return RedisBudget(redis, account, limits, max_wait_s, backfill)
