"""What a persona says, held against people whose habits are known."""

from __future__ import annotations

from collections import Counter

import pytest

from crm_ai_plugin.features.persona.touchpoints import Touchpoints
from crm_ai_plugin.features.persona.traits import Seen, measure_traits
from crm_ai_plugin.testing.planted.people import PlantedPerson, planted_person

PEOPLE = 150


def _apart(a: float, b: float) -> float:
    return abs((a - b + 12) % 24 - 12)


def _verdicts(person: PlantedPerson) -> dict[str, bool]:
    """Return for each trait that was stated whether it is true."""
    found = {
        key: trait.found
        for key, trait in measure_traits(Touchpoints(person.snapshot)).items()
        if isinstance(trait.found, Seen)
    }
    said = {}
    if channel := found.get("channel_preference"):
        said["channel"] = channel.data["channel"] == person.channel
    if (latency := found.get("reply_latency")) and latency.estimate:
        said["latency"] = abs(latency.estimate.value / person.reply_hours - 1) <= 0.25
        said["latency covers"] = latency.estimate.low <= person.reply_hours <= latency.estimate.high
    if hours := found.get("best_hours"):
        said["window"] = (
            _apart(hours.data["start"], person.start) <= 1 and _apart(hours.data["end"], person.end) <= 1
        )
    if topic := found.get("main_topic"):
        said["topic"] = next(iter(topic.data["topics"])) == person.topic
    return said


@pytest.fixture(scope="module")
def shares() -> dict[int, tuple[Counter[str], Counter[str]]]:
    """Return how often each trait was stated and was right, by number of touchpoints."""
    found = {}
    for touchpoints in (4, 12, 200):
        stated: Counter[str] = Counter()
        right: Counter[str] = Counter()
        for seed in range(PEOPLE):
            for key, is_right in _verdicts(planted_person(seed, touchpoints)).items():
                stated[key] += 1
                right[key] += is_right
        found[touchpoints] = stated, right
    return found


def test_below_five_touchpoints_it_abstains(shares: dict[int, tuple[Counter[str], Counter[str]]]) -> None:
    stated, _ = shares[4]
    assert not stated


def test_few_touchpoints_make_few_wrong_statements(
    shares: dict[int, tuple[Counter[str], Counter[str]]],
) -> None:
    stated, right = shares[12]
    for key in ("channel", "topic"):
        assert stated[key] - right[key] <= 0.02 * PEOPLE
    assert right["channel"] >= 0.9 * PEOPLE


def test_many_touchpoints_tell_the_truth(shares: dict[int, tuple[Counter[str], Counter[str]]]) -> None:
    stated, right = shares[200]
    assert right["channel"] >= 0.98 * PEOPLE
    assert right["topic"] >= 0.95 * PEOPLE
    assert right["window"] >= 0.85 * stated["window"]
    assert right["latency covers"] >= 0.85 * stated["latency covers"]
