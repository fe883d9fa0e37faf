"""The answers as texts, with evidence and claims, and the draft of the insight."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

from ...insights import Coverage, Evidence, Subject
from ...insights.objection import (
    About,
    Category,
    CitedDocument,
    ObjectionPayload,
    Past,
    Response,
    SimilarObjection,
)
from ...ports.feature import Draft
from ...ports.question import Question
from ...ports.writing import Passage, Slot, WordingRequest, Writer
from ...records import RecordRef
from ...records.base import KNOWLEDGE
from .answers import phrase
from .assessment import Assessment, ObjectionFacts
from .categories import NOT_AN_OBJECTION
from .choosing import Choice
from .deal import Said, companies_of, people_of
from .documents import Cited, cited
from .reading import Found

MAX_TEXT = 2_000
"""Characters of the objection that the insight keeps."""
_MOST_SIMILAR = 3
_MAX_SIMILAR_TEXT = 400
_ALIKE = 0.2
"""Likeness from which an earlier objection of the same category is shown. It only has to keep out what shares neither
a word nor a meaning: that both object to the same is what the reading says."""


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
        _parts(choice, _quoted(assessment.choices, at, ids, language), language)
        for at, choice in enumerate(assessment.choices)
    ]
    recalled = [_cited(assessment.choices, at, ids, language) for at in range(len(assessment.choices))]
    documents = _documents(assessment, first=len(evidence) + 1)
    responses = [
        Response(
            id=response_id(facts.question, choice.answer.key),
            tone=choice.answer.tone,
            text=_joined(own, approved),
            why=choice.answer.why,
            evidence=[*used, *_supporting(documents, choice.answer.claims)],
            claims=list(choice.answer.claims),
            blocked=[claim.id for claim in choice.answer.blocked],
            score=choice.score,
            approval=choice.answer.approval,
            entry=choice.answer.template.key if choice.answer.template else None,
            version=(choice.answer.template.version or None) if choice.answer.template else None,
            approved_until=choice.answer.template.expires_at if choice.answer.template else None,
            variant=choice.answer.key,
        )
        for choice, (own, approved), used in zip(assessment.choices, composed, recalled, strict=True)
    ]
    wording = writer.phrase(_request(facts, responses, [own for own, _ in composed], evidence, ids))
    said_texts = [
        _joined(wording.texts.get(r.id) or own, approved)
        for r, (own, approved) in zip(responses, composed, strict=True)
    ]
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
        similar=_similar(facts),
        documents=[_document(key, one) for key, one in documents.items()],
        first_by=facts.question.chosen_by,
        notes=_notes(assessment, language),
    )
    return Draft(
        payload=payload.model_dump(mode="json"),
        evidence=(*evidence.values(), *(_proof(key, one) for key, one in documents.items())),
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


def _parts(choice: Choice, quote: str | None, language: str) -> tuple[str, str]:
    """Return what a model may word anew, and what stands as it was approved.

    That is a claim with all that follows it, and the whole of a template: who approved it approved these words.
    """
    first, *more = choice.answer.sentences
    said = [(first.text, first.claim)]
    if quote is not None:
        said.append((phrase(language, "quote").replace("{quote}", quote), None))
    said += [(sentence.text, sentence.claim) for sentence in more]
    said.append((choice.answer.ask, None))
    claimed = (at for at, (_, claim) in enumerate(said) if claim is not None)
    cut = 0 if choice.answer.approval == "approved" else next(claimed, len(said))
    texts = [text for text, _ in said]
    return _joined(*texts[:cut]), _joined(*texts[cut:])


def _joined(*texts: str) -> str:
    return " ".join(text for text in texts if text)


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
    own: Sequence[str],
    evidence: Mapping[str, Evidence],
    ids: Mapping[str, Said],
) -> WordingRequest:
    snapshot = facts.question.snapshot
    return WordingRequest(
        feature="objection",
        subject=Subject(type="objection", id=facts.question.id),
        language=facts.reading.language,
        # Not the documents: what stands there is no fact that a text may take over.
        slots=tuple(
            Slot(r.id, text, "reply", r.id, tuple(key for key in r.evidence if key in evidence))
            for r, text in zip(responses, own, strict=True)
            if text
        ),
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


def _documents(assessment: Assessment, first: int) -> Mapping[str, Cited]:
    if assessment.facts.first.category == NOT_AN_OBJECTION:
        return {}
    stated = [claim for choice in assessment.choices for claim in choice.answer.claims]
    found = cited(assessment.facts.question, stated)
    return {f"ev_{at}": one for at, one in enumerate(found, first)}


def _supporting(documents: Mapping[str, Cited], claims: Sequence[str]) -> list[str]:
    return [key for key, one in documents.items() if set(one.supports).intersection(claims)]


def _proof(key: str, one: Cited) -> Evidence:
    record = RecordRef(type="document", id=one.passage.document_id, connection=KNOWLEDGE)
    return Evidence(id=key, record=record, what=one.place, quote=one.quote)


def _document(key: str, one: Cited) -> CitedDocument:
    passage = one.passage
    return CitedDocument(
        evidence=key,
        document_id=passage.document_id,
        title=passage.title,
        page=passage.page,
        heading=passage.heading,
        supports=list(one.supports),
    )


def _similar(facts: ObjectionFacts) -> list[SimilarObjection]:
    if facts.first.category == NOT_AN_OBJECTION:
        return []
    topics = {facts.first.category, *(one.category for one in facts.also)}
    return [
        SimilarObjection(
            id=one.id,
            at=one.at,
            text=one.text[:_MAX_SIMILAR_TEXT],
            language=one.language,
            category=one.topic,
            deal_id=one.deal_id,
            answer=one.answer,
            next_move=one.next_move,
        )
        for one in facts.question.past
        if one.topic in topics and one.likeness >= _ALIKE
    ][:_MOST_SIMILAR]


def _past(facts: ObjectionFacts) -> Past | None:
    same = [
        one for one in facts.question.past if one.topic == facts.first.category and one.next_move is not None
    ]
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
    found = {
        "earlier turns": len(facts.question.earlier),
        "earlier objections": len(facts.question.past),
        "passages of documents": len(facts.question.passages),
    }
    seen = {what: n for what, n in found.items() if n}
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
