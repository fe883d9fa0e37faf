"""The answers as texts, with evidence and claims, and the draft of the insight."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

from ...insights import Coverage, Evidence, Subject
from ...insights.objection import About, Category, ObjectionPayload, Past, Response
from ...ports.feature import Draft
from ...ports.question import Question
from ...ports.writing import Passage, Slot, WordingRequest, Writer
from .answers import phrase
from .assessment import Assessment, ObjectionFacts
from .choosing import Choice
from .deal import Said, companies_of, people_of
from .reading import Found

MAX_TEXT = 2_000
"""Characters of the objection that the insight keeps."""


def draft(assessment: Assessment, writer: Writer) -> Draft:
    """Return the draft; the writer may rephrase answers, nothing else."""
    facts = assessment.facts
    language = facts.reading.language
    evidence = {
        f"ev_{at + 1}": Evidence(
            id=f"ev_{at + 1}",
            record=said.record,
            at=said.activity.at,
            what=said.topic.replace("_", " "),
            quote=said.quote,
        )
        for at, said in enumerate(facts.said)
    }
    ids = dict(zip(evidence, facts.said, strict=True))
    composed = [
        _text(choice, _quoted(assessment.choices, at, ids, language), language)
        for at, choice in enumerate(assessment.choices)
    ]
    cited = [_cited(assessment.choices, at, ids, language) for at in range(len(assessment.choices))]
    responses = [
        Response(
            id=response_id(facts.question, choice.answer.key),
            tone=choice.answer.tone,
            text=text,
            why=choice.answer.why,
            evidence=used,
            claims=list(choice.answer.claims),
            blocked=[claim.id for claim in choice.answer.blocked],
            score=choice.score,
            approval=choice.answer.approval,
            entry=choice.answer.template.key if choice.answer.template else None,
            version=(choice.answer.template.version or None) if choice.answer.template else None,
            approved_until=choice.answer.template.expires_at if choice.answer.template else None,
            variant=choice.answer.key,
        )
        for choice, text, used in zip(assessment.choices, composed, cited, strict=True)
    ]
    wording = writer.phrase(_request(facts, responses, evidence, ids))
    said_texts = [wording.texts.get(r.id) or r.text for r in responses]
    payload = ObjectionPayload(
        category=_category(facts.first),
        also=[_category(one) for one in facts.also],
        language=language,
        language_known=facts.reading.language_known,
        responses=[
            r.model_copy(update={"text": text}) for r, text in zip(responses, said_texts, strict=True)
        ],
        text=facts.question.text[:MAX_TEXT],
        about=About(
            deal_id=facts.question.snapshot.deal.id if facts.question.snapshot else None,
            contact_id=facts.question.contact_id,
        ),
        past=_past(facts),
        first_by=facts.question.chosen_by,
        notes=_notes(assessment, language),
    )
    return Draft(
        payload=payload.model_dump(mode="json"),
        evidence=tuple(evidence.values()),
        coverage=_coverage(facts),
        changes=(),
        fingerprint=_fingerprint(facts, assessment.choices),
        recommendations=tuple(assessment.considered),
        source=wording.source,
        model=wording.model,
        prompt_version=wording.prompt_version,
        wording=wording.by,
        language=language,
    )


def response_id(question: Question, variant: str) -> str:
    """Name one answer to one question."""
    return "rsp_" + hashlib.sha256(f"{question.id}|{variant}".encode()).hexdigest()[:24]


def _text(choice: Choice, quote: str | None, language: str) -> str:
    first, *more = (sentence.text for sentence in choice.answer.sentences)
    parts = [first]
    if quote is not None:
        parts.append(phrase(language, "quote").replace("{quote}", quote))
    return " ".join(part for part in (*parts, *more, choice.answer.ask) if part)


def _quoted(choices: Sequence[Choice], at: int, ids: Mapping[str, Said], language: str) -> str | None:
    found = _own_words(choices, at, ids, language)
    return ids[found].quote.strip() if found else None


def _cited(choices: Sequence[Choice], at: int, ids: Mapping[str, Said], language: str) -> list[str]:
    found = _own_words(choices, at, ids, language)
    return [found] if found else []


def _own_words(choices: Sequence[Choice], at: int, ids: Mapping[str, Said], language: str) -> str | None:
    """The evidence that this answer recalls: the first answer of a tone, in the buyer's own language."""
    tone = choices[at].answer.tone
    if any(choice.answer.tone == tone for choice in choices[:at]):
        return None
    return next(
        (key for key, said in ids.items() if said.for_us and said.quotable and said.language == language),
        None,
    )


def _request(
    facts: ObjectionFacts,
    responses: Sequence[Response],
    evidence: Mapping[str, Evidence],
    ids: Mapping[str, Said],
) -> WordingRequest:
    snapshot = facts.question.snapshot
    return WordingRequest(
        feature="objection",
        subject=Subject(type="objection", id=facts.question.id),
        language=facts.reading.language,
        slots=tuple(Slot(r.id, r.text, "reply", r.id, tuple(r.evidence)) for r in responses),
        evidence=tuple(
            Passage(
                id=key,
                what=one.what,
                text=ids[key].activity.body,
                quote=one.quote,
                record=one.record,
                at=one.at,
                people=ids[key].activity.contact_ids,
            )
            for key, one in evidence.items()
        ),
        people=people_of(snapshot),
        companies=companies_of(snapshot),
    )


def _category(found: Found) -> Category:
    return Category(key=found.category, confidence=found.confidence, quote=found.quote[:400])


def _past(facts: ObjectionFacts) -> Past | None:
    same = [one for one in facts.question.past if one.topic == facts.first.category]
    if not same:
        return None
    moves = [one.next_move for one in same]
    return Past(
        n=len(same), won=moves.count("won"), advanced=moves.count("advanced"), lost=moves.count("lost")
    )


def _notes(assessment: Assessment, language: str) -> list[str]:
    blocked = {claim.id: claim for choice in assessment.choices for claim in choice.answer.blocked}
    return [phrase(language, "blocked").replace("{claim}", claim.text[:200]) for claim in blocked.values()]


def _coverage(facts: ObjectionFacts) -> Coverage:
    snapshot = facts.question.snapshot
    seen = {"earlier turns": len(facts.question.earlier)} if facts.question.earlier else {}
    if snapshot is None:
        return Coverage(
            seen=seen, missing=["deal"], effect="answers rest on the sentence alone; name the deal for more"
        )
    missing = [kind for kind in ("email", "call", "meeting") if kind not in snapshot.visible]
    return Coverage(
        seen=seen | {"activities": len(snapshot.activities)},
        missing=missing,
        effect="what was said there could not be recalled" if missing else "",
    )


def _fingerprint(facts: ObjectionFacts, choices: Sequence[Choice]) -> str:
    found = [facts.first.category, *(one.category for one in facts.also)]
    substance = json.dumps([facts.question.id, found, [c.answer.key for c in choices]])
    return hashlib.sha256(substance.encode()).hexdigest()[:32]
