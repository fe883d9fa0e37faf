"""Why the chance to win moved since the last version: every point of it booked on what caused it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...facts.columns.measure import Row, row_of_values
from ...insights import Insight
from ...stats import logit
from .assessment import Cause, DealFacts, Scored, ScoreMove

_NOTHING = 1e-12


def score_moves(measured: DealFacts, scored: Scored, last: Insight | None) -> list[ScoreMove]:
    """Return what moved the chance since `last`, the most first; empty where there is nothing to compare with.

    The deal of then is scored by the model of now: the difference to what was said then is the model's, the rest is that
    of the columns that changed.
    """
    before = _p_before(last)
    if before is None or last is None:
        return []
    moved = scored.p.value - before
    then = last.payload.get("score")
    was_closed = isinstance(then, Mapping) and then.get("model") is None and before in (0.0, 1.0)
    if scored.model is None or was_closed:
        # A known outcome has no parts.
        change = logit(scored.p.value) - logit(before)
        return [ScoreMove("outcome", "", change, moved)] if abs(moved) > _NOTHING else []
    row = _row_before(last, measured)
    old = scored.model.ask(scored.model.table(row))
    parts: dict[tuple[Cause, str], float] = {
        ("model", ""): logit(old.p.value) - logit(before),
        ("certainty", ""): scored.base - old.base,
    }
    for key in {*scored.contributions, *old.contributions}:
        change = scored.contributions.get(key, 0.0) - old.contributions.get(key, 0.0)
        parts["column", key] = parts.get(("column", key), 0.0) + change
    return _in_points(parts, before, scored.p.value)


def _in_points(parts: Mapping[tuple[Cause, str], float], before: float, now: float) -> list[ScoreMove]:
    """Each part by the mean slope of the way, so that points add up as log-odds do."""
    total = logit(now) - logit(before)
    slope = (now - before) / total if abs(total) > _NOTHING else now * (1 - now)
    found = [
        ScoreMove(cause, key, part, slope * part)
        for (cause, key), part in parts.items()
        if abs(part) > _NOTHING
    ]
    return sorted(found, key=lambda one: (-abs(one.log_odds), one.cause, one.key))


def _p_before(last: Insight | None) -> float | None:
    try:
        return None if last is None else float(last.payload["score"]["p_win"]["value"])
    except (KeyError, TypeError, ValueError):
        return None


def _row_before(last: Insight, measured: DealFacts) -> Row:
    facts: Any = last.payload.get("facts")
    fields: Any = last.payload.get("fields")
    return row_of_values(
        facts if isinstance(facts, Mapping) else {},
        fields if isinstance(fields, Mapping) else {},
        measured.snapshot.deal.currency,
    )
