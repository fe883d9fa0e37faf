"""The card of an ``objection`` insight."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from crm_ai_plugin.insights import Estimate, Evidence, Insight, ObjectionPayload, Response
from crm_ai_plugin.insights.objection import CitedDocument, Past, SimilarObjection

from ..blocks import Block
from ..blocks.coverage import CoverageBlock
from ..blocks.evidence import EvidenceBlock, EvidenceItem
from ..blocks.headline import HeadlineBlock
from ..blocks.metric import MetricBlock
from ..blocks.quote import QuoteBlock
from ..blocks.quotes import Quoted, QuotesBlock
from ..blocks.replies import RepliesBlock, Reply
from ..document import Card
from ..words import day, percent

NOT_AN_OBJECTION = "not_an_objection"
_LABELS = {
    "price": "Price",
    "budget": "Budget",
    "authority": "Somebody else decides",
    "need": "No need",
    "timing": "Timing",
    "trust": "Trust",
    "competitor": "Competitor",
    "status_quo": "Happy as it is",
    "product_gap": "Something is missing",
    "integration": "Integration",
    "security_legal": "Security and legal",
    "contract_terms": "Contract terms",
    "roi_proof": "Proof of return",
    "brush_off": "Brush-off",
    NOT_AN_OBJECTION: "Not an objection",
}
_TONES = {"aggressive": "Direct", "consultative": "Consultative", "empathetic": "Empathetic"}


class ObjectionCard:
    """Builds the card of an objection: what it is, what to say, why, and what that rests on."""

    kind: ClassVar[str] = "objection"
    route: ClassVar[str] = "objection-handler"
    document_model: ClassVar[type[Card]] = Card

    def build(self, insight: Insight) -> Card:
        """Return the card.

        Raises:
            pydantic.ValidationError: the payload is not that of an objection.
        """
        payload = ObjectionPayload.model_validate(insight.payload)
        return Card.of(insight, "Objection handler", _blocks(insight, payload))


def _blocks(insight: Insight, payload: ObjectionPayload) -> Iterator[Block]:
    category = payload.category
    names = [label(category.key), *(label(one.key) for one in payload.also)]
    yield HeadlineBlock(text=" + ".join(names))
    yield _sure(category.confidence)
    yield QuoteBlock(title="What was said", text=payload.text, notes=tuple(_notes(payload)))
    yield RepliesBlock(
        title="What to say",
        items=tuple(_reply(response) for response in payload.responses),
        empty="This does not read like an objection, so there is nothing to answer.",
        keys="Press 1 to 9 to copy an answer.",
    )
    proofs = {one.id: one for one in insight.evidence}
    yield QuotesBlock(
        title="From your documents",
        items=tuple(
            _from_document(one, proofs[one.evidence]) for one in payload.documents if one.evidence in proofs
        ),
    )
    yield QuotesBlock(title="Said before", items=tuple(_said_before(one) for one in payload.similar))
    yield CoverageBlock(
        seen=insight.coverage.seen, missing=tuple(insight.coverage.missing), effect=insight.coverage.effect
    )
    yield EvidenceBlock(items=tuple(EvidenceItem.of(e) for e in insight.evidence if _is_cited(e, payload)))


def _is_cited(evidence: Evidence, payload: ObjectionPayload) -> bool:
    """Whether it belongs with the evidence: a document that supports no answer stands in its own part alone."""
    supporting = any(evidence.id in response.evidence for response in payload.responses)
    return evidence.record.type != "document" or supporting


def _from_document(one: CitedDocument, proof: Evidence) -> Quoted:
    supports = (f"Supports: {', '.join(one.supports)}.",) if one.supports else ()
    return Quoted(text=proof.quote or "", source=proof.what, notes=supports)


_MOVES = {
    "won": "the deal was won within a month",
    "advanced": "the deal moved on within a month",
    "none": "the deal did not move within a month",
    "lost": "the deal was lost within a month",
}


def _said_before(one: SimilarObjection) -> Quoted:
    answer = f"Answered: {one.answer}" if one.answer else "No answer was used."
    came = f"After it {_MOVES[one.next_move]}." if one.next_move else ""
    where = f"{label(one.category)} · {day(one.at)}"
    return Quoted(text=one.text, source=where, notes=tuple(note for note in (answer, came) if note))


def _sure(confidence: Estimate) -> MetricBlock:
    share, (low, high) = round(confidence.value * 100), (confidence.low, confidence.high)
    return MetricBlock(
        key="reading",
        label="How sure the reading is",
        estimate=confidence,
        outcome="right",
        words=f"Of 100 sentences read like this one, about {share} were read rightly; nine times in ten the true "
        f"figure lies between {round(low * 100)} and {round(high * 100)}. Based on {confidence.n} {confidence.basis}.",
    )


def label(key: str) -> str:
    """Return a category for people."""
    return _LABELS.get(key, key.replace("_", " ").capitalize())


def _notes(payload: ObjectionPayload) -> Iterator[str]:
    if not payload.language_known:
        yield "The language could not be told; the answers are in the usual one."
    for one in payload.also:
        yield f"Also: {label(one.key)}, {percent(one.confidence.value)} sure."
    if payload.first_by is not None and payload.first_by.by != "engine":
        yield "Which comes first was chosen by a language model, among what the engine found."
    if payload.past is not None:
        yield _past(payload.past)
    yield from payload.notes


def _past(past: Past) -> str:
    return (
        f"After {past.n} answers to this objection deals moved on {past.advanced + past.won} times "
        f"and were lost {past.lost} times within a month."
    )


def _reply(response: Response) -> Reply:
    return Reply(
        id=response.id,
        tone=_TONES.get(response.tone, response.tone.replace("_", " ").capitalize()),
        text=response.text,
        why=response.why,
        score=response.score,
        evidence=tuple(response.evidence),
        checked=" ".join(_checked(response)),
    )


def _checked(response: Response) -> Iterator[str]:
    """How far somebody has signed off what is said."""
    if response.approval == "approved":
        version = f", version {response.version}" if response.version is not None else ""
        until = f", until {response.approved_until:%Y-%m-%d}" if response.approved_until is not None else ""
        yield f"Approved by your team: {response.entry or response.variant}{version}{until}."
    else:
        yield "Built-in wording."
    if response.claims:
        yield f"States approved claims: {', '.join(response.claims)}."
    if response.blocked:
        yield f"Left out, not or no longer approved: {', '.join(response.blocked)}."
