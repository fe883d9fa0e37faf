"""Turns an assessment into a draft: statements, advice, evidence with ids, the payload."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from ...facts import EvidenceBook
from ...insights import Change, Coverage, Estimate, Evidence, Subject
from ...insights.persona import (
    Advice,
    Clock,
    Contradiction,
    NotSeen,
    PersonaPayload,
    PersonaTrait,
)
from ...ports.feature import Draft
from ...ports.writing import Passage, Person, Slot, Wording, WordingRequest, Writer
from ...records import Activity, ActivityType
from ...sentences import Catalogue, Say
from ...stats import Interval
from .assessment import PersonAssessment
from .charts import charts_of
from .overrides import Held, substance
from .traits import Seen, Trait
from .traits.model import MIN_TOUCHPOINTS, NotEnough

MAX_ADVICE = 5
_NUMBER = re.compile(r"\d[\d.,:]*")
_USEFUL = (
    "stance",
    "channel_preference",
    "engagement_change",
    "main_topic",
    "best_hours",
    "evidence_seeking",
    "consensus_building",
    "reply_latency",
    "pain_points",
    "message_length",
    "meeting_attendance",
    "formality",
    "budget_topics",
    "language",
    "technical_topics",
    "rescheduling",
    "best_days",
    "stage_speed",
    "copied_in",
    "buying_behaviour",
)
"""Traits by how much knowing them changes what a rep does next; which come to be said depends on what was seen."""


def said_in_words(traits: Mapping[str, Trait], words: Catalogue) -> dict[str, str]:
    """Return the observed statements by trait."""
    return {key: words.render(trait.seen.value) for key, trait in traits.items() if trait.seen is not None}


def draft(assessment: PersonAssessment, writer: Writer, words: Catalogue) -> Draft:
    """Return the draft; the writer may rephrase the advice, nothing else."""
    points, held = assessment.measured.points, assessment.held
    book = EvidenceBook(words)
    traits = [_trait(one, book, words) for one in held.values() if one.value is not None]
    cited = {trait.key: trait.evidence for trait in traits}
    advice = _advice(held, cited, words)
    wording = writer.phrase(_request(assessment, advice, book.entries, words)) if advice else Wording({})
    contact = points.snapshot.contact
    payload = PersonaPayload(
        traits=traits,
        not_seen=[_not_seen(one, words) for one in held.values() if one.value is None],
        how_to_work_with=[
            line.model_copy(update={"text": wording.texts.get(f"advice.{line.trait}", line.text)})
            for line in advice
        ],
        clock=Clock(zone=points.zone.name, basis=points.zone.basis),
        touchpoints=0 if contact.do_not_profile else points.n,
        automatic=sum(t.reading.automatic for t in points.past),
        kept_out=sum(t.reading.kept_out for t in points.past),
        charts=charts_of(points),
    )
    return Draft(
        payload=payload.model_dump(mode="json"),
        evidence=tuple(book.entries),
        coverage=_coverage(assessment, payload, words),
        changes=_changes(assessment, payload, words),
        fingerprint=assessment.fingerprint,
        source=wording.source,
        model=wording.model,
        prompt_version=wording.prompt_version,
        wording=wording.by,
        language=words.language,
    )


def _trait(held: Held, book: EvidenceBook, words: Catalogue) -> PersonaTrait:
    spec, seen, decided = held.trait.spec, held.trait.seen, held.override
    if decided is not None:
        return PersonaTrait(
            key=spec.key,
            group=spec.group,
            label=words.text(f"trait.{spec.key}.label"),
            value=held.value or "",
            data=dict(decided.data.get("data", {})),
            confidence=Estimate(value=1, low=1, high=1, n=0, basis="stated by a person"),
            n=0,
            locked=True,
            by="person",
            reason=decided.reason or None,
            contradicted=_contradiction(held, book) if held.contradicted else None,
        )
    assert seen is not None  # noqa: S101  # a value without an override was observed
    return PersonaTrait(
        key=spec.key,
        group=spec.group,
        label=words.text(f"trait.{spec.key}.label"),
        value=held.value or "",
        data=dict(seen.data),
        unit=spec.unit,
        estimate=_estimate(seen.estimate, seen) if seen.estimate else None,
        confidence=_estimate(seen.confidence, seen),
        n=seen.n,
        evidence=book.ids(seen.evidence),
        first_seen=seen.first,
        last_seen=seen.last,
        expires_at=held.trait.expires_at,
        substance=substance(seen),
    )


def _contradiction(held: Held, book: EvidenceBook) -> Contradiction | None:
    seen = held.trait.seen
    if seen is None:
        return None
    return Contradiction(
        value=held.said or "", confidence=_estimate(seen.confidence, seen), evidence=book.ids(seen.evidence)
    )


def _estimate(interval: Interval, seen: Seen) -> Estimate:
    return Estimate(
        value=interval.value, low=interval.low, high=interval.high, n=seen.n, basis=f"{seen.n} observations"
    )


def _not_seen(held: Held, words: Catalogue) -> NotSeen:
    spec, found = held.trait.spec, held.trait.found
    few = found if isinstance(found, NotEnough) else NotEnough(found.n, found.n)
    return NotSeen(
        key=spec.key,
        group=spec.group,
        label=words.text(f"trait.{spec.key}.label"),
        n=few.n,
        needed=few.needed,
        rejected=(held.override.reason or "rejected") if held.override else None,
    )


def _advice(held: Mapping[str, Held], cited: Mapping[str, Sequence[str]], words: Catalogue) -> list[Advice]:
    """At most five lines; each follows from one observed trait that nobody has overruled."""
    lines = []
    for key in _USEFUL:
        one = held.get(key)
        if one is None or one.trait.seen is None or _overruled(one):
            continue
        text = words.render(Say(_advice_key(one.trait.seen.value.key, words), one.trait.seen.value.params))
        if text:
            lines.append(Advice(trait=key, text=text, evidence=list(cited.get(key, ()))))
    return lines[:MAX_ADVICE]


def _overruled(held: Held) -> bool:
    """Whether advice from what was observed would go against a person's word; a lock that agrees is no such word."""
    return held.override is not None and (held.override.kind != "lock" or held.contradicted)


