"""What the deal coach's card says, and in which order."""

from __future__ import annotations

import json
import math

import pytest

from crm_ai_cards.blocks.actions import ActionsBlock
from crm_ai_cards.blocks.chart import ChartBlock
from crm_ai_cards.blocks.list import ListBlock
from crm_ai_cards.blocks.metric import MetricBlock
from crm_ai_cards.blocks.scorecard import ScorecardBlock
from crm_ai_cards.builders.deal_coach import DealCoachCard
from crm_ai_cards.document import Card
from crm_ai_cards.hosts.fields import FieldsHost
from crm_ai_cards.hosts.markdown import MarkdownHost
from crm_ai_cards.hosts.note import NoteHost
from crm_ai_cards.hosts.plain import PlainHost
from crm_ai_cards.hosts.web import WebHost
from tests.unit.cards.card_examples import insight, payload


@pytest.fixture
def card() -> Card:
    return DealCoachCard().build(insight())


def test_headline_and_odds_come_first(card: Card) -> None:
    assert [block.kind for block in card.blocks][:3] == ["headline", "metric", "list"]


def test_the_odds_are_compared_with_a_deal_nothing_is_known_about(card: Card) -> None:
    metric = next(card.view().all(MetricBlock))
    assert metric.baseline == pytest.approx(1 / (1 + math.e))
    assert "about 62 are won" in metric.words
    assert "between 48 and 74" in metric.words
    assert "general experience and 214 closed deals" in metric.words


def test_a_prior_is_called_a_prior() -> None:
    data = payload()
    data["score"]["p_win"] |= {"n": 0, "basis": "prior"}
    metric = next(DealCoachCard().build(insight(payload=data)).view().all(MetricBlock))
    assert "none of your own closed deals" in metric.words


def test_steps_keep_their_rank_and_know_when_they_are_overdue(card: Card) -> None:
    items = next(card.view().all(ListBlock)).items
    assert [item.id for item in items] == ["act_economic_buyer", "act_price_answer", "act_close_date"]
    assert [item.overdue for item in items] == [False, True, False]


def test_factors_are_ordered_by_size(card: Card) -> None:
    assert [bar.key for bar in next(card.view().all(ChartBlock)).bars] == ["champion", "silence"]


def test_factors_that_hardly_count_are_folded_but_kept() -> None:
    data = payload()
    data["score"]["factors"] += [
        {"key": f"small_{n}", "label": f"small {n}", "direction": "up", "contribution": 0.01}
        for n in range(20)
    ]
    card = DealCoachCard().build(insight(payload=data))
    chart = next(card.view().all(ChartBlock))
    assert (len(chart.bars), chart.shown) == (22, 3)
    assert "19 more that hardly count" in PlainHost().render(card)
    assert WebHost().render(card).count('class="crm-barrow"') == 22


def test_a_day_is_not_said_twice() -> None:
    data = insight().model_dump(mode="json")
    data["evidence"][0]["what"] = "Meeting on 1 Nov 2026: kick-off"
    text = PlainHost().render(DealCoachCard().build(insight(evidence=data["evidence"])))
    assert "   Meeting on 1 Nov 2026: kick-off" in text


def test_buttons_match_the_state_of_the_step(card: Card) -> None:
    buttons = next(card.view().all(ActionsBlock)).buttons
    by_step = {
        step: [b.state for b in buttons if b.action_id == step]
        for step in ("act_price_answer", "act_close_date")
    }
    assert by_step == {"act_price_answer": ["done", "snoozed", "dismissed"], "act_close_date": ["open"]}
    assert next(b for b in buttons if b.state == "dismissed").form == "dismiss"


def test_no_step_is_an_answer() -> None:
    card = DealCoachCard().build(insight(payload=payload() | {"actions": []}))
    assert "Nothing that the records show calls for a step" in PlainHost().render(card)


def test_fields_hold_the_first_open_step(card: Card) -> None:
    assert json.loads(FieldsHost().render(card)) == {
        "p_win": 0.62,
        "p_win_low": 0.48,
        "p_win_high": 0.74,
        "next_step": "Bring the economic buyer into a call",
        "next_step_due": "2026-11-26",
        "insight_version": 3,
        "updated_at": "2026-11-23T15:20:00Z",
    }


def test_chances_in_fields_are_no_finer_than_a_crm_keeps() -> None:
    data = payload()
    data["score"]["p_win"] |= {"value": 0.35937, "low": 0.20044, "high": 0.51251}
    values = json.loads(FieldsHost().render(DealCoachCard().build(insight(payload=data))))
    assert (values["p_win"], values["p_win_low"], values["p_win_high"]) == (0.359, 0.2, 0.513)


def test_fields_without_a_step_are_null() -> None:
    data = payload()
    data["actions"] = data["actions"][2:]
    values = json.loads(FieldsHost().render(DealCoachCard().build(insight(payload=data))))
    assert values["next_step"] is None
    assert values["next_step_due"] is None


