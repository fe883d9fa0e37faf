"""A factor by stage: adjusted for what was known on entering it, and said to differ only where it does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from crm_ai_plugin.ai.without_model import EngineWriter
from crm_ai_plugin.features.win_loss import WinLoss, at_stages
from crm_ai_plugin.features.win_loss.filters import parse
from crm_ai_plugin.insights import Cohort, WinLossPayload
from crm_ai_plugin.insights.win_loss import Factor
from crm_ai_plugin.ports.cohort import CohortQuestion
from crm_ai_plugin.ports.moments import MomentBatch, objects
from tests.unit.features.win_loss.planted import question

FEATURE = WinLoss()
STAGES = ("talk", "demo", "offer")
LATE, STEADY, SHADOW = "price_pressure", "champion_known", "meetings_held"


def world(n: int = 900, seed: int = 3, cohort: Cohort | None = None) -> tuple[CohortQuestion, MomentBatch]:
    """Return a question and its deals at entering three stages.

    `LATE` takes odds away at the offer only, `STEADY` adds to them at each stage alike, and `SHADOW` does nothing but go
    with `STEADY`.
    """
    rng = np.random.default_rng(seed)
    asked = question(n, seed, real=0, n_open=60, cohort=cohort)
    late, steady = ((rng.random((3, n)) < 0.5).astype(float) for _ in range(2))
    eta = 0.4 + 1.1 * (steady - 0.5).sum(axis=0) - 1.8 * late[2]
    won = (rng.random(n) < 1 / (1 + np.exp(-eta))).astype(float)
    shadow = np.where(rng.random((3, n)) < 0.85, steady, 1.0 - steady)
    closed = replace(asked.closed, won=won, numbers=_cells(asked.closed, late[2], steady[2], shadow[2]))
    rows = np.repeat(np.arange(n), 3)
    place = np.tile(np.arange(3), n)
    entered = closed.take(rows)
    entered = replace(
        entered,
        place=place,
        at=entered.created_at + place,
        stage=objects([STAGES[one] for one in place]),
        numbers=_cells(entered, late.T.ravel(), steady.T.ravel(), shadow.T.ravel()),
    )
    return replace(asked, closed=closed), entered


def _cells(
    batch: MomentBatch, late: np.ndarray, steady: np.ndarray, shadow: np.ndarray
) -> dict[str, np.ndarray]:
    return {**batch.numbers, LATE: late, STEADY: steady, SHADOW: shadow}


def answered(asked: CohortQuestion, entered: MomentBatch) -> dict[str, Factor]:
    """Ask as the runtime does: the study is stored, and a filtered cohort's deals are read once they are chosen."""
    deals = set(FEATURE.to_study(asked))
    learned = FEATURE.study(replace(asked, at_stages=_of(entered, deals)))
    facts = FEATURE.facts(asked, learned)
    chosen = set(FEATURE.to_enter(facts))
    assessment = FEATURE.assess(facts, learned, _of(entered, chosen) if chosen else None)
    payload = WinLossPayload.model_validate(FEATURE.word(assessment, EngineWriter(), []).payload)
    return {one.key: one for one in payload.factors}


def _of(entered: MomentBatch, deals: set[tuple[str, str]]) -> MomentBatch:
    keys = zip(entered.connection, entered.deal_id, strict=True)
    return entered.take(np.array([key in deals for key in keys], dtype=bool))


@pytest.fixture(scope="module")
def whole() -> dict[str, Factor]:
    return answered(*world())


def test_what_matters_at_one_stage_only_is_shown_so(whole):
    late = whole[LATE]
    assert [one.stage for one in late.by_stage] == list(STAGES)
    assert [one.stage for one in late.by_stage if one.q_value is not None and one.q_value <= 0.1] == ["offer"]
    assert late.by_stage[2].odds_ratio.high < 0.4
    assert late.stages_differ_q is not None
    assert late.stages_differ_q < 0.01
    assert late.stages_differ == (
        "It differs by stage more than chance explains (q below 0.01); found at offer; not found at talk and demo"
    )


