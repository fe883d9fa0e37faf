"""Laws of the score: it adds up whatever model serves, its moves add up, and nothing about words or units changes it."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_ai_plugin.ai.without_model import EngineWriter
from crm_ai_plugin.facts import usual
from crm_ai_plugin.facts.batch import groups_of, table_of
from crm_ai_plugin.facts.guard import Guarded, guarded
from crm_ai_plugin.facts.looking import moments_of
from crm_ai_plugin.features.deal_coach import DealCoach
from crm_ai_plugin.features.deal_coach.learning import SCHEMA
from crm_ai_plugin.features.deal_coach.learning.learn import _serving, learn_moments
from crm_ai_plugin.insights import DealCoachPayload, Insight, Subject
from crm_ai_plugin.insights.insight import Coverage
from crm_ai_plugin.ports.feature import History
from crm_ai_plugin.ports.moments import MomentBatch, batch_of
from crm_ai_plugin.ports.writing import Writer
from crm_ai_plugin.records import DealSnapshot, Outcome
from crm_ai_plugin.stats.judging import Deals, Judged
from tests.unit.features.builders import coach
from tests.unit.features.world_snapshots import world_of

WORLD, SNAPSHOTS = world_of(6, 900)
OPEN = [s for s in SNAPSHOTS if s.deal.outcome is Outcome.OPEN][:60]
CLOSED = [s for s in SNAPSHOTS if s.deal.outcome is not Outcome.OPEN][:150]
USUAL = usual.benchmarks(CLOSED, OPEN)


def batch(snapshots: list[DealSnapshot], benchmarks: dict[str, Any] = USUAL) -> MomentBatch:
    return batch_of([m for s in snapshots for m in moments_of(s, benchmarks, stages=False)])


BEFORE, PRESENT = batch(CLOSED), batch(OPEN)
LEARNED = learn_moments(BEFORE, PRESENT, USUAL, WORLD.now)


def served_as(kind: str) -> dict[str, Any]:
    guard: Guarded = guarded(BEFORE, PRESENT)
    deals = Deals(guard.table, BEFORE.won, BEFORE.closed_at, groups_of(BEFORE))
    nothing = Judged({}, {}, np.empty(0))
    served = _serving(kind, deals, deals, table_of(PRESENT, guard.scale), nothing, guard, 0.7)
    return {**LEARNED, "win": served.to_json()}


KINDS = {kind: served_as(kind) for kind in ("facts", "linear", "additive", "rate")}


def as_insight(payload: Any, snapshot: DealSnapshot) -> Insight:
    return Insight(
        id="ins_1",
        kind="deal_coach",
        subject=Subject(type="deal", id=snapshot.deal.id),
        connection=snapshot.connection,
        version=1,
        as_of=snapshot.as_of,
        engine_version="1",
        coverage=Coverage(),
        payload=payload,
        fingerprint="f",
    )


def again(snapshot: DealSnapshot, learned: Any, last: Insight) -> DealCoachPayload:
    feature = DealCoach()
    assessment = feature.assess(feature.facts(snapshot, learned), learned, History(last=last))
    writer: Writer = EngineWriter()
    return DealCoachPayload.model_validate(feature.word(assessment, writer).payload)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_contributions_add_up_to_the_score_whatever_serves(kind: str) -> None:
    for snapshot in OPEN[:15]:
        score = DealCoachPayload.model_validate(coach(snapshot, KINDS[kind]).payload).score
        total = score.base + sum(factor.contribution for factor in score.factors)
        assert 1 / (1 + math.exp(-total)) == pytest.approx(score.p_win.value, abs=1e-9)
        assert score.p_win.low < score.p_win.value < score.p_win.high
        assert score.model is not None
        assert score.model.kind == kind
        assert all(factor.evidence for factor in score.factors)


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(OPEN),
    st.integers(0, 40),
    st.sampled_from(["facts", "linear", "additive", "rate", None]),
    st.sampled_from(["facts", "linear", "additive", "rate", None]),
)
def test_the_moves_add_up_to_the_move(
    snapshot: DealSnapshot, days: int, first: str | None, then: str | None
) -> None:
    start = snapshot.deal.created_at
    assert start is not None
    earlier = snapshot.at(max(start, snapshot.as_of - timedelta(days=days)))
    before = coach(earlier, KINDS[first] if first else None).payload
    now = again(snapshot, KINDS[then] if then else None, as_insight(before, earlier))
    difference = now.score.p_win.value - before["score"]["p_win"]["value"]
    assert sum(move.points for move in now.moves) == pytest.approx(difference, abs=1e-9)
    if first == then and days == 0:
        assert not [move for move in now.moves if abs(move.points) > 1e-6]


def test_another_model_alone_is_booked_on_the_model() -> None:
    snapshot = OPEN[3]
    before = coach(snapshot, KINDS["facts"]).payload
    now = again(snapshot, KINDS["rate"], as_insight(before, snapshot))
    assert {move.cause for move in now.moves} <= {"model", "rest"}
    assert now.moves[0].cause == "model"


def test_what_happened_is_booked_on_the_event_with_its_evidence() -> None:
    talked = next(s for s in OPEN if s.activities and s.activities[-1].at > s.as_of - timedelta(days=10))
    moment = talked.activities[-1].at - timedelta(minutes=1)
    earlier = talked.at(moment)
    last = as_insight(coach(earlier, LEARNED).payload, earlier)
    events = [move for move in again(talked, LEARNED, last).moves if move.cause == "event"]
    assert all(move.evidence for move in events)


def learned_from(change: Callable[[DealSnapshot], DealSnapshot]) -> list[float]:
    closed, open_ = [change(s) for s in CLOSED], [change(s) for s in OPEN]
    benchmarks = usual.benchmarks(closed, open_)
    learned = learn_moments(batch(closed, benchmarks), batch(open_, benchmarks), benchmarks, WORLD.now)
    return [coach(s, learned).payload["score"]["p_win"]["value"] for s in open_[:20]]


def in_another_unit(snapshot: DealSnapshot) -> DealSnapshot:
    amount = snapshot.deal.amount
    deal = {"amount": None if amount is None else amount * 1000.0, "currency": "XTS"}
    changes = tuple(
        c.model_copy(update={"old": scaled(c.old), "new": scaled(c.new)}) if c.field == "amount" else c
        for c in snapshot.field_changes
    )
    lines = tuple(
        line.model_copy(update={"price": line.price and line.price * 1000}) for line in snapshot.line_items
    )
    return snapshot.model_copy(
        update={"deal": snapshot.deal.model_copy(update=deal), "field_changes": changes, "line_items": lines}
    )


def scaled(text: str | None) -> str | None:
    return str(float(text) * 1000) if text else text


def by_other_names(snapshot: DealSnapshot) -> DealSnapshot:
    deal = snapshot.deal
    renamed = {
        "name": f"Geschäft {deal.name[::-1]}",
        "source": f"Quelle {deal.source}" if deal.source else None,
        "pipeline": f"Trichter {deal.pipeline}",
        "owner_id": f"o-{deal.owner_id}",
    }
    return snapshot.model_copy(update={"deal": deal.model_copy(update=renamed)})


def test_a_currencys_unit_changes_no_score() -> None:
    plain = learned_from(lambda s: s)
    assert learned_from(in_another_unit) == pytest.approx(plain, abs=2e-3)
    assert np.argsort(learned_from(in_another_unit)).tolist() == np.argsort(plain).tolist()


def test_names_in_any_language_change_no_score() -> None:
    assert learned_from(by_other_names) == pytest.approx(learned_from(lambda s: s), abs=1e-9)


def test_the_order_of_rows_changes_nothing() -> None:
    backwards = learn_moments(
        BEFORE.take(np.arange(BEFORE.n)[::-1]), PRESENT.take(np.arange(PRESENT.n)[::-1]), USUAL, WORLD.now
    )
    for snapshot in OPEN[:10]:
        p = coach(snapshot, backwards).payload["score"]["p_win"]
        assert p["value"] == pytest.approx(
            coach(snapshot, LEARNED).payload["score"]["p_win"]["value"], abs=1e-9
        )
    assert backwards["schema"] == SCHEMA


def test_an_action_says_where_its_effect_comes_from_and_what_it_moves() -> None:
    found = [
        action
        for s in OPEN[:30]
        for action in DealCoachPayload.model_validate(coach(s, LEARNED).payload).actions
    ]
    told = {action.effect.told_by for action in found}
    assert told & {"estimated", "association"}
    assert any(action.effect.moves == "people_engaged_60d" for action in found)
    for action in found:
        if action.effect.told_by in ("prior", "too_few", "no_overlap"):
            assert action.effect.p_win_if_done.n == 0
