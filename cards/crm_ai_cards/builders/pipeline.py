"""The card of a ``pipeline`` insight: how many open deals will be won, and what each one needs next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from crm_ai_plugin.insights import Insight, PipelinePayload
from crm_ai_plugin.insights.pipeline import PipelineDeal

from ..blocks import Block
from ..blocks.chart import Bar, ChartBlock
from ..blocks.coverage import CoverageBlock
from ..blocks.headline import HeadlineBlock
from ..blocks.table import TableBlock
from ..document import Card
from ..words import about, money, percent, span


class PipelineCard:
    """Builds the overview: sums first, then every deal."""

    kind: ClassVar[str] = "pipeline"
    document_model: ClassVar[type[Card]] = Card

    def build(self, insight: Insight) -> Card:
        """Return the card.

        Raises:
            pydantic.ValidationError: the payload is not that of a pipeline.
        """
        payload = PipelinePayload.model_validate(insight.payload)
        return Card.of(insight, "Pipeline", _blocks(insight, payload))


def _blocks(insight: Insight, payload: PipelinePayload) -> Iterator[Block]:
    yield HeadlineBlock(text=payload.headline)
    yield TableBlock(
        title="By stage",
        columns=("Stage", "Open deals", "Expected to be won", "Amounts"),
        numeric=("Open deals", "Expected to be won", "Amounts"),
        rows=tuple(
            (one.stage, f"{one.n:,}", about(one.expected), _amounts(one.amounts)) for one in payload.stages
        ),
        notes=("A range of a sum is that of all chances erring the same way: it can't be wider.",),
    )
    yield ChartBlock(
        title="Where the expected wins stand",
        unit="deals",
        bars=tuple(
            Bar(key=one.stage, label=one.stage, value=one.expected.value, words=about(one.expected))
            for one in sorted(payload.stages, key=lambda stage: -stage.expected.value)
        ),
    )
    rest = (f"{payload.left_out:,} more open deals count in the sums.",) if payload.left_out else ()
    yield TableBlock(
        title="Open deals",
        columns=("Deal", "Stage", "Amount", "Chance to win", "Next step", "By"),
        numeric=("Amount", "Chance to win"),
        rows=tuple(_row(deal) for deal in payload.deals),
        empty="There is no open deal.",
        notes=rest,
    )
    yield CoverageBlock(
        seen=insight.coverage.seen, missing=tuple(insight.coverage.missing), effect=insight.coverage.effect
    )


def _row(deal: PipelineDeal) -> tuple[str, ...]:
    due = deal.due.isoformat() if deal.due else ""
    return (
        deal.name or deal.deal_id,
        deal.stage or "",
        money(deal.amount, deal.currency),
        f"{percent(deal.p_win.value)} ({span(deal.p_win)})",
        deal.step or "",
        f"{due}, overdue" if deal.overdue else due,
    )


def _amounts(by_currency: Mapping[str, float]) -> str:
    return ", ".join(money(amount, currency) for currency, amount in sorted(by_currency.items()))
