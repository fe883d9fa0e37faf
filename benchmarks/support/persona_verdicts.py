"""What a persona says of planted people, held against what is known of them, and what could be known at best."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from crm_ai_plugin.features.persona.touchpoints import Touchpoints
from crm_ai_plugin.features.persona.traits import Seen, measure_traits
from crm_ai_plugin.records import Direction
from crm_ai_plugin.testing.planted.people import CHANNELS, Habits, PlantedPerson

CLOSE = 0.25
_HOUR = 1.0
_QUARTERS = np.arange(96) / 4


def apart(a: float, b: float) -> float:
    """Return how many hours lie between two times of the day."""
    return abs((a - b + 12) % 24 - 12)


def verdicts(
    person: PlantedPerson, points: Touchpoints, learned: Mapping[str, Any] | None = None
) -> dict[str, bool]:
    """Return for each thing that was said of a person whether it is true."""
    found = {
        key: trait.found
        for key, trait in measure_traits(points, learned).items()
        if isinstance(trait.found, Seen)
    }
    said = {}
    if channel := found.get("channel_preference"):
        said["channel"] = channel.data["channel"] == person.channel
    if (latency := found.get("reply_latency")) and latency.estimate:
        if "within" in latency.data:
            said["reply bound"] = person.reply_hours <= latency.data["within"]
        else:
            said["reply hours"] = abs(latency.estimate.value / person.reply_hours - 1) <= CLOSE
        said["reply interval"] = latency.estimate.low <= person.reply_hours <= latency.estimate.high
    if hours := found.get("best_hours"):
        if "part" in hours.data:
            middle = (person.start + person.end) / 2
            said["part of day"] = apart(middle, float(hours.data["part"])) <= 3
        else:
            said["hours"] = (
                max(apart(hours.data["start"], person.start), apart(hours.data["end"], person.end)) <= _HOUR
            )
    if topic := found.get("main_topic"):
        said["topic"] = next(iter(topic.data["topics"])) == person.topic
    return said


def best_channel(person: PlantedPerson, points: Touchpoints, habits: Habits) -> bool:
    """Return whether the likeliest channel is right, for somebody who knows how the people were made."""
    answers = {a.answer.activity.id for a in points.mails if a.answer is not None}
    tried = {
        "email": points.mails,
        "call": points.calls,
        "meeting": [a for a in points.meetings if not a.asked.theirs],
    }
    scores = {}
    for liked in CHANNELS:
        rates = {channel: habits.likes if channel == liked else habits.other for channel in CHANNELS}
        score = sum(
            math.log(rates[channel] if one.answered else 1 - rates[channel])
            for channel in CHANNELS
            for one in tried[channel]
        )
        for act in person.snapshot.activities:
            if act.direction is Direction.INBOUND and act.id not in answers:
                score += math.log(habits.chosen if act.type.value == liked else (1 - habits.chosen) / 2)
        scores[liked] = score
    return max(CHANNELS, key=lambda channel: scores[channel]) == person.channel


def best_wait(person: PlantedPerson, points: Touchpoints) -> float | None:
    """Return the relative error of the maximum likelihood estimate of the median; None below three answers."""
    logs = [math.log(a.hours) for a in points.mails if a.answered]
    if len(logs) < 3:
        return None
    return abs(math.exp(math.fsum(logs) / len(logs)) / person.reply_hours - 1)


def best_hours(person: PlantedPerson, hours: Sequence[float], habits: Habits) -> bool | None:
    """Return whether the likeliest window is right to the hour, for somebody who knows share of strays and lengths."""
    if len(hours) < 8:
        return None
    points = np.asarray(hours)
    lengths = _QUARTERS[(_QUARTERS >= 4) & (_QUARTERS <= 9)]
    inside = ((points[:, None, None] - _QUARTERS[None, :, None]) % 24 <= lengths).sum(axis=0)
    dense = np.log((1 - habits.stray) / lengths + habits.stray / 24)
    score = inside * dense + (len(points) - inside) * math.log(habits.stray / 24)
    start, size = np.unravel_index(int(np.argmax(score)), score.shape)
    begins = float(_QUARTERS[start])
    return max(apart(begins, person.start), apart(begins + float(lengths[size]), person.end)) <= _HOUR
