"""A probability that shows how sure it is: a figure, a drawn range and a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

from markupsafe import Markup

from crm_ai_plugin.insights import Estimate

from ..drawing import Box, Dot, Drawing, Label, Shape, Stroke, svg
from ..markup import tag
from ..outline import Heading, Node, Paragraph, line, strong
from ..words import chance, percent, rests_on, span
from .base import Block, Slot, View

_NARROW = 0.16
"""Ends of a range closer than this share one label; two would overlap on a phone."""
_APART = 16
"""Percent of the scale that two labels need between them."""


class MetricBlock(Block):
    """A probability with its 90 % interval.

    `outcome` completes "of 100 like this one, about 62 are …"; `baseline` is the usual value to compare with.
    """

    slot: ClassVar[Slot] = "top"

    kind: Literal["metric"] = "metric"
    key: str
    label: str
    estimate: Estimate
    outcome: str
    baseline: float | None = None
    baseline_label: str = "usual"
    words: str

    @classmethod
    def of(
        cls,
        key: str,
        label: str,
        estimate: Estimate,
        *,
        outcome: str,
        baseline: float | None = None,
        baseline_label: str = "",
    ) -> MetricBlock:
        """Build the block with its explanation in words."""
        return cls(
            key=key,
            label=label,
            estimate=estimate,
            outcome=outcome,
            baseline=baseline,
            baseline_label=baseline_label,
            words=f"{chance(estimate, outcome)} {rests_on(estimate)}",
        )

    def outline(self, view: View) -> Sequence[Node]:
        figure = line(
            strong(percent(self.estimate.value)), f" ({span(self.estimate)}). {self.words}{self._compared()}"
        )
        return (Heading(self.label), Paragraph((figure,), self._range()))

    def html(self, view: View) -> Markup:
        figure = tag(
            "p",
            tag("strong", percent(self.estimate.value), class_="crm-number"),
            tag("span", self.label, class_="crm-unit"),
            class_="crm-figure",
        )
        words = tag("p", f"{self.words}{self._compared()}", class_="crm-words")
        return tag(
            "section",
            figure,
            tag("div", svg(self._range(), class_="crm-range"), words, class_="crm-explained"),
            class_="crm-metric",
            aria_label=self.label,
        )

    def _compared(self) -> str:
        if self.baseline is None:
            return ""
        return f" For comparison, {self.baseline_label}: {percent(self.baseline)}."

    def _range(self) -> Drawing:
        low, value, high = (_place(x) for x in (self.estimate.low, self.estimate.value, self.estimate.high))
        parts: list[Shape] = [
            Box(0, 14, 100, 6, "crm-track", 3),
            Box(low, 14, max(high - low, 0.5), 6, "crm-interval", 3),
        ]
        narrow = self.estimate.high - self.estimate.low < _NARROW
        labels = [((low + high) / 2, span(self.estimate))]
        if not narrow:
            labels = [(low, percent(self.estimate.low)), (high, percent(self.estimate.high))]
        if self.baseline is not None:
            at = _place(self.baseline)
            parts.append(Stroke(at, 8, at, 26, "crm-baseline"))
            if all(abs(at - place) > _APART for place, _ in labels):
                labels.append((at, percent(self.baseline)))
        parts.append(Dot(value, 17, 7, "crm-point"))
        parts += [_label(place, text) for place, text in labels]
        spoken = f"{percent(self.estimate.value)}, range {span(self.estimate)} on a scale from 0 to 100%"
        return Drawing(44, tuple(parts), spoken)


def _place(share: float) -> float:
    """Position on the scale in percent; a hair inside the ends so that the point is never cut off."""
    return min(98.5, max(1.5, share * 100))


def _label(at: float, text: str) -> Label:
    edge = 9
    if at < edge:
        return Label(0, 39, text, "crm-tick")
    if at > 100 - edge:
        return Label(100, 39, text, "crm-tick", "end")
    return Label(at, 39, text, "crm-tick", "middle")
