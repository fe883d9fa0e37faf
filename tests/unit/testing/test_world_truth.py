"""The known truth: documented, visible in the records, and really what outcomes were drawn from."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import numpy as np
import pytest

from crm_ai_plugin.testing.world import COEFFICIENTS, World, build_world
from crm_ai_plugin.testing.world.truth import INTERCEPT, SIGNALS, win_probability

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def world() -> World:
    return build_world(11, deals=1200, now=NOW)


def test_every_deal_has_its_truth(world: World) -> None:
    assert set(world.truth.deals) == {deal.id for deal in world.deals}
    for deal in world.deals:
        truth = world.truth.deals[deal.id]
        assert set(truth.features) == set(COEFFICIENTS)
        assert 0 < truth.p_win < 1
        if deal.closed_at is None:
            assert truth.measured_at == NOW
        else:
            assert truth.measured_at < deal.closed_at


def test_chance_follows_from_features() -> None:
    assert win_probability({}) == pytest.approx(1 / (1 + math.exp(-INTERCEPT)))
    log_odds = INTERCEPT + 2 * COEFFICIENTS["people_engaged"] + COEFFICIENTS["budget_frozen"]
    chance = win_probability({"people_engaged": 2, "budget_frozen": 1})
    assert math.log(chance / (1 - chance)) == pytest.approx(log_odds)


def test_outcomes_were_drawn_with_the_stated_chances(world: World) -> None:
    closed = [deal for deal in world.deals if deal.outcome != "open"]
    chances = np.array([world.truth.deals[deal.id].p_win for deal in closed])
    won = np.array([deal.outcome == "won" for deal in closed], dtype=float)
    spread = math.sqrt(float((chances * (1 - chances)).sum()))
    assert abs(float((won - chances).sum())) < 3.5 * spread
    # The chances tell winners from losers about as well as they say they do.
    brier = float(((won - chances) ** 2).mean())
    stated = float((chances * (1 - chances)).mean())
    assert brier == pytest.approx(stated, abs=0.03)
    assert brier < float(((won - won.mean()) ** 2).mean()) - 0.02


@pytest.mark.parametrize("feature", ["economic_buyer_engaged", "next_meeting_booked", "competitor_named"])
def test_features_vary(world: World, feature: str) -> None:
    share = np.mean([truth.features[feature] for truth in world.truth.deals.values()])
    assert 0.05 < share < 0.95


def test_signals_are_planted_and_known(world: World) -> None:
    activities = {activity.id: activity for activity in world.activities}
    planted = {signal for signals in world.truth.signals.values() for signal in signals}
    assert planted == set(SIGNALS)
    named = {deal.id: deal.competitors for deal in world.deals}
    told = 0
    for activity_id, signals in world.truth.signals.items():
        activity = activities[activity_id]
        if "competitor_named" in signals and activity.type != "meeting":
            told += 1
            assert named[activity.deal_id]
            assert named[activity.deal_id][0] in activity.body
    assert told > 50


def test_loss_reasons_lean_on_the_signals_yet_not_always(world: World) -> None:
    frozen = [
        deal.loss_reason
        for deal in world.deals
        if deal.outcome == "lost" and world.truth.deals[deal.id].features["budget_frozen"]
    ]
    assert len(frozen) > 10
    assert len(set(frozen)) > 2


def test_hostile_text_of_every_kind_is_there(world: World) -> None:
    bodies = {activity.id: activity.body for activity in world.activities}
    assert set(world.truth.hostile.values()) == {"script", "formula", "injection"}
    for activity_id, kind in world.truth.hostile.items():
        if kind == "formula":
            assert bodies[activity_id][0] in "=+"
    assert any("<script>" in bodies[activity_id] for activity_id in world.truth.hostile)


def test_small_worlds_have_hostile_text_too() -> None:
    small = build_world(3, deals=12, now=NOW)
    assert set(small.truth.hostile.values()) == {"script", "formula", "injection"}


def test_showcase_deal_is_rich_and_in_trouble(world: World) -> None:
    deal = world.deal(world.showcase_deal_id)
    truth = world.truth.deals[deal.id]
    roles = [part.role for part in world.deal_contacts if part.deal_id == deal.id]
    pushes = [c for c in world.field_changes if c.deal_id == deal.id and c.field == "expected_close_at"]
    cuts = [c for c in world.field_changes if c.deal_id == deal.id and c.field == "amount"]
    signals = {s for a in world.activities_of(deal.id) for s in world.truth.signals.get(a.id, ())}
    assert deal.outcome == "open"
    assert len(roles) == 6
    assert "economic_buyer" in roles
    assert len(pushes) == 2
    assert all(push.new > push.old for push in pushes)
    assert len(cuts) == 1
    assert float(cuts[0].new) < float(cuts[0].old)
    assert {"competitor_named", "security_review", "buyer_question", "price_pressure"} <= signals
    assert truth.features["economic_buyer_engaged"] == 0
    assert truth.features["unanswered_question"] == 1
    assert truth.features["next_meeting_booked"] == 0
    assert truth.features["close_date_pushes"] == 2


def test_showcase_keeps_its_id_and_story_in_every_world(world: World) -> None:
    other = build_world(99, deals=5, now=NOW)
    assert other.showcase_deal_id == world.showcase_deal_id
    assert other.deal(other.showcase_deal_id).amount == world.deal(world.showcase_deal_id).amount
