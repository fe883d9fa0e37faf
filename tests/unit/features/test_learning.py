"""What history teaches, held against the known truth of a generated organisation."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from crm_ai_plugin.facts import Fact, fact_specs, measure_all
from crm_ai_plugin.facts.moments import fraction_of, moment_in_life
from crm_ai_plugin.features.deal_coach import DealCoach
from crm_ai_plugin.features.deal_coach.candidates import candidate_specs
from crm_ai_plugin.features.deal_coach.learning import SCHEMA, usable
from crm_ai_plugin.features.deal_coach.learning.facts_model import prior_model
from crm_ai_plugin.records import DealSnapshot, Outcome
from crm_ai_plugin.stats import BayesianLogistic
from tests.unit.features.builders import NOW, closed, coach, deal
from tests.unit.features.world_snapshots import world_of

WORLD, SNAPSHOTS = world_of(6, 900)
OPEN = [s for s in SNAPSHOTS if s.deal.outcome is Outcome.OPEN]
CLOSED = [s for s in SNAPSHOTS if s.deal.outcome is not Outcome.OPEN]
LEARNED = DealCoach().learn(CLOSED, OPEN, WORLD.now)
MODEL = BayesianLogistic.from_json(LEARNED["model"])


def inputs_of(facts: Mapping[str, Fact]) -> dict[str, float | None]:
    return {key: fact.number for key, fact in facts.items() if fact.spec.odds is not None}


def expected_brier(predicted: list[float], truth: list[float]) -> float:
    return sum(t * (1 - p) ** 2 + (1 - t) * p**2 for p, t in zip(predicted, truth, strict=True)) / len(truth)


def test_the_big_planted_coefficients_are_found_with_their_sign() -> None:
    for name, sign in {
        "economic_buyer_reached": 1,
        "people_engaged_60d": 1,
        "close_date_pushes": -1,
        "competitor_mentions": -1,
        "budget_blocked": -1,
        "requirement_gap": -1,
        "champion_leaving": -1,
        "buying_signals": 1,
        "reply_trend": -1,
    }.items():
        assert MODEL.weight(name).mean * sign > 0, name
    assert MODEL.weight("close_date_pushes").interval.high < 0
    assert MODEL.weight("people_engaged_60d").interval.low > 0


def test_what_was_not_planted_is_found_to_matter_little() -> None:
    for name in ("legal_procurement", "security_review", "authority_talk", "decision_criteria"):
        weight = MODEL.weight(name)
        assert weight.interval.low < 0.1
        assert weight.interval.high > -0.1


def test_learning_beats_prior_and_base_rate_on_open_deals() -> None:
    truth = [WORLD.truth.deals[s.deal.id].p_win for s in OPEN]
    rows = [inputs_of(measure_all(s, LEARNED)) for s in OPEN]
    learned = expected_brier([MODEL.predict(row).p.value for row in rows], truth)
    prior = prior_model().model
    guessed = expected_brier([prior.predict(row).p.value for row in rows], truth)
    base = expected_brier([LEARNED["win_rate"]["value"]] * len(truth), truth)
    best = expected_brier(truth, truth)
    assert best < learned < guessed < base
    assert (base - learned) / (base - best) > 0.5


def test_its_own_check_on_later_deals_beats_the_base_rate() -> None:
    check = LEARNED["check"]
    assert check["n"] > 100
    assert check["brier"] < check["brier_base"]
    assert check["auc"] > 0.55


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    held = 0
    for snapshot in OPEN:
        p = MODEL.predict(inputs_of(measure_all(snapshot, LEARNED))).p
        held += p.low <= WORLD.truth.deals[snapshot.deal.id].p_win <= p.high
    assert held / len(OPEN) > 0.6


def test_the_payload_is_plain_json_and_repeats_exactly() -> None:
    again = DealCoach().learn(list(reversed(CLOSED[:80])), list(reversed(OPEN[:40])), WORLD.now)
    once = DealCoach().learn(CLOSED[:80], OPEN[:40], WORLD.now)
    assert json.dumps(once, sort_keys=True) == json.dumps(again, sort_keys=True)
    assert json.loads(json.dumps(once)) == once


def test_from_no_history_the_prior_decides_and_says_so() -> None:
    learned = DealCoach().learn([], [], NOW)
    draft = coach(deal().person("dana").mail_in(3).build(), learned)
    p = draft.payload["score"]["p_win"]
    assert (p["n"], p["basis"]) == (0, "prior")
    assert p["high"] - p["low"] > 0.4
    assert {a["confidence"]["basis"] for a in draft.payload["actions"]} == {"prior"}


def test_history_narrows_the_interval_and_is_named() -> None:
    few = DealCoach().learn(CLOSED[:40], OPEN, WORLD.now)
    widths = []
    for learned in (None, few, LEARNED):
        found = [coach(snapshot, learned).payload["score"]["p_win"] for snapshot in OPEN[:20]]
        widths.append(sum(p["high"] - p["low"] for p in found))
    assert widths == sorted(widths, reverse=True)
    assert coach(OPEN[0], LEARNED).payload["score"]["p_win"]["basis"] == f"prior + {MODEL.n} closed deals"


def test_one_closed_deal_is_learned_from_without_fuss() -> None:
    one = closed(Outcome.WON).person("dana").mail_in(9).build()
    learned = DealCoach().learn([one], [], NOW)
    assert learned["n_used"] == 1
    assert coach(deal().build(), learned).payload["score"]["p_win"]["basis"] == "prior + 1 closed deal"


def test_what_the_future_brought_is_not_in_the_training_rows() -> None:
    def with_last_word(snapshot: DealSnapshot) -> DealSnapshot:
        """Lost deals end with a telling mail that no open deal has."""
        ended = snapshot.deal.closed_at
        assert ended is not None
        last = snapshot.activities[-1].model_copy(
            update={
                "id": "telling",
                "at": ended,
                "body": "The budget is frozen.",
                "direction": "inbound",
                "type": "note",
            }
        )
        return snapshot.model_copy(update={"activities": (*snapshot.activities, last)})

    told = [with_last_word(s) if s.deal.outcome is Outcome.LOST and s.activities else s for s in CLOSED[:150]]
    one = DealCoach().learn(CLOSED[:150], OPEN, WORLD.now)["model"]
    assert DealCoach().learn(told, OPEN, WORLD.now)["model"] == one


def test_the_same_deals_teach_the_same_whatever_their_ids() -> None:
    def renamed(snapshot: DealSnapshot) -> DealSnapshot:
        """As another CRM would name it."""
        return snapshot.model_copy(
            update={"deal": snapshot.deal.model_copy(update={"id": snapshot.deal.id[::-1] + "X"})}
        )

    one = DealCoach().learn(CLOSED[:120], [], WORLD.now)["model"]
    other = DealCoach().learn([renamed(s) for s in CLOSED[:120]], [], WORLD.now)["model"]
    assert other["mean"] == pytest.approx(one["mean"], abs=1e-9)


def test_the_moment_lies_inside_the_life_and_moments_are_spread_evenly() -> None:
    for snapshot in CLOSED[:50]:
        moment = moment_in_life(snapshot)
        assert moment is not None
        assert snapshot.deal.created_at is not None
        assert snapshot.deal.closed_at is not None
        assert snapshot.deal.created_at < moment < snapshot.deal.closed_at
    shares = [fraction_of(NOW - timedelta(hours=n), NOW) for n in range(1, 1001)]
    assert 0.5 <= min(shares) < max(shares) <= 0.95
    tenths = Counter(int((share - 0.5) / 0.045) for share in shares)
    assert max(tenths.values()) < 1.5 * min(tenths.values())
    assert moment_in_life(deal(created_at=None).build()) is None


def test_an_amount_filled_in_only_at_the_end_is_refused_and_said() -> None:
    bare = [
        s.model_copy(update={"deal": s.deal.model_copy(update={"amount": None}), "field_changes": ()})
        for s in OPEN
    ]
    learned = DealCoach().learn(CLOSED[:200], bare, WORLD.now)
    assert "amount_vs_usual" not in learned["model"]["names"]
    told = coach(bare[0], learned).payload["score"]["refused"]
    assert any(
        t.startswith("Size against the usual deal: filled in for 100 % of closed but 0 % of open")
        for t in told
    )


def test_a_column_known_only_after_the_close_is_refused_unless_an_admin_knows_better() -> None:
    won = [
        s.model_copy(update={"deal": s.deal.model_copy(update={"custom": {"invoice": "x"}})})
        for s in CLOSED[:60]
    ]
    found = {r["key"]: r for r in DealCoach().learn(won, OPEN[:60], WORLD.now)["refused"]}
    assert found["custom.invoice"]["why"] == "filled_at_close"
    assert "field.source" not in found


def test_effects_join_belief_and_history() -> None:
    found = LEARNED["effects"]
    prior = {spec.key: spec.prior for spec in candidate_specs()}
    reach = found["reach_economic_buyer"]
    assert (reach["verdict"], 0 < reach["n"] <= MODEL.n) == ("estimated", True)
    assert reach["sd"] < prior["reach_economic_buyer"].sd
    for key in ("book_meeting", "review_plan", "set_amount"):
        assert (found[key]["mean"], found[key]["n"]) == (prior[key].mean, 0)


def test_a_payload_of_another_shape_is_not_used() -> None:
    assert usable({**LEARNED, "schema": SCHEMA + 1}) == {}
    assert usable(None) == {}


def test_benchmarks_of_stages() -> None:
    stages: dict[str, Any] = LEARNED["stages"]["default"]
    order = LEARNED["stage_order"]["default"]
    assert order["qualification"] < order["discovery"] < order["proposal"] < order["negotiation"]
    assert stages["discovery"]["p25"] <= stages["discovery"]["p50"] <= stages["discovery"]["p90"]
    assert LEARNED["win_rate"]["low"] < LEARNED["win_rate"]["value"] < LEARNED["win_rate"]["high"]


def test_priors_are_declared_sensibly() -> None:
    for spec in fact_specs():
        if spec.odds is not None:
            assert abs(spec.odds.mean) <= 1.0
            assert 0 < spec.odds.sd <= 0.7
            assert spec.odds.spread > 0


def test_score_of_an_older_deal_uses_only_its_past() -> None:
    snapshot = OPEN[1]
    created = snapshot.deal.created_at
    assert created is not None
    then = snapshot.at(created + timedelta(days=10))
    assert coach(then, LEARNED).payload["facts"]["deal_age"] == pytest.approx(10)
