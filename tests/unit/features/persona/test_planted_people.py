"""What a persona says, held against people whose habits are known."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.support.persona_verdicts import verdicts
from crm_ai_plugin.features.persona.touchpoints import Touchpoints
from crm_ai_plugin.testing.planted.people import Habits, planted_person

PEOPLE = 100
Shares = dict[int, tuple[Counter[str], Counter[str]]]


@pytest.fixture(scope="module")
def shares() -> Shares:
    """Return how often each trait was stated and was right, by number of touchpoints."""
    found = {}
    for touchpoints in (4, 12, 40, 200):
        stated: Counter[str] = Counter()
        right: Counter[str] = Counter()
        for seed in range(PEOPLE):
            person = planted_person(seed, touchpoints)
            for key, is_right in verdicts(person, Touchpoints(person.snapshot)).items():
                stated[key] += 1
                right[key] += is_right
        found[touchpoints] = stated, right
    return found


def test_below_five_touchpoints_it_abstains(shares: Shares) -> None:
    stated, _ = shares[4]
    assert not stated


def test_few_touchpoints_make_few_wrong_statements(shares: Shares) -> None:
    stated, right = shares[12]
    for key in ("channel", "topic", "hours", "part of day", "reply hours", "reply bound"):
        assert stated[key] - right[key] <= 0.02 * PEOPLE
    assert right["channel"] >= 0.93 * PEOPLE


@pytest.mark.parametrize("touchpoints", [40, 200])
def test_what_is_named_is_right_to_the_hour_and_to_a_quarter_and_else_said_more_coarsely(
    shares: Shares, touchpoints: int
) -> None:
    stated, right = shares[touchpoints]
    assert stated["hours"] - right["hours"] <= max(5, 0.1 * stated["hours"])
    assert right["part of day"] >= 0.95 * stated["part of day"]
    assert stated["reply hours"] - right["reply hours"] <= max(2, 0.15 * stated["reply hours"])
    assert right["reply bound"] >= 0.95 * stated["reply bound"]


def test_many_touchpoints_tell_the_truth(shares: Shares) -> None:
    stated, right = shares[200]
    assert right["channel"] >= 0.98 * PEOPLE
    assert right["topic"] >= 0.95 * PEOPLE
    assert stated["hours"] >= 0.75 * PEOPLE
    assert stated["reply hours"] + stated["reply bound"] >= 0.75 * PEOPLE
    assert right["reply interval"] >= 0.85 * stated["reply interval"]


def test_who_answers_everywhere_alike_is_not_given_a_channel() -> None:
    alike = Habits(likes=0.6, other=0.6, chosen=1 / 3)
    people = [planted_person(seed, 60, alike) for seed in range(60)]
    said = [verdicts(one, Touchpoints(one.snapshot)).get("channel") for one in people]
    assert sum(one is not None for one in said) <= 0.2 * len(people)
