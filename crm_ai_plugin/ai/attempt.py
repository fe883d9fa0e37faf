"""One request to the provider, with all that stands before and after it: breaker, limits, money, books."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from ..errors import CrmAiError, RateLimitedError
from ..ports.language_model import Usage
from .guards import Grant, Guards, Purpose, Reservation
from .pricing import PriceList, TokenCount, dollars

R = TypeVar("R")
T = TypeVar("T")


@dataclass(frozen=True)
class Attempt:
    """One request; each is a request of its own to limits and ledger.

    Attributes:
        most: The most tokens it can take.
    """

    guards: Guards
    prices: PriceList
    purpose: Purpose
    most: TokenCount

    def run(
        self, send: Callable[[], R], tokens_of: Callable[[R], TokenCount], judge: Callable[[R], T]
    ) -> tuple[T, Usage]:
        """Return what `judge` makes of the answer; what it took is booked whatever comes of it.

        Args:
            send: Asks the provider.
            tokens_of: What the answer took.
            judge: Whether it is of use; raises if not.

        Raises:
            CrmAiError: of one of the kinds that `LanguageModel.complete` names.
        """
        model = self.purpose.model
        self.guards.breaker.allow(model)
        try:
            grant = self.guards.limits.take(self.most.total)
            try:
                worst = self.prices.worst(model, self.most.input, self.most.output)
                reservation = self.guards.ledger.reserve(self.purpose, worst)
            except CrmAiError:
                grant.cancel()
                raise
        except CrmAiError:
            self.guards.breaker.skipped(model)
            raise
        try:
            raw = send()
        except CrmAiError as error:
            self._note(error)
            self._book_failure(error, grant, reservation)
            raise
        self.guards.breaker.answered(model)
        tokens = tokens_of(raw)
        cost = self.prices.cost(model, tokens)
        failed = True
        try:
            value = judge(raw)
            failed = False
        finally:
            grant.settle(tokens.total)
            reservation.settle(tokens, cost, failed=failed)
        return value, Usage(tokens.input, tokens.output, tokens.cached, dollars(cost))

    def _note(self, error: CrmAiError) -> None:
        """Tell the breaker."""
        breaker, model = self.guards.breaker, self.purpose.model
        if error.code in ("model_timeout", "model_unavailable"):
            breaker.failed(model)
        else:
            breaker.answered(model)
        if isinstance(error, RateLimitedError) and error.retry_after:
            breaker.pause(model, error.retry_after)

    def _book_failure(self, error: CrmAiError, grant: Grant, reservation: Reservation) -> None:
        """Book an attempt without a usable answer: nothing when it was refused at the door, else the worst.

        Whoever hangs up does not know what was generated, and the provider bills that.
        """
        lost = error.code == "bad_output" or getattr(error, "uncertain", False)
        taken = self.most if lost else TokenCount()
        grant.settle(taken.total)
        reservation.settle(taken, self.prices.cost(self.purpose.model, taken), failed=True)
