"""Contrast of the card page in both schemes: WCAG 2.2 AA (text 4.5:1, what is drawn or focused 3:1)."""

from __future__ import annotations

import re

import pytest

from crm_ai_cards.hosts.web import WebHost

CSS = WebHost().assets()["card.css"].decode()
LIGHT, DARK = (
    dict(re.findall(r"--([\w-]+): (#\w+);", block))
    for block in re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
)
TEXT = [(ink, ground) for ink in ("ink", "soft", "accent", "alert") for ground in ("paper", "wash")] + [
    ("on-accent", "accent"),
    ("paper", "ink"),
]
DRAWN = [("accent", "paper"), ("mark", "paper"), ("up", "paper"), ("down", "paper"), ("accent", "band")]


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * d for d in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("pairs", "least"), [(TEXT, 4.5), (DRAWN, 3.0)], ids=["text", "drawn"])
def test_contrast_is_enough(scheme: dict[str, str], pairs: list[tuple[str, str]], least: float) -> None:
    weak = {
        pair: round(contrast(scheme[pair[0]], scheme[pair[1]]), 2)
        for pair in pairs
        if contrast(scheme[pair[0]], scheme[pair[1]]) < least
    }
    assert weak == {}


def test_both_schemes_name_the_same_colours() -> None:
    assert LIGHT.keys() == DARK.keys()
    assert set(re.findall(r"var\(--([\w-]+)\)", CSS)) <= LIGHT.keys()
