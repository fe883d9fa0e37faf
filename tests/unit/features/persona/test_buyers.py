"""How deals with people in a role end, held against people whose deals are known; and who joins before a step."""

from __future__ import annotations

from statistics import mean
from typing import Any

import pytest

from crm_ai_plugin.features.persona.learning import learn
from crm_ai_plugin.features.persona.traits import Seen
from crm_ai_plugin.features.persona.words import catalogue
from crm_ai_plugin.records import ContactSnapshot
from crm_ai_plugin.testing.planted.buyers import BuyingHabits, planted_buyer
from crm_ai_plugin.testing.planted.people import NOW
from tests.unit.features.persona.people import FEATURE


def learned(habits: BuyingHabits, seed: int, people: int = 40) -> dict[str, Any]:
    return learn((planted_buyer(1000 * seed + n, 2, habits) for n in range(people)), NOW)


def seen(snapshot: ContactSnapshot, known: dict[str, Any] | None, key: str) -> Seen | None:
    return FEATURE.facts(snapshot, known).traits[key].seen


@pytest.mark.parametrize("hurdle", ["price", "budget", "legal"])
def test_role_timing_and_the_likely_blocker_are_found_with_intervals_that_hold(hurdle: str) -> None:
    habits = BuyingHabits(hurdle=hurdle)
    held = []
    for seed in range(6):
        found = learned(habits, seed)["buying"]["executive"]
        assert found["role"]["role"] == "economic_buyer"
        (blocker,) = found["blockers"]
        assert blocker["hurdle"] == hurdle
        for interval, truth in (
            (found["win_rate"], habits.wins),
            (found["days_interval"], habits.days),
            (found["role"]["share"], 0.8),
            (blocker["share"], habits.in_lost),
        ):
            held.append(interval["low"] <= truth <= interval["high"])
    assert mean(held) >= 0.8


def test_what_comes_up_in_won_deals_as_often_holds_nobody_up() -> None:
    alike = BuyingHabits(in_lost=0.3, in_won=0.3)
    found = [learned(alike, seed)["buying"]["all"]["blockers"] for seed in range(12)]
    assert sum(bool(one) for one in found) <= 2
    assert not learned(BuyingHabits(hurdle=None), 3)["buying"]["all"]["blockers"]


def test_a_contact_of_that_role_is_told_what_deals_like_theirs_came_to() -> None:
    known = learned(BuyingHabits(), 1)
    me = planted_buyer(7, 3)
    trait = seen(me, known, "buying_behaviour")
    assert trait is not None
    text = catalogue("en").render(trait.value)
    for part in (
        "closed deals here",
        "were won",
        "days in the median",
        "as economic buyer",
        "a missing budget",
    ):
        assert part in text
    assert trait.estimate is not None
    assert trait.estimate.low <= trait.estimate.value <= trait.estimate.high
    assert seen(me, None, "buying_behaviour") is None
    assert seen(me, learned(BuyingHabits(), 1, people=3), "buying_behaviour") is None
    assert seen(me.model_copy(update={"activities": ()}), known, "buying_behaviour") is None


def test_a_deal_counts_once_however_many_of_a_group_took_part() -> None:
    people = [planted_buyer(n) for n in range(10)]
    twins = [
        one.model_copy(
            update={
                "contact": one.contact.model_copy(update={"id": f"{one.contact.id}-twin"}),
                "activities": tuple(
                    a.model_copy(update={"contact_ids": (f"{one.contact.id}-twin",)}) for a in one.activities
                ),
            }
        )
        for one in people
    ]
    alone, both = learn(people, NOW)["buying"]["all"], learn([*people, *twins], NOW)["buying"]["all"]
    for key in ("n", "win_rate", "days", "days_interval", "blockers"):
        assert both[key] == alone[key]
    assert learn([*twins, *people], NOW)["buying"] == learn([*people, *twins], NOW)["buying"]


def test_who_is_brought_in_before_a_step_is_seen_and_goes_with_the_step() -> None:
    me = planted_buyer(5, 2, BuyingHabits(copies=True))
    trait = seen(me, None, "copied_in")
    assert trait is not None
    assert trait.data["contacts"] == sorted(f"d5-{n}-{who}" for n in range(2) for who in ("boss", "legal"))
    assert {draft.record.id for draft in trait.evidence} == {"d5-0-cc", "d5-1-cc"}
    assert seen(me.model_copy(update={"stage_changes": ()}), None, "copied_in") is None
    without = tuple(a for a in me.activities if not a.id.endswith("-cc"))
    assert seen(me.model_copy(update={"activities": without}), None, "copied_in") is None
    assert seen(planted_buyer(5, 2), None, "copied_in") is None
