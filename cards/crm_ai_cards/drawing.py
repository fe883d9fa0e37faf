"""Charts as shapes: described once, drawn as SVG on pages and on paper in a PDF.

Across, places are percent of the width, so that a drawing fits a phone and a page alike; down, they are pixels from the
top. A shape's `role` is its class in ``card.css``; a host without style sheets has a colour for each role.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from .markup import Attribute, join, tag

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True)
class Box:
    """A filled bar."""

    x: float
    y: float
    width: float
    height: float
    role: str
    rounded: float = 0


@dataclass(frozen=True)
class Stroke:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    role: str


@dataclass(frozen=True)
class Dot:
    """A point of radius `r` pixels."""

    x: float
    y: float
    r: float
    role: str


@dataclass(frozen=True)
class Label:
    """Some text; `y` is its base line."""

    x: float
    y: float
    text: str
    role: str
    anchor: Anchor = "start"


Shape = Box | Stroke | Dot | Label


@dataclass(frozen=True)
class Drawing:
    """Shapes on a ground `height` pixels high. `spoken` says in words what it shows; empty: the text beside it does."""

    height: int
    shapes: tuple[Shape, ...]
    spoken: str = ""


def svg(drawing: Drawing, *, class_: str | None = None) -> Markup:
    """Return the drawing as an ``svg`` element as wide as its surroundings."""
    said: dict[str, Attribute] = (
        {"role": "img", "aria_label": drawing.spoken} if drawing.spoken else {"aria_hidden": "true"}
    )
    return tag(
        "svg",
        join(*(_element(shape) for shape in drawing.shapes)),
        class_=class_,
        width="100%",
        height=drawing.height,
        **said,
    )


def _element(shape: Shape) -> Markup:
    if isinstance(shape, Box):
        return tag(
            "rect",
            x=_across(shape.x),
            width=_across(shape.width),
            y=shape.y,
            height=shape.height,
            rx=shape.rounded or None,
            class_=shape.role,
        )
    if isinstance(shape, Stroke):
        across = {"x1": _across(shape.x1), "x2": _across(shape.x2)}
        return tag("line", **across, y1=shape.y1, y2=shape.y2, class_=shape.role)
    if isinstance(shape, Dot):
        return tag("circle", cx=_across(shape.x), cy=shape.y, r=shape.r, class_=shape.role)
    return tag("text", shape.text, x=_across(shape.x), y=shape.y, text_anchor=shape.anchor, class_=shape.role)


def _across(percent: float) -> str:
    return f"{percent:.1f}%"
