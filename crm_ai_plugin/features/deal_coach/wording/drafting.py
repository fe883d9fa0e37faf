"""Turns an assessment into a draft: sentences, evidence with ids, the payload."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from ....facts import EvidenceBook, Fact
from ....facts.columns import column_label
from ....facts.words import fact_label, fact_value
from ....insights import (
    Action,
    Change,
    Coverage,
    DealCoachPayload,
    Effect,
    Insight,
    LeftOutAction,
    ScoreMove,
)
from ....ports.feature import Draft, Foretold
from ....ports.writing import Wording, Writer
from ....records import Outcome
from ....records.snapshot import VISIBLE_ACTIVITIES, VISIBLE_RECORDS
from ....sentences import Catalogue, Param, Say, plain
from ..assessment import Assessment, FactMove, LeftOut, Scored, Weighed
from .action_texts import ActionTexts, action_texts
from .move_texts import move_entries, newest
from .request import slot_key, wording_request
from .score_texts import estimate, score_of
from .scorecards import note_text, scorecard

_MOVED = 0.02
"""Points of p_win from which a change is worth a line."""

_NAMED = 3
_WORTH_NAMING = 0.005
"""So many causes are named, of those that moved so many points."""
_CAUSES = 3
"""So many of the events that a version was asked for by."""


def draft(assessment: Assessment, writer: Writer, words: Catalogue) -> Draft:
    """Return the draft; the writer may rephrase headline and actions, nothing else."""
    facts = assessment.measured.facts
    book = EvidenceBook(words)
    texts = [action_texts(w.candidate, facts, words) for w in assessment.actions]
    cited = [book.ids(w.candidate.evidence) for w in assessment.actions]
    headline = _headline(assessment, texts, words)
    request = wording_request(
        assessment.measured.snapshot,
        headline,
        list(zip(assessment.actions, texts, cited, strict=True)),
        {e.id: e for e in book.entries},
        words.language,
    )
    wording = writer.phrase(request)
    said = {slot: wording.texts.get(slot) or text for slot, text in request.texts.items()}
    score = score_of(assessment, book, words)
    moves = move_entries(assessment, book, words)
    changes = _changes(assessment, moves, book, words)
    payload = DealCoachPayload(
        headline=said["headline"],
        score=score,
        actions=[
            _action(assessment, weighed, said, ids, words)
            for weighed, ids in zip(assessment.actions, cited, strict=True)
        ],
        facts={key: facts[key].value for key in sorted(facts)},
        fields={
            key: value for key, value in sorted(assessment.measured.row.values.items()) if key not in facts
        },
        moves=moves,
        scorecard=scorecard(assessment.scorecard, book, words),
        left_out=[_left_out(one, facts, words) for one in assessment.left_out],
        excluded=words.render(assessment.excluded) if assessment.excluded else None,
    )
    return Draft(
        payload=payload.model_dump(mode="json"),
        evidence=tuple(book.entries),
        coverage=_coverage(assessment, words, wording),
        changes=tuple(changes),
        fingerprint=assessment.fingerprint,
        recommendations=tuple(assessment.considered),
        source=wording.source,
        model=wording.model,
        prompt_version=wording.prompt_version,
        wording=wording.by,
        language=words.language,
        foretold=_foretold(assessment.scored),
    )


def _foretold(scored: Scored) -> Foretold | None:
    model = scored.model
    if model is None:
        return None
    return Foretold(scored.p.value, scored.p.low, scored.p.high, model.name, model.kind)


def _headline(assessment: Assessment, texts: list[ActionTexts], words: Catalogue) -> str:
    outcome = assessment.measured.snapshot.deal.outcome
    if assessment.excluded is not None:
        return words.render(assessment.excluded)
    if not texts:
        return words.render(
            Say("headline.open_alone" if outcome is Outcome.OPEN else f"headline.{outcome.value}")
        )
    # The odds stand beside the headline and the reasons below it, so it only says what to do.
    small = [text.title[:1].lower() + text.title[1:] for text in texts]
    then = small[1] if len(small) > 1 else None
    params = {"action": texts[0].title, "small": small[0], "next": then}
    return words.render(Say(f"headline.{outcome.value}", params))


def _action(
    assessment: Assessment, weighed: Weighed, said: Mapping[str, str], evidence: list[str], words: Catalogue
) -> Action:
    key = weighed.candidate.key
    basis = words.render(weighed.basis)
    return Action(
        id=_action_id(assessment, key),
        key=key,
        title=said[slot_key(key, "title")],
        why=said[slot_key(key, "why")],
        how=said[slot_key(key, "how")],
        due=weighed.due,
        evidence=evidence,
        confidence=estimate(weighed.confidence, weighed.n, basis),
        effect=Effect(
            p_win_if_done=estimate(weighed.p_if_done, weighed.n, basis),
            moves=weighed.candidate.spec.moves.fact if weighed.candidate.spec.moves else None,
            told_by=weighed.told_by,
        ),
        state=weighed.state,
        note=note_text(weighed.note, words),
    )


def _left_out(one: LeftOut, facts: Mapping[str, Fact], words: Catalogue) -> LeftOutAction:
    texts = action_texts(one.weighed.candidate, facts, words)
    return LeftOutAction(
        key=one.weighed.candidate.key, title=texts.title, why=note_text(one.why, words) or ""
    )


def _action_id(assessment: Assessment, key: str) -> str:
    """The same action on the same deal keeps its id over versions."""
    snapshot = assessment.measured.snapshot
    name = f"{snapshot.connection}\x1f{snapshot.deal.id}\x1f{key}"
    return f"act_{hashlib.sha256(name.encode()).hexdigest()[:24]}"


def _coverage(assessment: Assessment, words: Catalogue, wording: Wording) -> Coverage:
    snapshot = assessment.measured.snapshot
    seen = {
        words.text(f"term.types.{kind}"): count
        for kind in VISIBLE_ACTIVITIES
        if (count := sum(a.type.value == kind for a in snapshot.activities))
    }
    for kind, rows in (
        ("contact", snapshot.contacts),
        ("stage_change", snapshot.stage_changes),
        ("field_change", snapshot.field_changes),
        ("line_item", snapshot.line_items),
    ):
        if rows:
            seen[words.text(f"term.types.{kind}")] = len(rows)
    visible = snapshot.visible | {a.type.value for a in snapshot.activities}
    hidden = tuple(
        kind for kind in (*VISIBLE_ACTIVITIES, *VISIBLE_RECORDS) if kind not in visible and kind != "owner"
    )
    missing = [words.text(f"term.types.{kind}") for kind in hidden]
    effect = [_coverage_effect(assessment, hidden, words)]
    for key, n in (("not_read", wording.not_read), ("withheld", wording.withheld)):
        if n:
            effect.append(words.render(Say(f"coverage.{key}", {"n": n})))
    return Coverage(seen=seen, missing=missing, effect=" ".join(effect))


def _coverage_effect(assessment: Assessment, hidden: tuple[str, ...], words: Catalogue) -> str:
    scored = assessment.scored
    if assessment.measured.snapshot.deal.outcome is not Outcome.OPEN:
        return words.text("coverage.closed")
    if not scored.unmeasured:
        return words.text("coverage.full")
    facts = assessment.measured.facts
    unseen = {
        key
        for key in scored.unmeasured
        if key in facts and (why := facts[key].reason) and why.key == "reason.not_visible"
    }
    others = tuple(column_label(key, words).lower() for key in scored.unmeasured if key not in unseen)
    points = round(100 * scored.widened)
    return words.render(
        Say(
            "coverage.partial" if points >= 1 else "coverage.partial_same",
            {"n": len(scored.unmeasured), "points": points, "missing": hidden, "facts": others[:5]},
        )
    )


def _changes(
    assessment: Assessment, moves: Sequence[ScoreMove], book: EvidenceBook, words: Catalogue
) -> list[Change]:
    last = assessment.history.last
    if last is None:
        return []
    changes = []
    text = _p_change(assessment.scored, moves, last, words)
    if text is not None:
        because = [id_ for move in moves[:_NAMED] for id_ in move.evidence]
        changes.append(Change(what=text, because=list(dict.fromkeys(because))))
    changes.extend(
        Change(
            what=_move(move, words),
            because=book.ids(newest(assessment, move.fact.key, words)),
        )
        for move in assessment.moves
    )
    told = tuple(dict.fromkeys(cause for one in assessment.history.causes if (cause := plain(one, 120))))
    if changes and told:
        # A mail comes as an event for each of its fields: the first ones say what it was.
        params: dict[str, Param] = {"causes": told[:_CAUSES], "more": len(told[_CAUSES:]) or None}
        changes.append(Change(what=words.render(Say("change.cause", params))))
    return changes


def _p_change(scored: Scored, moves: Sequence[ScoreMove], last: Insight, words: Catalogue) -> str | None:
    score: Any = last.payload.get("score")
    try:
        old = float(score["p_win"]["value"])
    except (KeyError, TypeError, ValueError):
        return None
    if abs(old - scored.p.value) < _MOVED:
        return None
    because = tuple(
        f"{column_label(move.key, words).lower() if move.key else move.what} ({100 * move.points:+.0f})"
        for move in moves[:_NAMED]
        if abs(move.points) >= _WORTH_NAMING
    )
    return words.render(Say("change.p", {"old": old, "new": scored.p.value, "because": because}))


def _move(move: FactMove, words: Catalogue) -> str:
    spec = move.fact.spec
    params: dict[str, Any] = {
        "label": fact_label(spec.key, words),
        "old": fact_value(spec, move.old, words),
        "new": fact_value(spec, move.fact.value, words),
    }
    if not move.known_before:
        return words.render(Say("change.appeared", params))
    return words.render(Say("change.fact" if move.fact.measured else "change.vanished", params))
