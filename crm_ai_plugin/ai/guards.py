"""What stands between a call and the provider, kept where all processes see it: limits, spend, breaker.

The client asks; the runtime answers from Redis and the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from .pricing import TokenCount


class Grant(Protocol):
    """Leave for one request, with the tokens that were set aside for it."""

    def settle(self, tokens: int) -> None:
        """Say what it really took."""

    def cancel(self) -> None:
        """Give it back: nothing was sent."""


class CallLimits(Protocol):
    """Requests and tokens per minute over all processes."""

    def take(self, tokens: int) -> Grant:
        """Return leave for one request of at most `tokens`.

        Raises:
            RateLimitedError: no room now; `retry_after` says when.
            PermanentError: ``prompt_too_large``: more than a whole minute's tokens.
            RetryableError: nobody can say what room there is.
        """


@dataclass(frozen=True)
class Purpose:
    """What a call is booked under."""

    workspace: str
    feature: str
    model: str
    prompt_version: str | None = None


class Reservation(Protocol):
    """Money set aside for one attempt. Never settled, it stays spent: the provider may bill it."""

    def settle(self, tokens: TokenCount, cost: int, *, failed: bool) -> None:
        """Book what it took; `cost` in billionths of a dollar."""

    def cancel(self) -> None:
        """Give it back: nothing was sent."""


class SpendLedger(Protocol):
    """What was spent, and the cap on it."""

    def reserve(self, purpose: Purpose, cost: int) -> Reservation:
        """Set `cost` billionths of a dollar aside.

        Raises:
            PermanentError: ``no_budget``: it could exceed the month's cap.
        """


class Breaker(Protocol):
    """Keeps calls from a model that is down, over all processes."""

    def allow(self, model: str) -> None:
        """Return when a call may be tried; of a model that was down, one at a time.

        Raises:
            RetryableError: ``breaker_open``, with `retry_after`.
            RateLimitedError: the provider asked for a pause.
        """

    def answered(self, model: str) -> None:
        """Note that the model is up."""

    def failed(self, model: str) -> None:
        """Note that it did not answer."""

    def skipped(self, model: str) -> None:
        """Note that the allowed call was not made."""

    def pause(self, model: str, seconds: float) -> None:
        """Let nobody call the model for a while: the provider said so."""


@dataclass(frozen=True)
class Guards:
    """All three."""

    limits: CallLimits
    ledger: SpendLedger
    breaker: Breaker
