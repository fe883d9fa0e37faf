from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crm_ai_plugin.ai.without_model import EngineWriter
from crm_ai_plugin.errors import UserInputError
from crm_ai_plugin.features.objection import ObjectionHandler
from crm_ai_plugin.features.objection.answers import TONES, answers_to
from crm_ai_plugin.features.objection.categories import CATEGORIES, LANGUAGES
from crm_ai_plugin.insights import ObjectionPayload, WordedBy
from crm_ai_plugin.ports.question import Claim, NextMove, Question, Sentence, SimilarPast, Template, Turn
from crm_ai_plugin.ports.writing import Wording, WordingRequest
from crm_ai_plugin.records import Activity, Contact, Deal, DealSnapshot
from crm_ai_plugin.records.activity import ActivityType, Direction

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
TOO_EXPENSIVE = "Your price is too high."


def asked(text: str = TOO_EXPENSIVE, **changes) -> Question:
    return replace(Question(id="obj_1", text=text, asked_at=NOON), **changes)


def payload_of(question: Question, learned=None) -> ObjectionPayload:
    feature = ObjectionHandler()
    draft = feature.word(feature.assess(feature.facts(question, learned), learned), EngineWriter())
    assert draft.source == "engine"
    return ObjectionPayload.model_validate(draft.payload)


