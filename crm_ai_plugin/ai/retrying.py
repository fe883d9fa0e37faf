"""Trying again, within a deadline and without holding a worker for long."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from ..errors import RateLimitedError, RetryableError
from .deadline import Deadline

R = TypeVar("R")

WORTH_TRYING_S = 0.2
"""With less time left an attempt would only cost money."""
NOT_HERE = frozenset({"breaker_open", "limits_unreachable"})
"""The next attempt would meet the same."""


@dataclass(frozen=True)
class Patience:
    """How long a worker waits.

    Attributes:
        base_s: Before the second attempt; it doubles from one to the next.
        hold_s: The longest wait that is worth a worker; whoever asks for more is told to come back.
        sleep: Waits; replaced in tests.
    """

    base_s: float = 0.5
    hold_s: float = 2.0
    sleep: Callable[[float], None] = time.sleep

    def wait(self, attempt: int, asked: float | None) -> float:
        """Return the seconds before the next attempt: what was asked for, else doubling with jitter."""
        if asked is not None:
            return asked
        return min(self.hold_s, self.base_s * 2.0**attempt) * (1 - random.random() / 4)  # noqa: S311  # jitter


@dataclass(frozen=True)
class Retrying:
    """Attempts at one model."""

    max_retries: int
    patience: Patience

    def run(self, attempt: Callable[[float], R], deadline: Deadline, timeout_s: float) -> R:
        """Return what `attempt` returns; it is given the seconds it may take.

        Only what may pass soon is tried again, and only when the wait fits.

        Raises:
            CrmAiError: the last attempt's.
        """
        for number in range(self.max_retries + 1):
            seconds = min(timeout_s, deadline.remaining())
            if seconds < WORTH_TRYING_S:
                break
            try:
                return attempt(seconds)
            except RetryableError as error:
                wait = self.patience.wait(number, error.retry_after)
                fits = wait <= self.patience.hold_s and wait + WORTH_TRYING_S <= deadline.remaining()
                if number == self.max_retries or error.code in NOT_HERE or not fits:
                    _say_when(error, wait)
                    raise
                self.patience.sleep(wait)
        raise RetryableError("there was no time left to ask the model", code="deadline_exceeded")


def _say_when(error: RetryableError, wait: float) -> None:
    """Add when to come back, where the provider did not say: work that is put back needs a time."""
    if isinstance(error, RateLimitedError) and error.retry_after is None:
        error.retry_after = wait
