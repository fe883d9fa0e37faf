"""Points over two axes, each with its interval: calibration, trends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal

from markupsafe import Markup

from ..drawing import Box, Dot, Drawing, Label, Shape, Stroke, svg
from ..markup import tag
from ..outline import Heading, Items, Node, Paragraph, line
from .base import Block, Part, View

_HEIGHT, _TOP, _GROUND = 190, 12, 160
_LEFT, _RIGHT = 9.0, 97.0


class PlotPoint(Part):
    """One point; `words` says it for people. `low` and `high` are its 90 % interval, if it has one."""

    x: float
    y: float
    low: float | None = None
    high: float | None = None
    words: str


class AxisEnd(Part):
    """A place on an axis and what stands there."""

    at: float
    label: str


class PlotBlock(Block):
    """Points, joined when `joined`; `even` draws the line on which both axes agree.

    `across` and `up` are marks on the axes, the first and the last of which are the ends.
    """

    kind: Literal["plot"] = "plot"
    title: str
    points: tuple[PlotPoint, ...] = ()
    across: tuple[AxisEnd, ...]
    up: tuple[AxisEnd, ...]
    joined: bool = False
    even: bool = False
    empty: str = ""
    notes: tuple[str, ...] = ()

    def outline(self, view: View) -> Sequence[Node]:
        if not self.points:
            return (Heading(self.title), Items(((line(self.empty),),))) if self.empty else ()
        return (
            Heading(self.title),
            Paragraph((line(self._caption()),), self.drawing()),
            Items(tuple((line(said),) for said in (*(p.words for p in self.points), *self.notes))),
        )

    def html(self, view: View) -> Markup:
        if not self.points:
            empty = tag("p", self.empty, class_="crm-empty")
            return (
                tag("section", tag("h3", self.title), empty, class_="crm-block") if self.empty else Markup()
            )
        rows = (tag("li", point.words) for point in self.points)
        fold = tag("details", tag("summary", "The points in words"), tag("ul", *rows), class_="crm-fold")
        notes = (tag("p", note, class_="crm-note") for note in self.notes)
        return tag(
            "section",
            tag("h3", self.title),
            svg(self.drawing(), class_="crm-plot"),
            fold,
            *notes,
            class_="crm-block",
        )

    def drawing(self) -> Drawing:
        """Return the plot as shapes."""
        return Drawing(_HEIGHT, tuple(self._shapes()), self._caption())

    def _caption(self) -> str:
        return f"{self.title}: {len(self.points)} points."

    def _shapes(self) -> Iterator[Shape]:
        for mark in self.up:
            y = self._y(mark.at)
            yield Stroke(_LEFT, y, _RIGHT, y, "crm-zero")
            yield Label(_LEFT - 1, y + 4, mark.label, "crm-tick", "end")
        for mark in self.across:
            yield Label(self._x(mark.at), _GROUND + 20, mark.label, "crm-tick", "middle")
        if self.even:
            ends = self.across[0].at, self.across[-1].at
            yield Stroke(
                *(self._x(ends[0]), self._y(ends[0]), self._x(ends[1]), self._y(ends[1])), "crm-baseline"
            )
        for one, other in pairwise(self.points) if self.joined else ():
            yield Stroke(self._x(one.x), self._y(one.y), self._x(other.x), self._y(other.y), "crm-stroke")
        for point in self.points:
            if point.low is not None and point.high is not None:
                top, bottom = self._y(point.high), self._y(point.low)
                yield Box(self._x(point.x) - 0.4, top, 0.8, max(1.0, bottom - top), "crm-interval", 2)
        for point in self.points:
            yield Dot(self._x(point.x), self._y(point.y), 5, "crm-point")

    def _x(self, value: float) -> float:
        return _LEFT + (_RIGHT - _LEFT) * _share(value, self.across)

    def _y(self, value: float) -> float:
        return round(_GROUND - (_GROUND - _TOP) * _share(value, self.up), 1)


def _share(value: float, axis: Sequence[AxisEnd]) -> float:
    low, high = axis[0].at, axis[-1].at
    return min(1.0, max(0.0, (value - low) / ((high - low) or 1.0)))
