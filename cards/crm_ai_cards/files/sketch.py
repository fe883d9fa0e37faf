"""Draws a card's drawings on paper."""

from __future__ import annotations

from typing import Any

from reportlab.lib.colors import Color, HexColor
from reportlab.platypus import Flowable

from ..drawing import Box, Dot, Drawing, Label, Shape, Stroke
from ..text import clean
from .typefaces import PLAIN, prepare, shown

_PX = 0.75
"""Points per pixel."""
_COLOURS = {
    "crm-up": "#2b7a57",
    "crm-down": "#b2512a",
    "crm-zero": "#c9ced8",
    "crm-track": "#e6e9ef",
    "crm-interval": "#bccdf6",
    "crm-baseline": "#8792a5",
    "crm-stroke": "#2b57c7",
    "crm-point": "#2b57c7",
    "crm-tick": "#545e70",
    "crm-accent": "#2b57c7",
    "crm-node": "#8792a5",
    "crm-tie-1": "#8792a5",
    "crm-tie-2": "#8792a5",
    "crm-tie-3": "#2b57c7",
    "crm-heat-0": "#f0f2f5",
    "crm-heat-1": "#cad5f1",
    "crm-heat-2": "#95abe3",
    "crm-heat-3": "#6081d5",
    "crm-heat-4": "#2b57c7",
}
"""Those of ``card.css`` in light."""
_OTHER = "#545e70"
_SIZE = 7.5
_STROKES = {"crm-baseline": 1.2, "crm-stroke": 1.2, "crm-tie-2": 1.6, "crm-tie-3": 2.6}


class Sketch(Flowable):
    """A drawing as wide as the column it stands in."""

    def __init__(self, drawing: Drawing, indent: float = 0) -> None:
        super().__init__()
        self._drawing = drawing
        self._indent = indent
        self.hAlign = "LEFT"

    def wrap(self, available_width: float, _available_height: float) -> tuple[float, float]:
        """Take all of the width."""
        self.width, self.height = available_width, self._drawing.height * _PX + 2
        return self.width, self.height

    def draw(self) -> None:
        """Draw it on the present canvas."""
        prepare()
        for shape in self._drawing.shapes:
            self._draw(self.canv, shape)

    def _draw(self, canvas: Any, shape: Shape) -> None:  # noqa: ANN401  # reportlab's own, which has no type here
        colour = _colour(shape.role)
        canvas.setFillColor(colour)
        canvas.setStrokeColor(colour)
        if isinstance(shape, Box):
            height = shape.height * _PX
            place = (self._x(shape.x), self._y(shape.y) - height, self._along(shape.width), height)
            canvas.roundRect(*place, min(shape.rounded * _PX, height / 2), stroke=0, fill=1)
        elif isinstance(shape, Stroke):
            canvas.setLineWidth(_STROKES.get(shape.role, 0.6))
            canvas.line(self._x(shape.x1), self._y(shape.y1), self._x(shape.x2), self._y(shape.y2))
        elif isinstance(shape, Dot):
            canvas.circle(self._x(shape.x), self._y(shape.y), shape.r * _PX, stroke=0, fill=1)
        else:
            self._write(canvas, shape)

    def _write(self, canvas: Any, label: Label) -> None:  # noqa: ANN401  # as above
        canvas.setFont(PLAIN, _SIZE)
        write = {
            "start": canvas.drawString,
            "middle": canvas.drawCentredString,
            "end": canvas.drawRightString,
        }
        write[label.anchor](self._x(label.x), self._y(label.y), shown(clean(label.text, 60)))

    def _x(self, percent: float) -> float:
        return self._indent + self._along(percent)

    def _along(self, percent: float) -> float:
        return (self.width - self._indent) * percent / 100

    def _y(self, pixels: float) -> float:
        return self.height - pixels * _PX


def _colour(role: str) -> Color:
    return HexColor(_COLOURS.get(role, _OTHER))
