"""Keeps calls from a model that is down, over all processes; :class:`crm_ai_plugin.ai.guards.Breaker`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import structlog
from redis import Redis
from redis.exceptions import RedisError

from ...errors import RateLimitedError, RetryableError
from ...privacy import RedisKeys

log = structlog.get_logger(__name__)

KEYS = RedisKeys("crm-ai:breaker:", "how a model fared of late", lives="minutes")

BreakerState = Literal["closed", "open", "half_open", "paused", "unknown"]

FAILURES = 5
"""So many within the window, none of them followed by an answer, open it."""
WINDOW_S = 60.0
OPEN_S = 30.0
PROBE_S = 60.0
"""How long the one that tries may take before another may: it may have died."""
MEMORY_S = 600.0
"""How long a model that was down is tried with one call at a time, if nobody calls it."""
MOST_PAUSE_S = 300.0
"""A provider that asks for more is asked again in between."""

# KEYS: pause, open, was_down, probe, failures
_ALLOW = """
local pause = redis.call('PTTL', KEYS[1])
if pause > 0 then return {'paused', pause} end
local open = redis.call('PTTL', KEYS[2])
if open > 0 then return {'open', open} end
if redis.call('EXISTS', KEYS[3]) == 0 then return {'closed', 0} end
if redis.call('SET', KEYS[4], '1', 'NX', 'PX', ARGV[1]) then return {'closed', 0} end
return {'open', redis.call('PTTL', KEYS[4])}
"""
_FAILED = """
local failures = redis.call('INCR', KEYS[5])
redis.call('PEXPIRE', KEYS[5], ARGV[2])
if failures >= tonumber(ARGV[1]) or redis.call('EXISTS', KEYS[3]) == 1 then
  redis.call('SET', KEYS[2], '1', 'PX', ARGV[3])
  redis.call('SET', KEYS[3], '1', 'PX', ARGV[4])
  redis.call('DEL', KEYS[4], KEYS[5])
  return 1
end
return 0
"""


@dataclass(frozen=True)
class BreakerTimes:
    """How soon it opens and for how long, in seconds."""

    failures: int = FAILURES
    window_s: float = WINDOW_S
    open_s: float = OPEN_S
    probe_s: float = PROBE_S


class RedisBreaker:
    """One breaker per model. Without Redis it lets everything through: each call then decides for itself."""

    def __init__(self, redis: Redis, times: BreakerTimes | None = None) -> None:
        self._redis = redis
        self._times = times or BreakerTimes()
        self._allow: Any = redis.register_script(_ALLOW)
        self._fail: Any = redis.register_script(_FAILED)

    def allow(self, model: str) -> None:
        """Return when a call may be tried; see the protocol."""
        state, wait_ms = "closed", 0
        with _without_redis():
            found, wait_ms = self._allow(keys=_keys(model), args=(_ms(self._times.probe_s),))
            state = found.decode()
        if state == "paused":
            raise RateLimitedError(
                "the model's provider asked for a pause",
                code="model_rate_limited",
                retry_after=wait_ms / 1000,
            )
        if state == "open":
            raise RetryableError(
                "the model did not answer of late; it is left alone for a moment",
                code="breaker_open",
                retry_after=wait_ms / 1000,
            )

    def answered(self, model: str) -> None:
        """Note that the model is up."""
        with _without_redis():
            self._redis.delete(*_keys(model)[1:])

    def failed(self, model: str) -> None:
        """Note that it did not answer."""
        times = self._times
        with _without_redis():
            arguments = (times.failures, _ms(times.window_s), _ms(times.open_s), _ms(MEMORY_S))
            if self._fail(keys=_keys(model), args=arguments):
                log.warning("breaker_opened", model=model)

    def skipped(self, model: str) -> None:
        """Note that the allowed call was not made: somebody else may try."""
        with _without_redis():
            self._redis.delete(_keys(model)[3])

    def pause(self, model: str, seconds: float) -> None:
        """Let nobody call the model for a while."""
        with _without_redis():
            self._redis.set(_keys(model)[0], "1", px=max(1, _ms(min(seconds, MOST_PAUSE_S))))

    def state(self, model: str) -> BreakerState:
        """Return how it stands, for those who watch."""
        pause, open_, was_down, *_ = _keys(model)
        try:
            if self._redis.exists(pause):
                return "paused"
            if self._redis.exists(open_):
                return "open"
            return "half_open" if self._redis.exists(was_down) else "closed"
        except RedisError:
            return "unknown"


@contextmanager
def _without_redis() -> Iterator[None]:
    try:
        yield
    except RedisError as error:
        log.warning("breaker_unreachable", error=type(error).__name__)


def _keys(model: str) -> tuple[str, ...]:
    base = f"crm-ai:breaker:{{{model}}}"
    return tuple(f"{base}:{name}" for name in ("pause", "open", "was_down", "probe", "failures"))


def _ms(seconds: float) -> int:
    return int(seconds * 1000)
