"""Why a text did not pass, as stable codes; the metrics count them."""

from __future__ import annotations

from typing import Literal

Refusal = Literal[
    "empty",
    "length",
    "missing",
    "evidence",
    "token",
    "control",
    "markup",
    "link",
    "script",
    "leftover",
    "address",
    "stake",
    "number",
    "date",
    "quote",
    "name",
    "word",
    "polarity",
    "swap",
    "drift",
]
