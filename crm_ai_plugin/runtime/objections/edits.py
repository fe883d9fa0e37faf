"""What was changed in a text, without what it says about anybody.

What people add is full of names, numbers and their customer's affairs. Only words that stand in our own texts are
kept as they are; every other word is a mask. That shows what was cut, moved and rephrased, and teaches nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Any

MASK = "▒"
MAX_TEXT = 4_000
_WORD = re.compile(r"[^\W_]+|[^\w\s]")


def masked_change(
    shown: str, edited: str, own_texts: Iterable[str], foreign: Iterable[str] = ()
) -> dict[str, Any]:
    """Return how `edited` differs from what was shown.

    Args:
        shown: The text as it stood in the insight.
        edited: What it was made into.
        own_texts: Texts of ours in that language, whose words may be kept.
        foreign: What in `shown` is not ours, such as quotations.

    Returns:
        ``kept``: the share of the shown words that stayed; ``length``: the length in words relative to before;
        ``ops``: ``[["keep", 12], ["cut", "…"], ["add", "… ▒ …"]]``.
    """
    before, after = _words(shown[:MAX_TEXT]), _words(edited[:MAX_TEXT])
    theirs = {word.lower() for text in foreign for word in _words(text)}
    ours = {word.lower() for text in own_texts for word in _words(text) if not word.isdigit()} - theirs
    ops: list[list[Any]] = []
    kept = 0
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            kept += b - a
            ops.append(["keep", b - a])
            continue
        if b > a:
            ops.append(["cut", _masked(before[a:b], ours)])
        if d > c:
            ops.append(["add", _masked(after[c:d], ours)])
    return {
        "kept": round(kept / len(before), 3) if before else 0.0,
        "length": round(len(after) / len(before), 3) if before else 0.0,
        "ops": ops[:60],
    }


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _masked(words: Iterable[str], ours: set[str]) -> str:
    return " ".join(w if w.lower() in ours or not (w[0].isalnum()) else MASK for w in words)
