"""What an answer says about the version before it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from crm_ai_plugin.ai.without_model import EngineWriter
from crm_ai_plugin.features.win_loss import WinLoss
from crm_ai_plugin.insights import Insight, Subject
from crm_ai_plugin.insights.win_loss import NO_FACTOR
from crm_ai_plugin.ports.cohort import CohortQuestion
from crm_ai_plugin.ports.feature import Draft
from crm_ai_plugin.records import Outcome
from tests.unit.features.builders import deal
from tests.unit.features.win_loss.planted import NOW, question

FEATURE = WinLoss()


def drafted(asked: CohortQuestion, last: Insight | None = None) -> Draft:
    asked = replace(asked, last=last)
    return FEATURE.word(FEATURE.assess(FEATURE.facts(asked, None), None), EngineWriter(), [])


def kept(draft: Draft, **payload: Any) -> Insight:
    return Insight(
        id="ins_1",
        kind="win_loss",
        subject=Subject(type="cohort", id="coh_test"),
        connection="-",
        version=1,
        as_of=NOW,
        source="engine",
        engine_version="2",
        language=draft.language,
        coverage=draft.coverage,
        evidence=list(draft.evidence),
        payload={**draft.payload, **payload},
        fingerprint=draft.fingerprint,
    )


@pytest.fixture(scope="module")
def planted() -> CohortQuestion:
    return question(300, 2, n_open=30)


@pytest.fixture(scope="module")
def shuffled(planted: CohortQuestion) -> CohortQuestion:
    """The same deals with outcomes that nothing goes with."""
    mixed = np.random.default_rng(8).permutation(planted.closed.won)
    return replace(planted, closed=replace(planted.closed, won=mixed))


def test_a_first_answer_and_an_equal_one_say_nothing(planted):
    first = drafted(planted)
    assert first.changes == ()
    assert drafted(planted, kept(first)).changes == ()


def test_a_factor_that_appears_is_named_with_its_evidence(planted, shuffled):
    before = drafted(shuffled)
    assert before.payload["verdict"] == NO_FACTOR
    now = drafted(planted, kept(before))
    said = {one.what: one.because for one in now.changes}
    ids = {one.id for one in now.evidence}
    assert "The verdict is now: 3 significant factors. It was: no significant factor." in said
    price = next(one for one in now.payload["factors"] if one["key"] == "price_pressure")
    assert said["Now found: Price talk goes with winning"] == price["evidence"]
    assert price["evidence"]
    assert all(set(because) <= ids for because in said.values())


def test_a_factor_that_is_gone_is_named_with_deals_that_show_it_now(planted, shuffled):
    now = drafted(shuffled, kept(drafted(planted)))
    (gone,) = [one for one in now.changes if one.what == "No longer found: Price talk"]
    evidence = {one.id: one for one in now.evidence}
    assert gone.because
    assert {evidence[key].record.type for key in gone.because} == {"deal"}


def test_a_factor_that_turned_round_is_said_so(planted):
    turned = replace(planted, closed=replace(planted.closed, won=1.0 - planted.closed.won))
    now = drafted(turned, kept(drafted(planted)))
    assert "Turned round: Price talk goes with losing, before it went with winning" in [
        one.what for one in now.changes
    ]


def test_what_changed_is_no_part_of_the_substance(planted, shuffled):
    told, plain = drafted(planted, kept(drafted(shuffled))), drafted(planted)
    assert told.changes
    assert told.fingerprint == plain.fingerprint


def test_an_answer_about_other_deals_or_of_another_shape_is_not_compared(planted, shuffled):
    before = drafted(shuffled)
    assert drafted(planted, kept(before, cohort_id="coh_other")).changes == ()
    assert drafted(planted, kept(before, nonsense=1)).changes == ()


def test_of_a_deal_its_outcome_and_its_chance_are_compared(planted):
    told = deal(name="One").stage(90, "discovery").mail_in(80, "Thanks for the demo.")
    before = drafted(replace(planted, deal=told.build()))
    told.mail_in(40, "Your price is too high for us.")
    lost = told.deal(outcome=Outcome.LOST, closed_at=datetime(2026, 10, 30, tzinfo=UTC)).build()
    now = drafted(replace(planted, deal=lost), kept(before))
    said = {one.what: one.because for one in now.changes}
    assert "Lost now, Open before" in said
    old, new = before.payload["score"]["p_win"]["value"], now.payload["score"]["p_win"]["value"]
    assert abs(new - old) > 0.05
    (chance,) = [what for what in said if what.startswith("The chance to win is")]
    assert chance.startswith(f"The chance to win is {new:.0%}, before it was {old:.0%}".replace("%", " %"))
    assert "Price talk" in chance
    assert {one.quote for one in now.evidence if one.id in said[chance]} >= {"Your price is too high for us."}
