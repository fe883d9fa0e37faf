"""Which way to reach somebody: by how they respond, not by how often we tried."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ....sentences import Say
from ....stats import shrunken_rate
from ..touchpoints import PATIENCE, Attempt, Touchpoint, Touchpoints
from .model import NotEnough, Seen, Usual, certainty, evidence_of, span_of, trait

_MIN = 4
_OTHER = 0.4
"""Chance of a response by a channel that somebody does not prefer, where nothing was learned."""
_LIKED = (0.65, 0.75, 0.85, 0.95)
_REST = (0.25, 0.5, 0.75, 1.0)
"""Chances of a response by the preferred channel, and by the others as multiples of what is usual: nobody knows
beforehand how strongly somebody prefers, so each is tried and all are weighed."""
_CHOSEN = (0.6, 0.75, 0.9)
"""Chances that who reaches out by themselves takes the channel they prefer."""
_MOST = 0.45
"""A channel that is answered more often than this is none of the others."""
_EVEN = tuple(step / 10 for step in range(1, 10))
_ALIKE = 0.3
"""How likely it is beforehand that somebody has no preference, as a multiple of that for each channel."""
_FAR = 500.0
_SURE = 0.7
"""Less than of other statements is asked, because having no preference is one of the things that may be true instead."""
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
    # A meeting that they asked for is no try of ours.
    met = [a for a in points.meetings if not a.asked.theirs]
    attempts = {"email": mails, "call": points.calls, "meeting": met}
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
    others = math.fsum(math.exp(score - scores[best]) for score in scores.values())
    chance = 1 / (others + _ALIKE * math.exp(min(_fit_alike(found) - scores[best], _FAR)))
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
    """Log likelihood of all that was seen, if `preferred` is the channel they prefer, over all strengths of it."""
    tried = {channel: _tried(attempts) for channel, (attempts, _) in found.items()}
    answered = [
        sum(
            _log_likelihood(
                tried[channel],
                liked
                if channel == preferred
                else min(_MOST, rest * usual.rate(f"answers.{channel}", _OTHER)),
            )
            for channel in found
        )
        for liked in _LIKED
        for rest in _REST
    ]
    began = {channel: min(len(acts), _CAP) for channel, (_, acts) in found.items()}
    others = sum(began.values()) - began[preferred]
    chosen = [
        began[preferred] * math.log(share) + others * math.log((1 - share) / (len(found) - 1))
        for share in _CHOSEN
    ]
    return _log_mean(answered) + _log_mean(chosen)


def _fit_alike(found: Channels) -> float:
    """Log likelihood of all that was seen, if they answer on every channel alike."""
    tried = [_tried(attempts) for attempts, _ in found.values()]
    answered, left = (math.fsum(part) for part in zip(*tried, strict=True))
    began = sum(min(len(acts), _CAP) for _, acts in found.values())
    rates = [_log_likelihood((answered, left), rate) for rate in _EVEN]
    return _log_mean(rates) - began * math.log(len(found))


def _tried(attempts: Sequence[Attempt]) -> tuple[float, float]:
    """Attempts that were answered and that were not; beyond the cap they keep their shares."""
    weight = min(1.0, _CAP / len(attempts)) if attempts else 0.0
    answered = sum(a.answered for a in attempts)
    return weight * answered, weight * (len(attempts) - answered)


def _log_likelihood(tried: tuple[float, float], rate: float) -> float:
    return tried[0] * math.log(rate) + tried[1] * math.log(1 - rate)


def _log_mean(logs: Sequence[float]) -> float:
    top = max(logs)
    return top + math.log(math.fsum(math.exp(log - top) for log in logs) / len(logs))
