"""Requests and tokens per minute over all processes; implements :class:`crm_ai_plugin.ai.guards.CallLimits`."""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass

from redis import Redis
from redis.exceptions import RedisError

from ...errors import PermanentError, RateLimitedError, RetryableError
from ..sliding_window import SlidingWindow

MINUTE_S = 60.0
SLACK_S = 1.0
"""The provider counts when a request arrives, which is later than when we let it go."""
WHOSE = "installation"


@dataclass(frozen=True)
class _Granted:
    window: SlidingWindow
    entry: str

    # An answer that is there is worth more than an exact count: the estimate stays, and it is too high.
    def settle(self, tokens: int) -> None:
        with suppress(RedisError):
            self.window.settle(WHOSE, self.entry, tokens)

    def cancel(self) -> None:
        with suppress(RedisError):
            self.window.cancel(WHOSE, self.entry)


@dataclass(frozen=True)
class RedisCallLimits:
    """One exact window for the installation, which has one account at the provider."""

    window: SlidingWindow

    def take(self, tokens: int) -> _Granted:
        """Return leave for one request; see the protocol."""
        if tokens > self.window.cost:
            raise PermanentError(
                "the prompt is larger than what all calls of a minute may take",
                code="prompt_too_large",
                hint="raise CRM_AI_AI__TOKENS_PER_MINUTE if the provider allows more",
            )
        entry = secrets.token_hex(8)
        try:
            room = self.window.take(WHOSE, entry, tokens)
        except RedisError as error:
            raise RetryableError(
                "the shared limits of the language model can't be reached", code="limits_unreachable"
            ) from error
        if not room.taken:
            raise RateLimitedError(
                "the calls to the language model are used up for the moment",
                code="model_limit_reached",
                retry_after=room.wait_s,
            )
        return _Granted(self.window, entry)


def call_limits(
    redis: Redis, requests_per_minute: int, tokens_per_minute: int, minute_s: float = MINUTE_S
) -> RedisCallLimits:
    """Return the limits; a shorter minute is for tests."""
    window = SlidingWindow(
        redis,
        "language-model",
        seconds=minute_s + SLACK_S,
        requests=requests_per_minute,
        cost=tokens_per_minute,
    )
    return RedisCallLimits(window)
