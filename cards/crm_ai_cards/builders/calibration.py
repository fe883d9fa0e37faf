"""The card of a ``calibration`` insight: what was said beside what came, for all deals and by part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from crm_ai_plugin.insights import Insight
from crm_ai_plugin.insights.calibration import CalibrationPayload, OddsPart

from ..blocks import Block
from ..blocks.headline import HeadlineBlock
from ..blocks.plot import AxisEnd, PlotBlock, PlotPoint
from ..blocks.table import TableBlock
from ..document import Card
from ..words import percent, span

_ENDS = (AxisEnd(at=0, label="0%"), AxisEnd(at=0.5, label="50%"), AxisEnd(at=1, label="100%"))
_WORDS = {
    "held": "held",
    "too_low": "too low",
    "too_high": "too high",
    "not_told_yet": "too few deals to tell",
}


class CalibrationCard:
    """Builds the card: the reliability diagram first, then its parts."""

    kind: ClassVar[str] = "calibration"
    document_model: ClassVar[type[Card]] = Card

    def build(self, insight: Insight) -> Card:
        """Return the card.

        Raises:
            pydantic.ValidationError: the payload is not that of a calibration.
        """
        payload = CalibrationPayload.model_validate(insight.payload)
        return Card.of(insight, "How well the odds held", _blocks(payload))


def _blocks(payload: CalibrationPayload) -> Iterator[Block]:
    yield HeadlineBlock(text=payload.headline)
    groups = payload.overall.table if payload.overall else []
    yield PlotBlock(
        title="Said and came true",
        points=tuple(
            PlotPoint(
                x=one.said,
                y=one.came.value,
                low=one.came.low,
                high=one.came.high,
                words=f"Said {percent(one.said)}: {percent(one.came.value)} ({span(one.came)}) of {one.deals:.0f} deals were won.",
            )
            for one in groups
        ),
        across=_ENDS,
        up=_ENDS,
        even=True,
        empty="No deal has closed after odds were given.",
        notes=("On the line, what was said is what came. Bars are 90 % intervals.",),
    )
    everything = [payload.overall] if payload.overall else []
    for title, parts in (
        ("All together", everything),
        ("By month of closing", payload.months),
        ("By stage", payload.stages),
        ("By version of the model", payload.models),
    ):
        yield _table(title, parts)


def _table(title: str, parts: Sequence[OddsPart]) -> TableBlock:
    return TableBlock(
        title=title,
        columns=("Odds", "Deals", "Said", "Came", "The odds", "Error (Brier)", "Rate alone"),
        numeric=("Deals", "Said", "Came", "Error (Brier)", "Rate alone"),
        rows=tuple(
            (
                one.name or "(no stage)",
                f"{one.deals:,}",
                percent(one.said),
                f"{percent(one.came.value)} ({span(one.came)})",
                _WORDS.get(one.verdict, one.verdict),
                f"{one.brier.value:.3f}",
                f"{one.brier_base:.3f}",
            )
            for one in parts
        ),
    )
