"""Which way to reach somebody: by how they respond, not by how often we tried."""

from __future__ import annotations

import math

from ....sentences import Say
from ....stats import shrunken_rate
from ..touchpoints import PATIENCE, Attempt, Touchpoint, Touchpoints
from .model import NotEnough, Seen, Usual, certainty, evidence_of, span_of, trait

_MIN = 4
_LIKED, _OTHER = 0.8, 0.25
"""Chance of a response by the channel somebody prefers, and by another, where nothing was learned."""
_CHOSEN = 0.75
"""Chance that who reaches out by themselves takes the channel they prefer."""
_SURE = 0.88
"""A wrong channel costs weeks, so more is asked here than of other statements."""
_CAP = 12
"""A channel's responses beyond so many say no more: habits of one thread repeat themselves."""

_NEWEST = 60
"""People change their habits; what was tried long before says what they were."""

Channels = dict[str, tuple[list[Attempt], list[Touchpoint]]]


def channels(points: Touchpoints) -> Channels:
    """Return our newest attempts and what the contact newly began by themselves, by channel."""
    now = points.snapshot.as_of
    mails = [a for a in points.mails if a.answered or now - a.asked.activity.at >= PATIENCE]
    answers = {a.answer.activity.id for a in points.mails if a.answer is not None}
    began = [t for t in points.theirs if t.activity.id not in answers]
    attempts = {"email": mails, "call": points.calls, "meeting": points.meetings}
    moments = [a.asked.activity.at for tried in attempts.values() for a in tried]
    moments += [t.activity.at for t in began if t.activity.type.value in attempts]
    since = sorted(moments)[-_NEWEST] if len(moments) > _NEWEST else min(moments, default=now)
    return {
        channel: (
            [a for a in tried if a.asked.activity.at >= since],
            [t for t in began if t.activity.type.value == channel and t.activity.at >= since],
        )
        for channel, tried in attempts.items()
    }


@trait("channel_preference", group="communication", unit="share", lives_days=270)
def channel_preference(points: Touchpoints, usual: Usual) -> Seen | NotEnough:
    """The channel that the contact responds to and chooses.

    Each channel is the hypothesis "this one is preferred"; the posterior weighs answers, silence and what was begun.
    """
    found = channels(points)
    n = sum(len(attempts) + len(began) for attempts, began in found.values())
    if n < _MIN:
        return NotEnough(n, _MIN)
    scores = {channel: _fit(channel, found, usual) for channel in found}
    best = max(sorted(scores), key=lambda channel: scores[channel])
    chance = 1 / sum(math.exp(min(score - scores[best], 0.0)) for score in scores.values())
    attempts, began = found[best]
    responded = [a.answer for a in attempts if a.answer is not None]
    if chance < _SURE or not responded + began:
        return NotEnough(n, n + _MIN)
    rate = shrunken_rate(
        len(responded),
        len(attempts),
        prior_mean=usual.rate(f"answers.{best}", _OTHER),
        prior_strength=usual.strength,
    ).interval
    return Seen(
        Say(
            "trait.channel_preference.value",
            {"channel": best, "answered": len(responded), "tried": len(attempts), "began": len(began)},
        ),
        {"channel": best, "mix": {c: len(a) + len(b) for c, (a, b) in found.items()}},
        certainty(chance, n),
        n,
        evidence_of(points, [*responded, *began], "responded"),
        *span_of([*responded, *began]),
        estimate=rate,
    )


def _fit(preferred: str, found: Channels, usual: Usual) -> float:
    """Log likelihood of all that was seen, if `preferred` is the channel they prefer."""
    total = 0.0
    for channel, (attempts, began) in found.items():
        base = usual.rate(f"answers.{channel}", _OTHER)
        p = max(_LIKED, min(0.95, base + 0.3)) if channel == preferred else min(_OTHER, base)
        answered = sum(a.answered for a in attempts)
        weight = min(1.0, _CAP / len(attempts)) if attempts else 0.0
        total += weight * (answered * math.log(p) + (len(attempts) - answered) * math.log(1 - p))
        chosen = _CHOSEN if channel == preferred else (1 - _CHOSEN) / (len(found) - 1)
        total += min(len(began), _CAP) * math.log(chosen)
    return total
