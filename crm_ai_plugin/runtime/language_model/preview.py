"""What a run over many records would cost, before it is started."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import structlog

from ...ai.catalogue import catalogue
from ...ai.pricing import Price, PriceList, TokenCount, dollars
from ...ai.token_bound import BYTES_PER_TOKEN
from ...errors import PermanentError
from ...ports.clock import Clock
from ...settings import AiSettings
from ...store import INSTALLATION, SpendRow, Store
from .ledger import Caps, month_of

log = structlog.get_logger(__name__)

ASSUMED = TokenCount(input=3_000, output=700)
"""One insight, as long as nothing has been measured here."""


@dataclass(frozen=True)
class ExpectedCost:
    """What a run is likely to cost.

    Attributes:
        calls: How many calls.
        usd: Likely cost.
        input_tokens: Likely, per call.
        output_tokens: Likely, per call.
        measured_calls: How many earlier calls that rests on; 0: none.
        price_known: Whether the model has a price; else the dearest known one was taken.
        basis: What it rests on: earlier calls, an assumption, or the length of the texts that are to go.
    """

    calls: int
    model: str
    usd: float
    input_tokens: int
    output_tokens: int
    measured_calls: int
    price_known: bool
    basis: Literal["measured", "assumed", "length"] = "assumed"


def price_list(ai: AiSettings) -> PriceList:
    """Return the prices: the installation's own before those that come with this version."""
    own = {name: Price(price.input_usd, price.output_usd) for name, price in ai.prices.items()}
    return PriceList(catalogue(), own)


def expected_cost(
    store: Store, prices: PriceList, now: datetime, *, workspace: str, feature: str, model: str, calls: int
) -> ExpectedCost:
    """Return what `calls` calls of a feature would cost, by what its calls took this month and the last.

    Failed attempts are in it: they are paid for too, and the next run has some as well.
    """
    months = {month_of(now), month_of(now.replace(day=1) - timedelta(days=1))}
    with store.system() as system:
        rows = [row for month in months for row in system.model_spend.month(month, workspace)]
    mean, measured = _mean([row for row in rows if row.feature == feature])
    return ExpectedCost(
        calls=calls,
        model=model,
        usd=dollars(prices.cost(model, mean) * calls),
        input_tokens=mean.input,
        output_tokens=mean.output,
        measured_calls=measured,
        price_known=prices.is_known(model),
        basis="measured" if measured else "assumed",
    )


@dataclass(frozen=True)
class RunCosts:
    """What runs of this installation are likely to cost, and whether the month has room for them.

    Attributes:
        can_call: Whether there is a key; without one nothing is called and nothing spent.
    """

    store: Store
    ai: AiSettings
    clock: Clock
    can_call: bool

    def words(
        self, workspace: str, feature: str, calls: int | None, model: str | None = None
    ) -> ExpectedCost:
        """Return what a feature's words cost.

        Args:
            workspace: Whose run.
            feature: Whose calls.
            calls: How many; None: one per open deal.
            model: Which; None: the one that is asked first.
        """
        now = self.clock()
        if calls is None:
            with self.store.workspace(workspace) as session:
                calls = session.records.count_deals("open")
        return expected_cost(
            self.store,
            price_list(self.ai),
            now,
            workspace=workspace,
            feature=feature,
            model=catalogue().present(model or self.ai.model, now.date()),
            calls=calls,
        )

    def vectors(self, texts: int, characters: int, at_once: int) -> ExpectedCost:
        """Return what the vectors of some texts cost, by their length.

        Args:
            texts: How many.
            characters: Of all of them.
            at_once: Texts of one call.
        """
        model = catalogue().present(self.ai.embedding_model, self.clock().date())
        prices = price_list(self.ai)
        calls = -(-texts // at_once)
        tokens = characters // BYTES_PER_TOKEN + texts
        return ExpectedCost(
            calls=calls,
            model=model,
            usd=dollars(prices.cost(model, TokenCount(tokens))),
            input_tokens=-(-tokens // calls) if calls else 0,
            output_tokens=0,
            measured_calls=0,
            price_known=prices.is_known(model),
            basis="length",
        )

    def foretell(self, workspace: str, feature: str, calls: int, cause: str) -> None:
        """Put into the log what a run costs that nobody starts and nobody can be asked about; the cap holds."""
        if self.can_call and calls:
            self.log(workspace, self.words(workspace, feature, calls), cause)

    def log(self, workspace: str, cost: ExpectedCost, cause: str) -> None:
        """Put an expected cost into the log, and whether the month has room for it."""
        left = self.left_usd(workspace)
        log.info(
            "expected_cost",
            workspace=workspace,
            cause=cause,
            calls=cost.calls,
            model=cost.model,
            usd=round(cost.usd, 6),
            basis=cost.basis,
            fits=left is None or cost.usd <= left,
        )

    def left_usd(self, workspace: str) -> float | None:
        """Return what of this month's caps is left, the tighter one's; None where there is no cap."""
        room = [left for _, _, left in self._rooms(workspace)]
        return min(room) if room else None

    def require_room(self, workspace: str, *runs: ExpectedCost) -> None:
        """Return if the month has room for all of `runs`.

        Raises:
            PermanentError: ``no_budget``: they would pass a cap, so most of it would go without a model.
        """
        usd = sum(run.usd for run in runs)
        for scope, cap, left in self._rooms(workspace):
            if usd > left:
                whose = "the installation's" if scope == INSTALLATION else "the workspace's"
                raise PermanentError(
                    f"{sum(run.calls for run in runs)} calls would cost about {usd:.2f} USD, and of {whose} cap of "
                    f"{cap:.2f} USD this month {left:.2f} are left",
                    code="no_budget",
                    hint="raise the cap, wait for next month, or run it without OPENAI_API_KEY",
                )

    def _rooms(self, workspace: str) -> list[tuple[str, float, float]]:
        """Return (scope, cap, what of it is left) of every cap, in US dollars."""
        month = month_of(self.clock())
        with self.store.system() as system:
            return [
                (scope, dollars(cap), max(0.0, dollars(cap - system.model_spend.taken(month, scope))))
                for scope, cap in Caps.of(self.ai).by_scope(workspace).items()
                if cap is not None
            ]


def _mean(rows: list[SpendRow]) -> tuple[TokenCount, int]:
    answered = sum(row.calls - row.failed for row in rows)
    if answered <= 0:
        return ASSUMED, 0
    return (
        TokenCount(
            -(-sum(row.input_tokens for row in rows) // answered),
            -(-sum(row.output_tokens for row in rows) // answered),
        ),
        answered,
    )
