"""How somebody writes, and so likes to be written to."""

from __future__ import annotations

import math
from collections import Counter

from ....sentences import Say
from ....stats import quantiles, shrunken_rate
from ....stats.quantiles import median_interval
from ..touchpoints import Touchpoints
from .model import SAY_FROM, NotEnough, Seen, Usual, certainty, evidence_of, span_of, trait

_MIN = 5
_MIN_MANNER = 4
_SHORT, _LONG = 40, 120
"""Words: a mail below the first is read on a phone; one above the second is a letter."""
_NEWEST = 200
"""Mails that length and manner are judged by; how somebody wrote years ago matters less."""


@trait("message_length", group="communication", unit="words", lives_days=365)
def message_length(points: Touchpoints, usual: Usual) -> Seen | NotEnough:
    """Median words of the contact's own in a mail."""
    mails = points.written[-_NEWEST:]
    if len(mails) < _MIN:
        return NotEnough(len(mails), _MIN)
    words = [t.reading.words for t in mails]
    estimate = median_interval(words)
    median = quantiles(words).p50 or 0.0
    if estimate is None:
        return NotEnough(len(mails), 2 * _MIN)
    size = "short" if median <= _SHORT else "long" if median >= _LONG else "medium"
    bounds = {"short": estimate.high <= _SHORT * 1.5, "long": estimate.low >= _LONG / 1.5, "medium": True}
    if not bounds[size]:
        return NotEnough(len(mails), 2 * len(mails))
    return Seen(
        Say(f"trait.message_length.value_{size}", {"words": median, "n": len(mails)}),
        {"words": median, "size": size},
        certainty(0.9, len(mails)),
        len(mails),
        evidence_of(points, mails, "wrote"),
        *span_of(mails),
        estimate=estimate,
    )


@trait("formality", group="communication", unit="share", lives_days=365)
def formality(points: Touchpoints, usual: Usual) -> Seen | NotEnough:
    """Share of mails in a formal manner among those that show a manner at all."""
    mails = points.written[-_NEWEST:]
    formal = [t for t in mails if t.reading.formal > t.reading.informal]
    informal = [t for t in mails if t.reading.informal > t.reading.formal]
    n = len(formal) + len(informal)
    if n < _MIN_MANNER:
        return NotEnough(n, _MIN_MANNER)
    rate = shrunken_rate(
        len(formal), n, prior_mean=usual.rate("formal", 0.4), prior_strength=usual.strength / 2
    ).interval
    sd = max((rate.high - rate.low) / 3.29, 1e-6)
    manner = "formal" if rate.value >= 0.5 else "informal"
    chance = 0.5 * (1 + math.erf(abs(rate.value - 0.5) / sd / math.sqrt(2)))
    if chance < SAY_FROM:
        return NotEnough(n, 2 * n)
    shown = formal if manner == "formal" else informal
    return Seen(
        Say(f"trait.formality.value_{manner}", {"of": len(shown), "n": n}),
        {"manner": manner, "formal": len(formal), "informal": len(informal)},
        certainty(chance, n),
        n,
        evidence_of(points, shown, f"wrote_{manner}"),
        *span_of(shown),
        estimate=rate,
    )


@trait("language", group="communication", unit="text", lives_days=730)
def language(points: Touchpoints, usual: Usual) -> Seen | NotEnough:
    """The language that the contact writes in, by the phrases that were understood in their mails."""
    mails = points.written[-_NEWEST:]
    votes: Counter[str] = Counter()
    spoke = []
    for mail in mails:
        told = {span.language for span in mail.reading.spans if span.language}
        if len(told) == 1:
            votes.update(told)
            spoke.append(mail)
    n = sum(votes.values())
    if n < _MIN_MANNER:
        return NotEnough(n, _MIN_MANNER)
    best, count = min(votes.items(), key=lambda item: (-item[1], item[0]))
    rate = shrunken_rate(count, n, prior_mean=0.5, prior_strength=2.0).interval
    if rate.low < 0.5:
        return NotEnough(n, 2 * n)
    shown = [m for m in spoke if any(span.language == best for span in m.reading.spans)]
    return Seen(
        Say("trait.language.value", {"language": best, "of": count, "n": n}),
        {"language": best},
        certainty(rate.value, n),
        n,
        evidence_of(points, shown, "wrote"),
        *span_of(shown),
        estimate=rate,
    )