def snapshot(*bodies: str, do_not_profile: bool = False) -> DealSnapshot:
    return DealSnapshot(
        connection="crm",
        as_of=NOON,
        deal=Deal(id="d1", name="Acme", created_at=NOON - timedelta(days=90)),
        contacts=(Contact(id="c1", first_name="Ann", do_not_profile=do_not_profile),),
        activities=tuple(
            Activity(
                id=f"a{i}",
                type=ActivityType.EMAIL,
                direction=Direction.INBOUND,
                at=NOON - timedelta(days=20 - i),
                body=body,
                contact_ids=("c1",),
            )
            for i, body in enumerate(bodies)
        ),
        visible=frozenset({"email"}),
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("category", CATEGORIES)
def test_every_category_has_two_answers_per_tone_in_every_language(category, language):
    found = answers_to(asked(), category, language)
    assert Counter(answer.tone for answer in found) == dict.fromkeys(TONES, 2)
    texts = [answer.sentences[0].text + answer.ask for answer in found]
    assert len(set(texts)) == len(texts)
    assert all(answer.why for answer in found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_own_answers_are_short_and_state_no_figures_links_or_markup(language):
    for category in CATEGORIES:
        for answer in answers_to(asked(), category, language):
            text = " ".join((*(s.text for s in answer.sentences), answer.ask))
            assert len(text) <= 320, text
            assert not re.search(r"\d|https?:|[<>*_`\[\]{}|]", text), text


def test_without_tones_there_is_the_best_answer_of_each():
    assert [one.tone for one in payload_of(asked()).responses] == list(TONES)


def test_a_tone_gets_two_or_three_answers_best_first():
    responses = payload_of(asked(tones=("empathetic",))).responses
    assert {one.tone for one in responses} == {"empathetic"}
    assert 2 <= len(responses) <= 3
    assert len({one.id for one in responses}) == len(responses)


def test_the_same_question_is_answered_the_same_way_and_another_may_not_be():
    assert payload_of(asked()) == payload_of(asked())
    firsts = {payload_of(asked(id=f"obj_{i}")).responses[0].variant for i in range(30)}
    assert len(firsts) == 2


def test_every_considered_answer_is_logged_with_its_chance():
    feature = ObjectionHandler()
    question = asked(tones=("consultative",))
    assessment = feature.assess(feature.facts(question, None), None)
    assert sum(one.propensity for one in assessment.considered) == pytest.approx(1.0)
    assert all(one.propensity > 0 for one in assessment.considered)


def test_unknown_tone_is_the_askers_mistake():
    with pytest.raises(UserInputError, match="rude") as caught:
        payload_of(asked(tones=("rude",)))
    assert "empathetic" in (caught.value.hint or "")


def test_what_is_no_objection_gets_no_answer():
    found = payload_of(asked("Thank you for the demo yesterday, see you on Monday."))
    assert found.category.key == "not_an_objection"
    assert found.responses == []


def test_answers_come_in_the_language_of_the_objection():
    assert payload_of(asked("C'est beaucoup trop cher pour nous.")).language == "fr"
    assert "prix" in " ".join(one.text for one in payload_of(asked("C'est trop cher.")).responses).lower()
    assert payload_of(asked(TOO_EXPENSIVE, language="de")).language == "de"


GOOD = Claim("clm_1", "Customers may leave after the first year.", "en", ("price",), approved=True)
OLD = replace(GOOD, id="clm_2", expires_at=NOON - timedelta(seconds=1))


def test_an_approved_claim_is_said_and_named():
    responses = payload_of(asked(claims=(GOOD,))).responses
    assert all(GOOD.text in one.text and one.claims == ["clm_1"] for one in responses)


@pytest.mark.parametrize(
    "claim",
    [OLD, replace(GOOD, approved=False), replace(GOOD, expires_at=NOON)],
    ids=["expired", "draft", "now"],
)
def test_a_claim_that_is_not_approved_any_more_is_blocked_and_said_to_be(claim):
    found = payload_of(asked(claims=(claim,)))
    for one in found.responses:
        assert claim.text not in one.text
        assert one.claims == []
        assert one.blocked == [claim.id]
    assert any(claim.text in note for note in found.notes)


def test_claims_for_other_topics_and_languages_stay_away():
    others = (replace(GOOD, topics=("trust",)), replace(GOOD, language="de"))
    assert all(one.claims == [] and one.blocked == [] for one in payload_of(asked(claims=others)).responses)


def template(**changes) -> Template:
    made = Template(
        key="tpl_1",
        topic="price",
        tone="playful",
        language="en",
        sentences=(Sentence("Let us play with the scope."), Sentence(GOOD.text, "clm_1")),
        ask="Shall we?",
        why="When you know each other well.",
        approved=True,
    )
    return replace(made, **changes)


def test_the_library_brings_tones_of_its_own():
    (one,) = payload_of(asked(tones=("playful",), templates=(template(),), claims=(GOOD,))).responses
    assert one.text == f"Let us play with the scope. {GOOD.text} Shall we?"
    assert (one.approval, one.claims, one.variant) == ("approved", ["clm_1"], "tpl_1")


def test_an_expired_claim_blocks_its_sentence_of_a_template_only():
    question = asked(tones=("playful",), templates=(template(),), claims=(replace(GOOD, expires_at=NOON),))
    (one,) = payload_of(question).responses
    assert one.text == "Let us play with the scope. Shall we?"
    assert one.blocked == ["clm_1"]


def test_a_claim_nobody_knows_blocks_as_well():
    (one,) = payload_of(asked(tones=("playful",), templates=(template(),))).responses
    assert one.blocked == ["clm_1"]


@pytest.mark.parametrize("changes", [{"approved": False}, {"expires_at": NOON}])
def test_templates_that_are_not_approved_are_not_there(changes):
    with pytest.raises(UserInputError):
        payload_of(asked(tones=("playful",), templates=(template(**changes),)))


REASON = "Our biggest problem is that forecasts take us two days every month."


def test_the_buyers_own_words_are_recalled_word_for_word_with_evidence():
    deal = snapshot(REASON)
    feature = ObjectionHandler()
    question = asked(snapshot=deal)
    draft = feature.word(feature.assess(feature.facts(question, None), None), EngineWriter())
    (evidence,) = draft.evidence
    assert evidence.record.id == "a0"
    assert evidence.quote
    assert evidence.quote in deal.activities[0].body
    recalled = [r for r in ObjectionPayload.model_validate(draft.payload).responses if r.evidence]
    assert recalled
    assert all(evidence.quote in one.text for one in recalled)


def test_without_the_record_the_quote_goes():
    assert all(not one.evidence for one in payload_of(asked(snapshot=snapshot("See you soon."))).responses)


def test_people_who_must_not_be_profiled_are_not_read():
    found = payload_of(asked(snapshot=snapshot(REASON, do_not_profile=True)))
    assert all(not one.evidence for one in found.responses)


@pytest.mark.parametrize(
    "hostile",
    [
        "Our biggest problem is <script>alert(1)</script> that forecasts take two days.",
        "Our biggest problem is that http://evil.example forecasts take two days.",
        "Our biggest problem is that [forecasts](javascript:x) take two days.",
    ],
)
def test_hostile_words_are_never_set_into_an_answer(hostile):
    for one in payload_of(asked(snapshot=snapshot(hostile))).responses:
        assert not re.search(r"[<>\[\]]|https?:|javascript", one.text)


def test_nothing_is_said_twice_in_one_conversation():
    first = payload_of(asked(tones=("consultative",)))
    turn = Turn(TOO_EXPENSIVE, "price", NOON, (first.responses[0].variant,))
    again = payload_of(asked(id="obj_2", tones=("consultative",), earlier=(turn,)))
    assert first.responses[0].variant not in [one.variant for one in again.responses]
    everything = replace(turn, shown=tuple(one.variant for one in first.responses))
    assert payload_of(asked(id="obj_3", tones=("consultative",), earlier=(everything,))).responses


def test_what_was_used_comes_first():
    learned = {
        "answers": [
            {"category": "price", "tone": "consultative", "variant": "price.consultative.2", "segment": "",
             "n": 200, "reward": 150},
            {"category": "price", "tone": "consultative", "variant": "price.consultative.1", "segment": "",
             "n": 200, "reward": 10},
            {"category": "price", "nonsense": True},
        ]
    }  # fmt: skip
    firsts = Counter(
        payload_of(asked(id=f"obj_{i}", tones=("consultative",)), learned).responses[0].variant
        for i in range(60)
    )
    assert firsts["price.consultative.2"] > 50
    best = payload_of(asked(tones=("consultative",)), learned).responses[0].score
    assert best.n == 400


def test_how_deals_went_on_after_the_same_objection():
    rows: list[tuple[str, NextMove]] = [("price", "won"), ("price", "lost"), ("trust", "lost")]
    past = tuple(SimilarPast(f"o{i}", topic, None, move, NOON) for i, (topic, move) in enumerate(rows))
    found = payload_of(asked(past=past)).past
    assert found is not None
    assert (found.n, found.won, found.lost) == (2, 1, 1)


def test_a_large_library_takes_part_without_growing_the_answer():
    many = tuple(
        replace(template(key=f"tpl_{i}", tone="consultative"), sentences=(Sentence(f"Say it in way {i}."),))
        for i in range(3_000)
    )
    assert len(payload_of(asked(tones=("consultative",), templates=many)).responses) == 3


class OtherWords:
    """Says everything in capitals, as a model would that passed the gate."""

    def __init__(self) -> None:
        self.asked: WordingRequest | None = None

    def phrase(self, request: WordingRequest) -> Wording:
        self.asked = request
        texts = {slot.key: slot.text.upper() for slot in request.slots}
        return Wording(texts, source="llm", model="m", by=WordedBy(by="model"))


def worded(question: Question, writer: OtherWords) -> ObjectionPayload:
    feature = ObjectionHandler()
    draft = feature.word(feature.assess(feature.facts(question, None), None), writer)
    assert draft.source == "llm"
    return ObjectionPayload.model_validate(draft.payload)


def test_a_model_changes_the_words_and_nothing_else():
    question = asked(tones=("consultative",), snapshot=snapshot(REASON))
    plain, found = payload_of(question), worded(question, OtherWords())
    assert [one.text for one in found.responses] == [one.text.upper() for one in plain.responses]
    same = [one.model_copy(update={"text": ""}) for one in plain.responses]
    assert [one.model_copy(update={"text": ""}) for one in found.responses] == same
    assert found.model_copy(update={"responses": []}) == plain.model_copy(update={"responses": []})


def test_a_claim_is_said_as_it_was_approved_whatever_a_model_makes_of_the_rest():
    question = asked(tones=("consultative",), claims=(GOOD,), snapshot=snapshot(REASON))
    plain, found = payload_of(question), worded(question, OtherWords())
    for one, before in zip(found.responses, plain.responses, strict=True):
        assert GOOD.text in one.text
        assert one.text != before.text
        assert one.text.upper() == before.text.upper()


def test_an_approved_template_is_not_worded_anew():
    question = asked(tones=("playful",), templates=(template(),), claims=(GOOD,))
    writer = OtherWords()
    (one,) = worded(question, writer).responses
    assert one.text == f"Let us play with the scope. {GOOD.text} Shall we?"
    assert writer.asked is not None
    assert writer.asked.slots == ()


def test_the_writer_gets_who_is_spoken_of_and_the_evidence_of_each_answer():
    feature, writer = ObjectionHandler(), OtherWords()
    question = asked(tones=("consultative",), snapshot=snapshot(REASON))
    feature.word(feature.assess(feature.facts(question, None), None), writer)
    assert writer.asked is not None
    assert [person.id for person in writer.asked.people] == ["c1"]
    assert {slot.kind for slot in writer.asked.slots} == {"reply"}
    assert set(writer.asked.slots[0].evidence) <= {passage.id for passage in writer.asked.evidence}
