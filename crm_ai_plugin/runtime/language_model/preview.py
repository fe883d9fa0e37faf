"""What a run over many records would cost, before it is started."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from ...ai.catalogue import catalogue
from ...ai.pricing import Price, PriceList, TokenCount, dollars
from ...errors import PermanentError
from ...settings import AiSettings
from ...store import INSTALLATION, SpendRow, Store
from .ledger import Caps, month_of

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
        measured_calls: How many earlier calls that rests on; 0: an assumption.
        price_known: Whether the model has a price; else the dearest known one was taken.
    """

    calls: int
    model: str
    usd: float
    input_tokens: int
    output_tokens: int
    measured_calls: int
    price_known: bool


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
    )


def expected_run(
    store: Store, ai: AiSettings, now: datetime, *, workspace: str, feature: str, model: str, calls: int
) -> ExpectedCost:
    """Return what a run is likely to cost, if the month has room for it.

    Raises:
        PermanentError: ``no_budget``: it would pass a cap, so most of it would go without a model.
    """
    found = expected_cost(
        store, price_list(ai), now, workspace=workspace, feature=feature, model=model, calls=calls
    )
    with store.system() as system:
        for scope, cap in Caps.of(ai).by_scope(workspace).items():
            if cap is None:
                continue
            left = max(0.0, dollars(cap - system.model_spend.taken(month_of(now), scope)))
            if found.usd > left:
                whose = "the installation's" if scope == INSTALLATION else "the workspace's"
                raise PermanentError(
                    f"{calls} calls would cost about {found.usd:.2f} USD, and of {whose} cap of "
                    f"{dollars(cap):.2f} USD this month {left:.2f} are left",
                    code="no_budget",
                    hint="raise the cap, wait for next month, or run it without OPENAI_API_KEY",
                )
    return found


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