def test_every_claim_of_the_text_stands_with_its_quote(card: Card) -> None:
    text = PlainHost().render(card)
    step = text.index("Answer the open question about price")
    assert text.index("“what would it cost us per seat?”", step) > step
    assert "open in CRM: https://app.hubspot.com/contacts/1/deal/7" in text


def test_plain_text_reads_from_top_to_bottom(card: Card) -> None:
    lines = PlainHost().render(card).splitlines()
    assert lines[0] == "Deal coach · 23 Nov 2026, 15:20 UTC · version 3"
    assert lines[2].startswith("Price is open and nobody above the champion")
    titles = [lines[i - 1] for i, text in enumerate(lines) if text and set(text) == {"-"}]
    assert titles == [
        "Chance to win",
        "Next steps",
        "Not suggested",
        "What changed",
        "Methodology",
        "What moves the odds",
        "What this is based on",
        "Evidence",
    ]
    assert (
        "Overdue since Fri 20 Nov 2026 · 71% sure it helps (58–82%) · if done: 68% to win (52–80%)"
        in "\n".join(lines)
    )
    assert "Not visible: calls." in lines


def test_evidence_that_no_claim_cites_still_stands_somewhere(card: Card) -> None:
    for host in (PlainHost(), MarkdownHost(), NoteHost()):
        assert host.render(card).count("Meeting held") == 1


def test_a_note_never_exceeds_what_the_crm_takes() -> None:
    data = payload()
    data["actions"] = [
        data["actions"][0] | {"id": f"act_{i}", "why": "w" * 3000, "how": "<&>" * 900} for i in range(60)
    ]
    note = NoteHost().render(DealCoachCard().build(insight(payload=data)))
    assert len(note) <= 65_000
    assert "Shortened" in note
    assert note.endswith("</em></p>")


def test_a_short_note_is_whole(card: Card) -> None:
    assert "Shortened" not in NoteHost().render(card)


def test_a_closed_deal_has_an_outcome_and_no_odds() -> None:
    data = payload()
    data["headline"] = "Lost. Next: record why it was lost."
    data["score"]["p_win"] = {
        "value": 0.0,
        "low": 0.0,
        "high": 0.0,
        "n": 0,
        "basis": "closed: the outcome is known",
    }
    card = DealCoachCard().build(insight(payload=data))
    assert not list(card.view().all(MetricBlock))
    text = PlainHost().render(card)
    assert "deals like this one" not in text
    assert "if done" not in text
    assert "Lost. Next" in text
    assert json.loads(FieldsHost().render(card))["p_win"] is None


def test_the_scorecard_says_who_when_and_what_is_out_of_sight(card: Card) -> None:
    block = next(card.view().all(ScorecardBlock))
    assert [element.state for element in block.elements] == ["evidenced", "missing", "not_visible"]
    text = PlainHost().render(card)
    assert "MEDDICC: 50% covered by evidence; 2 of 3 elements could be looked at" in text
    assert "✓ Champion: evidenced · Dana Roth · Fri 20 Nov" in text
    assert "? Competition: not visible · e-mails are not visible" in text
    assert text.count("Our CFO has to sign off") > 1, "the quote stands beside what it fills"
    assert "Champion" in WebHost().render(card)


def test_what_is_not_suggested_says_why(card: Card) -> None:
    text = PlainHost().render(card)
    assert "Put in an amount" in text
    assert "Switched off in the strategy of this workspace." in text
    page = WebHost().render(card)
    assert page.count('data-action="left_set_amount"') == 0, "it can't be marked as done"


def test_a_deal_that_is_left_out_says_so() -> None:
    data = payload() | {"actions": [], "excluded": "No recommendations: small renewals are left out."}
    text = PlainHost().render(DealCoachCard().build(insight(payload=data)))
    assert "small renewals are left out" in text
    assert "Nothing that the records show" not in text


def test_a_note_of_why_a_step_stands_where_it_does_goes_with_its_reason() -> None:
    data = payload()
    data["actions"][0]["note"] = "Suggested less: 6 of 7 like it were dismissed."
    items = next(DealCoachCard().build(insight(payload=data)).view().all(ListBlock)).items
    assert items[0].why.endswith("won more often. Suggested less: 6 of 7 like it were dismissed.")


@pytest.mark.parametrize(
    ("code", "reason", "words"),
    [
        ("wont_work", None, "Won't work here"),
        ("bad_timing", "after the fair", "Not now: after the fair"),
        ("other", "they said so", "they said so"),
        (None, "Already happened", "Already happened"),
    ],
)
def test_a_reason_is_shown_in_words(code: str | None, reason: str | None, words: str) -> None:
    data = payload()
    data["actions"][0]["state"] = {"state": "dismissed", "reason": reason, "reason_code": code}
    items = next(DealCoachCard().build(insight(payload=data)).view().all(ListBlock)).items
    assert items[0].state_reason == words
