"""Names the substance of an insight: the same advice on the same grounds has the same name."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from ...insights import Insight
from .assessment import Weighed
from .methodology import FilledCard

_STEP = 0.02


def fingerprint(
    actions: Sequence[Weighed], p_win: float, last: Insight | None, card: FilledCard | None = None
) -> str:
    """Return the name of this advice; that of `last` if nothing but a rounding of the odds lies between them.

    Order and due dates don't count, nor does a chance to win that moved by less than two points across the
    border of two steps.
    """
    step = round(p_win / _STEP)
    if last is not None:
        before = _p_win_of(last)
        if before is not None and abs(before - p_win) < _STEP:
            for near in (step - 1, step, step + 1):
                if _name(actions, near, card) == last.fingerprint:
                    return last.fingerprint
    return _name(actions, step, card)


def _name(actions: Sequence[Weighed], step: int, card: FilledCard | None = None) -> str:
    substance = sorted(
        [
            action.candidate.key,
            action.candidate.trigger,
            sorted(f"{e.record.type}:{e.record.id}" for e in action.candidate.evidence),
        ]
        for action in actions
    )
    parts: list[object] = [step, substance]
    if card is not None:
        parts.append([card.methodology.key, [[one.element.key, one.state] for one in card.elements]])
    text = json.dumps(parts, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _p_win_of(insight: Insight) -> float | None:
    try:
        return float(insight.payload["score"]["p_win"]["value"])
    except (KeyError, TypeError, ValueError):
        return None
