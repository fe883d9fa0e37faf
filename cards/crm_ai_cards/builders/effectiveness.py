"""The card of an ``effectiveness`` insight: what doing each step changed, or how many more deals it takes to tell."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import ClassVar

from crm_ai_plugin.insights import Insight
from crm_ai_plugin.insights.effectiveness import AdviceEffect, AdviceResult, EffectivenessPayload

from ..blocks import Block
from ..blocks.coverage import CoverageBlock
from ..blocks.headline import HeadlineBlock
from ..blocks.plot import AxisEnd, PlotBlock, PlotPoint
from ..blocks.table import TableBlock
from ..document import Card
from ..words import points

_EMPTY = "No deal that was advised on has closed yet."
_LEAST = 0.1
"""Where the axis ends at least: small effects should look small."""


class EffectivenessCard:
    """Builds the card: the effects on a plot, then each step, the lot, the months and the reasons."""

    kind: ClassVar[str] = "effectiveness"
    document_model: ClassVar[type[Card]] = Card

    def build(self, insight: Insight) -> Card:
        """Return the card.

        Raises:
            pydantic.ValidationError: the payload is not that of what advice did.
        """
        payload = EffectivenessPayload.model_validate(insight.payload)
        return Card.of(insight, "What following the advice did", _blocks(insight, payload))


def _blocks(insight: Insight, payload: EffectivenessPayload) -> Iterator[Block]:
    named = _named(payload)
    yield HeadlineBlock(text=payload.headline)
    yield _plot(named)
    yield _doing(named, payload.window_days)
    yield _lot(named)
    yield _done(named)
    yield TableBlock(
        title="By month of closing",
        columns=("Month", "Deals", "Won", "Recommended", "Done", "Dismissed"),
        numeric=("Deals", "Won", "Recommended", "Done", "Dismissed"),
        rows=tuple(
            (
                one.month,
                f"{one.deals:,}",
                f"{one.won:,}",
                f"{one.recommended:,}",
                f"{one.done:,}",
                f"{one.dismissed:,}",
            )
            for one in payload.months
        ),
    )
    yield TableBlock(
        title="Why steps were dismissed",
        columns=("Reason", "Times"),
        numeric=("Times",),
        rows=tuple((_words(code), f"{n:,}") for code, n in payload.overall.dismissed.items()),
    )
    yield CoverageBlock(
        seen=insight.coverage.seen, missing=tuple(insight.coverage.missing), effect=insight.coverage.effect
    )


def _named(payload: EffectivenessPayload) -> list[tuple[str, AdviceResult]]:
    """Advice as a whole and each step, with the mark that stands under its point and before its row."""
    if not payload.deals:
        return []
    steps = ((str(place), one) for place, one in enumerate(payload.actions, start=1))
    return [("all", payload.overall), *steps]


def _plot(named: Sequence[tuple[str, AdviceResult]]) -> PlotBlock:
    seen = [
        (place, mark, one, one.doing.uplift)
        for place, (mark, one) in enumerate(named)
        if one.doing.uplift is not None
    ]
    widest = max((abs(end) for *_, uplift in seen for end in (uplift.low, uplift.high)), default=_LEAST)
    end = max(_LEAST, math.ceil(widest * 10) / 10)
    return PlotBlock(
        title="What doing it changed",
        points=tuple(
            PlotPoint(
                x=place,
                y=uplift.value,
                low=uplift.low,
                high=uplift.high,
                words=f"{_name(mark, one)}: {points(uplift)}; {_tells(one.doing)}.",
            )
            for place, mark, one, uplift in seen
        ),
        across=(
            AxisEnd(at=-0.5, label=""),
            *(AxisEnd(at=place, label=mark) for place, mark, *_ in seen),
            AxisEnd(at=len(named) - 0.5, label=""),
        ),
        up=tuple(AxisEnd(at=at, label=f"{100 * at:+.0f}" if at else "0") for at in (-end, 0.0, end)),
        empty="So far no step was both done and left undone on enough like deals to compare them."
        if named
        else _EMPTY,
        notes=(
            "Points of the chance to win, by step as the table numbers them.",
            "Bars are 90 % intervals: where one reaches 0, it can't be told yet.",
        ),
    )


def _doing(named: Sequence[tuple[str, AdviceResult]], days: int) -> TableBlock:
    return TableBlock(
        title="Doing it",
        columns=("Step", "With / without", "Change in points", "What it tells"),
        numeric=("With / without", "Change in points"),
        rows=tuple(
            (
                _name(mark, one),
                f"{one.doing.with_:,} / {one.doing.without:,}",
                points(one.doing.uplift) if one.doing.uplift else "",
                _tells(one.doing),
            )
            for mark, one in named
        ),
        empty=_EMPTY,
        notes=(
            f"Done within {days} days against not, adjusted for how the deals stood.",
            "Nobody drew lots for it: what nobody recorded may still play a part.",
        ),
    )


def _lot(named: Sequence[tuple[str, AdviceResult]]) -> TableBlock:
    drawn = [(mark, one, one.showing) for mark, one in named if one.showing is not None]
    return TableBlock(
        title="Showing it, by lot",
        columns=("Step", "Shown / held back", "Change in points", "What it tells"),
        numeric=("Shown / held back", "Change in points"),
        rows=tuple(
            (
                _name(mark, one),
                f"{told.with_:,} / {told.without:,}",
                points(told.uplift) if told.uplift else "",
                _tells(told),
            )
            for mark, one, told in drawn
        ),
        notes=("The lot alone decided who was shown it; these bounds hold however often you look.",)
        if drawn
        else (),
    )


def _done(named: Sequence[tuple[str, AdviceResult]]) -> TableBlock:
    return TableBlock(
        title="Shown and done",
        columns=("Step", "Shown", "Done", "Dismissed"),
        numeric=("Shown", "Done", "Dismissed"),
        rows=tuple(
            (
                _name(mark, one),
                f"{one.recommended - one.held_back:,}",
                f"{one.done.total:,}",
                f"{sum(one.dismissed.values()):,}",
            )
            for mark, one in named
        ),
    )


def _tells(told: AdviceEffect) -> str:
    if told.verdict == "not_told_yet":
        return f"can't be told yet: about {told.more_deals:,} more closed deals for {100 * told.target:.0f} points"
    return {"helps": "helps", "harms": "harms", "no_overlap": "can't be compared: the deals differ too much"}[
        told.verdict
    ]


def _name(mark: str, one: AdviceResult) -> str:
    return "All advice" if mark == "all" else f"{mark}. {_words(one.key)}"


def _words(code: str) -> str:
    return code.replace("_", " ")
