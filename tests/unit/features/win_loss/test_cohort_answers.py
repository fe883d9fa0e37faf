"""What a cohort's answer says: what is planted is found, noise is not, and the order of rows does not matter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from crm_ai_plugin.ai.without_model import EngineWriter
from crm_ai_plugin.errors import UserInputError
from crm_ai_plugin.features.win_loss import WinLoss
from crm_ai_plugin.features.win_loss import study as study_module
from crm_ai_plugin.features.win_loss.factors import threshold
from crm_ai_plugin.features.win_loss.filters import parse
from crm_ai_plugin.insights import Cohort, WinLossPayload
from crm_ai_plugin.insights.win_loss import NO_FACTOR
from crm_ai_plugin.ports.cohort import CohortQuestion
from crm_ai_plugin.stats import Interval
from crm_ai_plugin.stats.factors import Factor
from crm_ai_plugin.stats.table import Table
from crm_ai_plugin.stats.win import fit_win_model
from tests.unit.features.win_loss.batches import batch_of
from tests.unit.features.win_loss.planted import FACTORS, NOW, question

FEATURE = WinLoss()


def answer(asked: CohortQuestion) -> WinLossPayload:
    assessment = FEATURE.assess(FEATURE.facts(asked, None), None)
    return WinLossPayload.model_validate(FEATURE.word(assessment, EngineWriter(), []).payload)


@pytest.fixture(scope="module")
def planted() -> WinLossPayload:
    return answer(question(leak=True))


def test_what_is_planted_is_found_with_its_direction(planted):
    found = {one.key: one.direction for one in planted.factors if one.found}
    assert {key: found.get(key) for key in FACTORS[:3]} == {
        "price_pressure": "up",
        "champion_known": "down",
        "competitor_mentions": "up",
    }
    assert planted.verdict == f"{len(found)} significant factors"
    # At a false discovery rate of 10 % one of five others may slip in.
    assert len(found) <= 4


def test_the_interval_holds_the_planted_odds_ratio(planted):
    ratios = {one.key: one.odds_ratio for one in planted.factors}
    assert ratios["price_pressure"].low <= 4.0 <= ratios["price_pressure"].high
    assert ratios["champion_known"].low <= 0.25 <= ratios["champion_known"].high


def test_the_leak_is_refused_with_its_reason_and_is_no_factor(planted):
    assert [(one.column, one.why) for one in planted.model.leaks_refused] == [
        ("custom.close value", "filled_at_close")
    ]
    assert "close value" in planted.model.leaks_refused[0].text
    assert not [one for one in planted.factors if one.column == "custom.close value"]
    assert [gap.key for gap in planted.coverage.late] == ["custom.close value"]


def test_how_long_a_deal_lived_is_no_factor(planted):
    assert "deal_age" not in {one.column for one in planted.factors}


def test_noise_is_called_no_factor():
    verdicts = [answer(question(300, seed, real=0, n_open=30)).verdict for seed in range(8)]
    assert sum(verdict == NO_FACTOR for verdict in verdicts) >= 6


def test_nothing_found_says_what_would_have_shown():
    payload = answer(question(80, 3, real=0, n_open=10))
    assert payload.verdict == NO_FACTOR
    assert payload.detectable is not None
    assert payload.detectable > 1.5
    assert f"{payload.detectable:.1f}" in payload.headline


def test_too_few_deals_say_so_instead_of_an_effect_that_nobody_has():
    payload = answer(question(12, 3, real=0, n_open=4))
    assert payload.verdict == NO_FACTOR
    assert payload.headline == "12 closed deals are too few to tell a factor from chance"


def test_insights_are_ranked_by_the_deals_they_are_about(planted):
    assert planted.insights
    for one in planted.insights:
        assert one.score == pytest.approx(abs(one.effect.value) * one.touches * one.certainty)
    assert [one.score for one in planted.insights] == sorted(
        (one.score for one in planted.insights), reverse=True
    )


def test_an_insight_names_open_deals_where_something_can_be_done(planted):
    asked = question(leak=True)
    row_of = {str(deal): row for row, deal in enumerate(asked.open_.deal_id)}
    for one in planted.insights:
        if one.key in FACTORS:
            lacks = one.effect.value > 0
            values = {asked.open_.numbers[one.key][row_of[deal]] for deal in one.deals}
            assert values <= {0.0 if lacks else 1.0}
            assert one.action is not None


def test_the_order_of_rows_changes_nothing():
    plain = answer(question(200, 2, n_open=20))
    order = np.random.default_rng(5).permutation(200)
    mixed = question(200, 2, n_open=20, order=order)
    other = answer(mixed)
    assert [(f.key, round(f.odds_ratio.value, 6)) for f in plain.factors] == [
        (f.key, round(f.odds_ratio.value, 6)) for f in other.factors
    ]


def test_the_same_question_has_the_same_answer_and_fingerprint():
    asked = question(200, 2, n_open=20)
    drafts = [
        FEATURE.word(FEATURE.assess(FEATURE.facts(asked, None), None), EngineWriter(), []) for _ in range(2)
    ]
    assert drafts[0] == drafts[1]


def test_a_filter_and_dates_narrow_the_cohort():
    since = (NOW - timedelta(days=700)).date()
    cohort = Cohort(where=parse("segment = north"), since=since)
    asked = question(cohort=cohort)
    payload = answer(asked)
    day = (since - date(1970, 1, 1)).days
    expected = (asked.closed.texts["custom.Segment"] == "north") & (asked.closed.closed_at >= day)
    assert payload.n_won + payload.n_lost == int(expected.sum())
    assert payload.n_open == int((asked.open_.texts["custom.Segment"] == "north").sum())
    assert {one.key for one in payload.benchmarks} >= {"win_rate", "cycle"}


def test_segments_stand_side_by_side_and_add_up(planted):
    payload = answer(question(cohort=Cohort(by="Segment")))
    assert {one.value for one in payload.segments} == {"north", "south", "east", "west"}
    assert sum(one.n_won for one in payload.segments) == payload.n_won
    assert all(one.factors for one in payload.segments)


def test_quarters_add_up(planted):
    assert sum(q.n_won + q.n_lost for q in planted.trends.quarters) <= planted.n_won + planted.n_lost
    assert planted.trends.factors


def test_a_study_that_is_kept_gives_the_same_answer():
    asked = question(200, 4, n_open=20)
    kept = FEATURE.study(asked)
    assert FEATURE.usable(asked, kept)
    fresh = FEATURE.assess(FEATURE.facts(asked, None), None)
    again = FEATURE.assess(FEATURE.facts(asked, kept), kept)
    words = [FEATURE.word(one, EngineWriter(), []).fingerprint for one in (fresh, again)]
    assert words[0] == words[1]


def test_a_study_is_made_anew_after_a_day_of_change_or_an_admins_decision():
    asked = question(100, 4, n_open=20)
    kept = FEATURE.study(asked)
    changed = replace(asked, data_version="v2")
    assert FEATURE.usable(changed, kept)
    assert not FEATURE.usable(replace(changed, asked_at=NOW + timedelta(days=2)), kept)
    assert not FEATURE.usable(replace(asked, overruled=frozenset({"custom.x"})), kept)
    assert not FEATURE.usable(asked, {**kept, "schema": 0})


def test_an_overruled_column_is_used_and_said_so():
    asked = replace(question(200, 2, leak=True), overruled=frozenset({"custom.close value"}))
    payload = answer(asked)
    assert "custom.close value" in {one.column for one in payload.factors}
    assert "An admin lets it through" in payload.model.leaks_refused[0].text


@pytest.mark.parametrize("n", [0, 1, 3])
def test_few_deals_are_no_error(n):
    asked = question(60, 1, n_open=5)
    payload = answer(
        replace(
            asked, closed=asked.closed.take(np.arange(n)), reasons=asked.reasons[:n], groups=asked.groups[:n]
        )
    )
    assert payload.n_won + payload.n_lost == n
    assert payload.verdict == NO_FACTOR


def test_missing_deals_are_counted(planted):
    assert planted.coverage.used == pytest.approx(390 / 420)
    assert any(gap.key == "no_moment" and gap.n == 30 for gap in planted.coverage.missing)


def test_an_unknown_field_is_one_clear_error():
    with pytest.raises(UserInputError, match="no field"):
        answer(question(60, 1, cohort=Cohort(where=parse("nonsense = 1"))))


def test_stated_reasons_are_held_against_the_records(planted):
    reasons = planted.reasons
    assert reasons is not None
    assert reasons.n_lost == planted.n_lost
    assert 0 < reasons.n_stated < planted.n_lost
    assert sum(reasons.counts.values()) == planted.n_lost


@pytest.mark.parametrize(
    "values", [[0, 0, 0, 0, 3, 5], [5, 5, 5, 5, 2, 1], [1, 2, 3, 4, 5, 6], [0, 0, 1, 1, 2, 2]]
)
def test_some_deals_have_a_number_and_some_do_not(values):
    table = Table.of({"x": [float(v) for v in values]})
    border = threshold(_factor("x"), table)
    assert 0 < sum(v > border for v in values) < len(values)


def _factor(column: str) -> Factor:
    one = Interval(1.0, 1.0, 1.0)
    return Factor(column, "", one, one, 1.0, 1.0, 1.0, 6, None, 2.0)


def test_every_factor_that_is_found_rests_on_closed_deals_that_show_it(planted):
    asked = question(leak=True)
    assessment = FEATURE.assess(FEATURE.facts(asked, None), None)
    draft = FEATURE.word(assessment, EngineWriter(), [])
    records = {one.id: one.record for one in draft.evidence}
    won = dict(zip(asked.closed.deal_id.tolist(), asked.closed.won.tolist(), strict=True))
    for one in planted.factors:
        if one.found:
            assert one.evidence
            outcomes = {won[records[key].id] for key in one.evidence}
            assert outcomes == {1.0 if one.direction == "up" else 0.0}


def test_the_model_learns_from_as_many_deals_as_the_coach_does(monkeypatch):
    n = 7_000
    rng = np.random.default_rng(4)
    batch = batch_of(
        won=(rng.random(n) < 0.4).astype(float).tolist(), numbers={"touches": rng.random(n).tolist()}
    )
    asked = replace(question(), closed=batch, groups=np.arange(n), reasons=np.full(n, None, dtype=object))
    taught = []

    def fit(table, outcomes, times, **how):
        taught.append(table.n)
        nobody = np.zeros(table.n, dtype=bool)
        return fit_win_model(table.take(nobody), outcomes[nobody], times[nobody], **{**how, "groups": []})

    monkeypatch.setattr(study_module, "fit_win_model", fit)
    study_module.study(asked)
    assert taught == [n]
