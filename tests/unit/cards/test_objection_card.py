from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crm_ai_cards.builders.objection import ObjectionCard, label
from crm_ai_cards.document import Card
from crm_ai_cards.hosts.markdown import MarkdownHost
from crm_ai_cards.hosts.note import NoteHost
from crm_ai_cards.hosts.plain import PlainHost
from crm_ai_cards.hosts.web import WebHost
from crm_ai_plugin.insights import (
    Coverage,
    Estimate,
    Evidence,
    Insight,
    ObjectionPayload,
    Response,
    Subject,
    WordedBy,
)
from crm_ai_plugin.insights.objection import Category, CitedDocument, SimilarObjection
from crm_ai_plugin.records import RecordRef

SURE = Estimate(value=0.9, low=0.85, high=0.95, n=300, basis="labelled sentences the model had not seen")
GUESS = Estimate(value=0.3, low=0.1, high=0.6, n=0, basis="prior")
HOSTILE = "Too expensive <script>alert(1)</script> [x](javascript:y) =1+1"


def insight(
    text: str = "Too expensive.", *, key: str = "price", proofs=(), supported=(), **changes
) -> Insight:
    response = Response(
        evidence=list(supported),
        id="rsp_1",
        tone="aggressive",
        text=f"Let us look at it: {text}",
        why="When it counts.",
        score=GUESS,
        approval="built_in",
        variant="price.aggressive.1",
        claims=["clm_1"],
        blocked=["clm_2"],
    )
    payload = ObjectionPayload(
        category=Category(key=key, confidence=SURE),
        language="en",
        responses=[] if key == "not_an_objection" else [response],
        text=text,
        **changes,
    )
    return Insight(
        id="ins_1",
        kind="objection",
        subject=Subject(type="objection", id="obj_1"),
        connection="-",
        version=1,
        as_of=datetime(2026, 3, 2, tzinfo=UTC),
        engine_version="1",
        coverage=Coverage(missing=["deal"]),
        evidence=list(proofs),
        payload=payload.model_dump(mode="json"),
        fingerprint="f",
    )


def test_the_card_says_what_it_is_and_what_to_say():
    text = PlainHost().render(ObjectionCard().build(insight()))
    for part in (
        "Price",
        "90%",
        "Too expensive.",
        "Direct",
        "Let us look at it",
        "When it counts.",
        "clm_1",
        "clm_2",
    ):
        assert part in text


@pytest.mark.parametrize(("by", "said"), [("model", True), ("fallback_model", True), ("engine", False)])
def test_the_card_says_when_a_model_chose_what_comes_first(by, said):
    card = ObjectionCard().build(insight(first_by=WordedBy(by=by)))
    assert ("chosen by a language model" in PlainHost().render(card)) is said


def test_what_is_no_objection_has_nothing_to_answer():
    card = ObjectionCard().build(insight(key="not_an_objection"))
    assert "nothing to answer" in PlainHost().render(card)
    assert "data-copy" not in WebHost().page(card, script="/card.js", api="/api")


@pytest.mark.parametrize("host", [WebHost(), NoteHost()])
def test_hostile_words_stay_words(host):
    assert "<script>" not in host.render(ObjectionCard().build(insight(HOSTILE)))


def test_markdown_makes_no_link_of_them():
    assert "[x](" not in MarkdownHost().render(ObjectionCard().build(insight(HOSTILE)))


def test_answers_can_be_copied_only_where_something_can_be_clicked():
    card = ObjectionCard().build(insight())
    assert "data-copy" not in WebHost().render(card)
    page = WebHost().page(card, script="/card.js", api="/api/ai/objection-handler/obj_1")
    assert 'data-reply="rsp_1"' in page
    assert 'aria-keyshortcuts="1"' in page


def with_background(text: str = "The list price is 60 euros.", **changes) -> Insight:
    record = RecordRef(type="document", id="doc_1", connection="knowledge")
    return insight(
        proofs=[Evidence(id="ev_1", record=record, what="Price list, page 2", quote=text)],
        documents=[
            CitedDocument(evidence="ev_1", document_id="doc_1", title="Price list", supports=["clm_1"])
        ],
        similar=[
            SimilarObjection(
                id="obj_0",
                at=datetime(2026, 1, 5, tzinfo=UTC),
                text=text,
                language="en",
                category="budget",
                answer="Let us split it.",
                next_move="won",
            )
        ],
        **changes,
    )


def test_the_card_shows_what_documents_say_and_what_was_said_before():
    text = PlainHost().render(ObjectionCard().build(with_background()))
    for part in ("From your documents", "60 euros", "Price list, page 2", "Supports: clm_1"):
        assert part in text
    for part in ("Said before", "Budget", "Answered: Let us split it.", "After it the deal was won"):
        assert part in text


def test_a_document_stands_with_the_evidence_only_where_an_answer_rests_on_it():
    alone, supporting = (
        PlainHost().render(ObjectionCard().build(with_background(supported=ids))) for ids in ((), ("ev_1",))
    )
    assert alone.count("Price list, page 2") == 1
    assert supporting.count("Price list, page 2") == 2


@pytest.mark.parametrize("host", [WebHost(), NoteHost()])
def test_hostile_words_of_documents_stay_words(host):
    assert "<script>" not in host.render(ObjectionCard().build(with_background(HOSTILE)))


def test_the_card_survives_its_json():
    card = ObjectionCard().build(insight())
    assert Card.from_json(card.to_json()) == card


def test_a_category_of_a_partner_gets_a_name():
    assert label("made_up_thing") == "Made up thing"
