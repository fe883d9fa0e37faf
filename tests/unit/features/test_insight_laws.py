"""Laws that hold for every deal of a generated organisation and for built ones."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_ai_plugin.facts import measure_all
from crm_ai_plugin.features.deal_coach import DealCoach
from crm_ai_plugin.insights import DealCoachPayload
from crm_ai_plugin.ports.feature import Draft
from crm_ai_plugin.records import Activity, DealSnapshot, Outcome
from crm_ai_plugin.stats import expit
from tests.unit.features.builders import coach, healthy
from tests.unit.features.world_snapshots import world_of

WORLD, SNAPSHOTS = world_of(11, 160)
OPEN = [s for s in SNAPSHOTS if s.deal.outcome is Outcome.OPEN]
CLOSED = [s for s in SNAPSHOTS if s.deal.outcome is not Outcome.OPEN]
LEARNED = DealCoach().learn(CLOSED, OPEN, WORLD.now)

anywhere = st.tuples(st.sampled_from(SNAPSHOTS), st.floats(0.05, 1.0))


def _at(case: tuple[DealSnapshot, float]) -> DealSnapshot:
    snapshot, share = case
    created = snapshot.deal.created_at
    assert created is not None
    return snapshot if share > 0.95 else snapshot.at(created + (snapshot.as_of - created) * share)


def _records(snapshot: DealSnapshot) -> Mapping[tuple[str, str], Any]:
    found: dict[tuple[str, str], Any] = {("deal", snapshot.deal.id): snapshot.deal}
    for kind, rows in (
        ("contact", snapshot.contacts),
        ("activity", snapshot.activities),
        ("stage_change", snapshot.stage_changes),
        ("field_change", snapshot.field_changes),
        ("line_item", snapshot.line_items),
    ):
        found.update({(kind, row.id): row for row in rows})
    return found


def _no_claim_without_evidence(snapshot: DealSnapshot, draft: Draft) -> None:
    payload = DealCoachPayload.model_validate(draft.payload)
    by_id = {e.id: e for e in draft.evidence}
    records = _records(snapshot)
    barred = {c.id for c in snapshot.contacts if c.do_not_profile}
    for cited in [a.evidence for a in payload.actions] + [f.evidence for f in payload.score.factors]:
        assert cited
        assert set(cited) <= by_id.keys()
    for evidence in by_id.values():
        record = records[evidence.record.type, evidence.record.id]
        assert evidence.record.connection == snapshot.connection
        assert evidence.what
        assert evidence.record.id not in barred
        if evidence.quote is not None:
            texts = [record.body, record.subject] if isinstance(record, Activity) else [record.loss_reason]
            assert any(evidence.quote in (text or "") for text in texts)
            assert len(evidence.quote) <= 240
    for change in draft.changes:
        assert set(change.because) <= by_id.keys()


@settings(max_examples=150, deadline=None)
@given(anywhere)
def test_no_claim_without_evidence(case: tuple[DealSnapshot, float]) -> None:
    snapshot = _at(case)
    for learned in (None, LEARNED):
        _no_claim_without_evidence(snapshot, coach(snapshot, learned))


@settings(max_examples=100, deadline=None)
@given(anywhere)
def test_the_score_adds_up_and_estimates_hold_themselves(case: tuple[DealSnapshot, float]) -> None:
    payload = DealCoachPayload.model_validate(coach(_at(case), LEARNED).payload)
    score = payload.score
    total = score.base + sum(f.contribution for f in score.factors)
    assert expit(total) == pytest.approx(score.p_win.value, abs=1e-6)
    assert all((f.direction == "up") == (f.contribution >= 0) for f in score.factors)
    for action in payload.actions:
        assert 0 < action.confidence.value < 1


@settings(max_examples=100, deadline=None)
@given(anywhere)
def test_three_to_five_actions_due_on_business_days_with_distinct_ids(
    case: tuple[DealSnapshot, float],
) -> None:
    snapshot = _at(case)
    actions = DealCoachPayload.model_validate(coach(snapshot, LEARNED).payload).actions
    assert 3 <= len(actions) <= 5
    assert len({a.id for a in actions}) == len(actions)
    for action in actions:
        assert action.due >= snapshot.as_of.date()
        assert action.due.weekday() < 5


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(SNAPSHOTS), st.floats(0.1, 0.9))
def test_facts_about_the_past_do_not_see_the_future(snapshot: DealSnapshot, share: float) -> None:
    created = snapshot.deal.created_at
    assert created is not None
    moment = created + (snapshot.as_of - created) * share
    before = measure_all(snapshot.at(moment), LEARNED)
    rich = snapshot.model_copy(
        update={
            "activities": (
                *snapshot.activities,
                *(
                    Activity(
                        id=f"later{n}",
                        type=kind,
                        direction="inbound",
                        at=moment + timedelta(hours=1 + n),
                        body="The budget is frozen, we go with Fieldara. Why is it too expensive?",
                        contact_ids=tuple(c.id for c in snapshot.contacts),
                    )
                    for n, kind in enumerate(("email", "call", "meeting", "note", "task"))
                ),
            )
        }
    )
    after = measure_all(rich.at(moment), LEARNED)
    assert {k: (f.value, f.state, f.band) for k, f in before.items()} == {
        k: (f.value, f.state, f.band) for k, f in after.items()
    }


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(OPEN), st.integers(0, 1000))
def test_the_order_of_records_does_not_matter(snapshot: DealSnapshot, seed: int) -> None:
    shuffled = {}
    for name in ("contacts", "deal_contacts", "activities", "stage_changes", "field_changes", "line_items"):
        rows = list(getattr(snapshot, name))
        random.Random(seed).shuffle(rows)
        shuffled[name] = tuple(rows)
    one, other = coach(snapshot, LEARNED), coach(snapshot.model_copy(update=shuffled), LEARNED)
    assert one.payload == other.payload
    assert one.fingerprint == other.fingerprint


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(OPEN))
def test_names_of_people_do_not_change_the_advice(snapshot: DealSnapshot) -> None:
    renamed = tuple(
        c.model_copy(update={"first_name": "Zoë", "last_name": f"Other{i}", "email": None, "country": "NZ"})
        for i, c in enumerate(snapshot.contacts)
    )
    one, other = coach(snapshot, LEARNED), coach(snapshot.model_copy(update={"contacts": renamed}), LEARNED)
    assert [(a["key"], a["confidence"]) for a in one.payload["actions"]] == [
        (a["key"], a["confidence"]) for a in other.payload["actions"]
    ]
    assert one.payload["score"]["p_win"] == other.payload["score"]["p_win"]


def _in_yen(snapshot: DealSnapshot) -> DealSnapshot:
    def times(text: str | None) -> str | None:
        return str(float(text) * 160) if text else text

    amount = snapshot.deal.amount
    return snapshot.model_copy(
        update={
            "deal": snapshot.deal.model_copy(update={"amount": amount and amount * 160, "currency": "JPY"}),
            "field_changes": tuple(
                c.model_copy(update={"old": times(c.old), "new": times(c.new)}) if c.field == "amount" else c
                for c in snapshot.field_changes
            ),
        }
    )


def test_the_unit_of_money_does_not_matter() -> None:
    yen_open, yen_closed = [_in_yen(s) for s in OPEN], [_in_yen(s) for s in CLOSED]
    learned = DealCoach().learn(yen_closed, yen_open, WORLD.now)
    for euro, yen in zip(OPEN[:25], yen_open[:25], strict=True):
        one = coach(
            euro.model_copy(update={"deal": euro.deal.model_copy(update={"currency": "EUR"})}),
            _one_currency(),
        )
        other = coach(yen, learned)
        assert one.payload["score"]["p_win"]["value"] == pytest.approx(
            other.payload["score"]["p_win"]["value"], abs=1e-3
        )
        assert [a["key"] for a in one.payload["actions"]] == [a["key"] for a in other.payload["actions"]]


_EURO: dict[str, Any] = {}


def _one_currency() -> Mapping[str, Any]:
    if not _EURO:
        euro = [
            s.model_copy(update={"deal": s.deal.model_copy(update={"currency": "EUR"})}) for s in SNAPSHOTS
        ]
        _EURO.update(
            DealCoach().learn(
                [s for s in euro if s.deal.outcome is not Outcome.OPEN],
                [s for s in euro if s.deal.outcome is Outcome.OPEN],
                WORLD.now,
            )
        )
    return _EURO


_FORBIDDEN = re.compile(r"[<>`*\[\]{}|#]|https?://|\]\(|\n")


@settings(max_examples=100, deadline=None)
@given(anywhere)
def test_sentences_are_plain_text(case: tuple[DealSnapshot, float]) -> None:
    snapshot = _at(case)
    hostile = "<script>x</script> [click](https://evil.example/) *now*\u202e"
    spoiled = snapshot.model_copy(
        update={
            "contacts": tuple(
                c.model_copy(update={"first_name": hostile, "title": hostile}) for c in snapshot.contacts
            ),
            "deal": snapshot.deal.model_copy(
                update={"stage": hostile, "competitors": (hostile,), "loss_reason": hostile}
            ),
            "activities": tuple(a.model_copy(update={"subject": hostile}) for a in snapshot.activities),
        }
    )
    draft = coach(spoiled, LEARNED)
    payload = DealCoachPayload.model_validate(draft.payload)
    sentences = [
        payload.headline,
        draft.coverage.effect,
        *(c.what for c in draft.changes),
        *(f.label for f in payload.score.factors),
    ]
    sentences += [text for a in payload.actions for text in (a.title, a.why, a.how)]
    sentences += [e.what for e in draft.evidence] + payload.score.refused
    for sentence in sentences:
        assert sentence.strip()
        assert not _FORBIDDEN.search(sentence), sentence


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(SNAPSHOTS))
def test_do_not_profile_is_kept(snapshot: DealSnapshot) -> None:
    barred = tuple(c.model_copy(update={"do_not_profile": True}) for c in snapshot.contacts)
    hidden = snapshot.model_copy(update={"contacts": barred})
    draft = coach(hidden, LEARNED)
    _no_claim_without_evidence(hidden, draft)
    text = draft.payload["headline"] + "".join(a["why"] + a["title"] for a in draft.payload["actions"])
    text += "".join(e.what for e in draft.evidence)
    assert not any(c.last_name and c.last_name in text for c in barred)
    inbound = {a.id for a in snapshot.activities if a.direction == "inbound" and a.contact_ids}
    assert not [e for e in draft.evidence if e.quote and e.record.id in inbound]


def test_a_healthy_deal_has_no_alarm() -> None:
    keys = {a["key"] for a in coach(healthy().build()).payload["actions"]}
    assert not keys & {
        "break_silence",
        "secure_budget",
        "counter_competitor",
        "multi_thread",
        "reach_economic_buyer",
    }
