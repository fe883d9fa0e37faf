"""The ledger of the score in words, each entry with the event or record that it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from ....facts import EvidenceBook, EvidenceDraft
from ....facts.columns import column_label
from ....insights import ScoreMove as Entry
from ....sentences import Catalogue, Say
from ..assessment import Assessment, ScoreMove
from .score_texts import evidence_of

_COUNTS = 0.005
_SHOWN = 12
_TIMED = ("days", "hours", "ratio")


def move_entries(assessment: Assessment, book: EvidenceBook, words: Catalogue) -> list[Entry]:
    """Return the ledger; what hardly counts is one entry, so that the sum stays exact."""
    moves = assessment.score_moves
    shown = [one for one in moves if abs(one.points) >= _COUNTS][:_SHOWN]
    rest = [one for one in moves if one not in shown]
    entries = [_entry(one, assessment, book, words) for one in shown]
    if rest:
        entries.append(
            Entry(
                cause="rest",
                what=words.render(Say("move.rest", {"n": len(rest)})),
                log_odds=sum(one.log_odds for one in rest),
                points=sum(one.points for one in rest),
            )
        )
    return entries


def _entry(move: ScoreMove, assessment: Assessment, book: EvidenceBook, words: Catalogue) -> Entry:
    if move.cause != "column":
        what = words.render(Say(f"move.{move.cause}", {"points": move.points}))
        return Entry(cause=move.cause, what=what, log_odds=move.log_odds, points=move.points)
    found = newest(assessment, move.key, words)
    cause = _cause(move.key, found, assessment)
    label = column_label(move.key, words)
    return Entry(
        cause=cause,
        key=move.key,
        what=words.render(Say(f"move.{cause}", {"label": label, "points": move.points})),
        evidence=book.ids(found),
        log_odds=move.log_odds,
        points=move.points,
    )


def _cause(
    key: str, found: Sequence[EvidenceDraft], assessment: Assessment
) -> Literal["event", "time", "record"]:
    last = assessment.history.last
    if any(e.at is not None and last is not None and e.at > last.as_of for e in found):
        return "event"
    fact = assessment.measured.facts.get(key)
    return "time" if fact is not None and fact.unit in _TIMED else "record"


def newest(assessment: Assessment, key: str, words: Catalogue) -> list[EvidenceDraft]:
    """A column's evidence that came after the last version, or all of it where nothing did."""
    evidence = list(evidence_of(key, assessment, words))
    last = assessment.history.last
    since = [e for e in evidence if last is not None and e.at is not None and e.at > last.as_of]
    return since or evidence