def test_what_matters_alike_is_not_said_to_differ(whole):
    steady = whole[STEADY]
    assert all(one.q_value is not None and one.q_value <= 0.1 for one in steady.by_stage)
    assert steady.stages_differ_q is not None
    assert steady.stages_differ_q > 0.1
    assert steady.stages_differ.startswith("It does not differ by stage")


def test_the_basis_says_that_it_is_adjusted_and_for_how_many(whole):
    assert {one.odds_ratio.basis for one in whole[LATE].by_stage} == {
        "900 closed deals as they entered it, adjusted for what else was known then"
    }


def test_what_only_goes_with_another_factor_keeps_nothing_of_it():
    asked, entered = world()
    learned = FEATURE.study(replace(asked, at_stages=entered))
    shadow = next(one for one in learned["at_stages"] if one[0] == SHADOW)
    assert [q for _, _, _, q, _ in shadow[4] if q <= 0.1] == []


def test_a_filtered_cohort_is_looked_at_on_its_own_deals():
    asked, entered = world(cohort=Cohort(where=parse("segment in ('north', 'south')")))
    late = answered(asked, entered)[LATE]
    n = int(np.isin(asked.closed.texts["custom.Segment"].astype(str), ["north", "south"]).sum())
    assert {one.odds_ratio.n for one in late.by_stage} == {n}
    assert late.by_stage[2].q_value is not None
    assert late.by_stage[2].q_value < 0.1


def test_a_filtered_cohort_of_too_many_deals_says_that_it_is_not_adjusted(monkeypatch):
    monkeypatch.setattr(at_stages, "MOST_DEALS", 100)
    asked, entered = world(cohort=Cohort(where=parse("segment in ('north', 'south', 'east')")))
    late = answered(asked, entered)[LATE]
    assert late.by_stage
    assert all(one.q_value is None and "not adjusted" in one.odds_ratio.basis for one in late.by_stage)
    assert (late.stages_differ, late.stages_differ_q) == ("", None)


def test_of_many_deals_the_newest_are_studied(monkeypatch):
    monkeypatch.setattr(at_stages, "MOST_DEALS", 100)
    asked, _ = world(cohort=None)
    assert FEATURE.to_study(asked) == [("crm", f"c{place}") for place in range(800, 900)]


def test_what_gives_the_outcome_away_at_a_stage_is_refused_there():
    asked, entered = world()
    told = replace(entered, numbers={**entered.numbers, "custom.told": entered.won * 5.0 + 1.0})
    learned = FEATURE.study(replace(asked, at_stages=told))
    assert "custom.told" not in {one[0] for one in learned["at_stages"]}
    assert LATE in {one[0] for one in learned["at_stages"]}


def test_copies_of_a_deal_count_once():
    asked, entered = world(300)
    twice = [replace(entered, connection=objects([name] * entered.n)) for name in ("crm", "copy")]
    both = replace(
        asked,
        closed=_joined([replace(asked.closed, connection=objects([name] * 300)) for name in ("crm", "copy")]),
        groups=np.tile(asked.groups, 2),
        reasons=np.tile(asked.reasons, 2),
    )
    once = {(one[0], one[1]): one[4] for one in FEATURE.study(replace(asked, at_stages=entered))["at_stages"]}
    doubled = {
        (one[0], one[1]): one[4]
        for one in FEATURE.study(replace(both, at_stages=_joined(twice)))["at_stages"]
    }
    for one, other in zip(once[LATE, ""], doubled[LATE, ""], strict=True):
        assert other[1] == pytest.approx(one[1], rel=0.02)


def _joined(batches: list[MomentBatch]) -> MomentBatch:
    first = batches[0]
    names = (
        "connection",
        "deal_id",
        "place",
        "at",
        "created_at",
        "closed_at",
        "won",
        "pipeline",
        "stage",
        "owner_id",
    )
    joined: dict[str, Any] = {
        name: np.concatenate([getattr(one, name) for one in batches])
        for name in (*names, "company_id", "amount", "currency")
    }
    return replace(
        first,
        n=sum(one.n for one in batches),
        numbers={key: np.concatenate([one.numbers[key] for one in batches]) for key in first.numbers},
        texts={key: np.concatenate([one.texts[key] for one in batches]) for key in first.texts},
        **joined,
    )
