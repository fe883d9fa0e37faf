"""Which of the known reasons a dismissal has, and what was said beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from ...insights import ReasonCode

_CODES: Mapping[str, ReasonCode] = {code: code for code in get_args(ReasonCode)}
_EARLIER: dict[str, ReasonCode] = {
    "already happened": "already_done",
    "wrong for this deal": "not_relevant",
    "not now": "bad_timing",
    "evidence is misread": "wrong_facts",
}
"""What cards of earlier versions send; one that is still open somewhere is understood."""


def reason_of(reason: str | None) -> tuple[ReasonCode | None, str | None]:
    """Return (code, words) of what was given as reason: a code, ``code: words``, or words alone.

    Words are somebody's free text: they are kept with the action and nothing is learned from them.
    """
    text = (reason or "").strip()
    if not text:
        return None, None
    head, _, tail = text.partition(":")
    name = head.strip().lower()
    if name in _CODES:
        return _CODES[name], tail.strip() or None
    if name in _EARLIER:
        return _EARLIER[name], tail.strip() or None
    return "other", text