def _advice_key(value: str, words: Catalogue) -> str:
    special = value.replace(".value", ".advice")
    return special if words.has(special) else f"{special.rsplit('.', 1)[0]}.advice"


def _request(
    assessment: PersonAssessment, advice: Sequence[Advice], evidence: Sequence[Evidence], words: Catalogue
) -> WordingRequest:
    snapshot = assessment.measured.points.snapshot
    used = {id_ for line in advice for id_ in line.evidence}
    activities = {activity.id: activity for activity in snapshot.activities}
    contact = snapshot.contact
    first, last = contact.first_name, contact.last_name
    names = (" ".join(p for p in (first, last) if p), last, first, contact.email, contact.phone)
    return WordingRequest(
        feature="persona",
        subject=Subject(type="contact", id=contact.id),
        language=words.language,
        slots=tuple(
            Slot(f"advice.{line.trait}", line.text, "how", line.trait, tuple(line.evidence))
            for line in advice
        ),
        evidence=tuple(_passage(one, activities.get(one.record.id)) for one in evidence if one.id in used),
        people=(
            Person(
                contact.id,
                tuple(dict.fromkeys(name for name in names if name and len(name) > 1)),
                contact.do_not_profile,
            ),
        ),
        companies=(snapshot.company.name,) if snapshot.company and snapshot.company.name else (),
    )


def _passage(one: Evidence, activity: Activity | None) -> Passage:
    text = "\n".join(part for part in (activity.subject, activity.body) if part) if activity else ""
    return Passage(
        id=one.id,
        what=one.what,
        text=text or one.quote or "",
        quote=one.quote,
        record=one.record,
        at=one.at,
        people=activity.contact_ids if activity else (),
    )


def _coverage(assessment: PersonAssessment, payload: PersonaPayload, words: Catalogue) -> Coverage:
    points = assessment.measured.points
    visible = points.snapshot.visible
    kinds = [kind.value for kind in ActivityType]
    if points.snapshot.contact.do_not_profile:
        return Coverage(effect=words.render(Say("persona_coverage.barred")))
    few = payload.touchpoints < MIN_TOUCHPOINTS
    effect = words.render(
        Say(
            f"persona_coverage.{'few' if few else 'full'}",
            {"n": payload.touchpoints, "needed": MIN_TOUCHPOINTS},
        )
    )
    if points.snapshot.older:
        total = len(points.past) + points.snapshot.older
        effect += " " + words.render(Say("persona_coverage.newest", {"n": len(points.past), "total": total}))
    for key, n in (("kept_out", payload.kept_out), ("machine", payload.automatic)):
        if n:
            effect += " " + words.render(Say(f"persona_coverage.{key}", {"n": n}))
    seen = Counter(t.activity.type for t in points.past)
    return Coverage(
        seen={kind.value: seen[kind] for kind in ActivityType if seen[kind]},
        missing=[kind for kind in kinds if visible and kind not in visible],
        effect=effect,
    )


def _changes(assessment: PersonAssessment, payload: PersonaPayload, words: Catalogue) -> list[Change]:
    """What is stated otherwise than in the version before, and the evidence for it."""
    last = assessment.history.last
    if last is None:
        return []
    before = {str(t.get("key")): t for t in last.payload.get("traits", ()) if isinstance(t, Mapping)}
    found = []
    for trait in payload.traits:
        old = before.pop(trait.key, None)
        if old is None:
            found.append(_change("new", trait.label, words, trait.evidence, new=trait.value))
        elif _without_numbers(str(old.get("value"))) != _without_numbers(trait.value):
            found.append(
                _change(
                    "changed", trait.label, words, trait.evidence, old=str(old.get("value")), new=trait.value
                )
            )
        if trait.contradicted and not (old or {}).get("contradicted"):
            found.append(_change("contradicted", trait.label, words, trait.contradicted.evidence))
    found += [
        _change("gone", str(old.get("label")), words, (), old=str(old.get("value")))
        for _, old in sorted(before.items())
    ]
    return found


def _without_numbers(text: str) -> str:
    """Numbers move with every touchpoint; that alone is no news."""
    return _NUMBER.sub("", text)


def _change(key: str, label: str, words: Catalogue, because: Sequence[str], **params: str) -> Change:
    return Change(
        what=words.render(Say(f"persona_change.{key}", {"label": label, **params})), because=list(because)
    )
