"""How somebody comes to a decision: with proof, with others, and how fast."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from statistics import median

from ....records import ActivityType
from ....sentences import Say
from ....signals import Span
from ....stats import Interval, shrunken_rate
from ..touchpoints import Touchpoint, Touchpoints
from .model import SAY_FROM, NotEnough, Seen, Usual, certainty, evidence_of, span_of, trait

_MIN = 5
_PROOF = ("proof_wanted", "security_review")
_SEEKS, _INVOLVES = 0.15, 0.25
_BEFORE_DAYS = 14.0
_MIN_STAGES = 4


@trait("evidence_seeking", group="decision", unit="share", lives_days=365)
def evidence_seeking(points: Touchpoints, usual: Usual) -> Seen | NotEnough:
    """Share of the contact's messages that ask for proof: numbers, references, trials, criteria."""
    mails = points.written
    if len(mails) < _MIN:
        return NotEnough(len(mails), _MIN)
    quotes = {p.activity.id: s for topic in _PROOF for p, s in points.said.get(topic, ()) if p.theirs}
    asked = [m for m in mails if m.activity.id in quotes]
    return _more_or_less(
        points, "evidence_seeking", asked, mails, usual.rate("seeks_proof", _SEEKS), usual, quotes
    )


@trait("consensus_building", group="decision", unit="share", lives_days=365)
def consensus_building(points: Touchpoints, usual: Usual) -> Seen | NotEnough:
    """Share of the contact's messages that bring colleagues in or speak of their approval."""
    mails = points.written
    if len(mails) < _MIN:
        return NotEnough(len(mails), _MIN)
    quotes = {p.activity.id: s for p, s in points.said.get("authority", ()) if p.theirs}
    together = [m for m in mails if len(set(m.activity.contact_ids)) > 1 or m.activity.id in quotes]
    return _more_or_less(
        points, "consensus_building", together, mails, usual.rate("involves", _INVOLVES), usual, quotes
    )


def _more_or_less(  # what a rate is made of and what to show of it
    points: Touchpoints,
    key: str,
    hits: Sequence[Touchpoint],
    among: Sequence[Touchpoint],
    expected: float,
    usual: Usual,
    quotes: Mapping[str, Span],
) -> Seen | NotEnough:
    """State a rate only where it is clearly above or below what is usual."""
    rate = shrunken_rate(len(hits), len(among), prior_mean=expected, prior_strength=usual.strength).interval
    sd = max((rate.high - rate.low) / 3.29, 1e-6)
    chance = 0.5 * (1 + math.erf(abs(rate.value - expected) / sd / math.sqrt(2)))
    side = "more" if rate.value > expected else "less"
    if chance < SAY_FROM or (side == "more" and not hits):
        return NotEnough(len(among), 2 * len(among))
    shown = hits if side == "more" else among
    return Seen(
        Say(f"trait.{key}.value_{side}", {"of": len(hits), "n": len(among), "usual": expected}),
        {"of": len(hits), "n": len(among), "usual": expected},
        certainty(chance, len(among)),
        len(among),
        evidence_of(points, shown, "wrote", quotes),
        *span_of(shown),
        estimate=rate,
    )


@trait("copied_in", group="decision", unit="text", lives_days=540)
def copied_in(points: Touchpoints, usual: Usual) -> Seen | NotEnough:
    """Who the contact brought in shortly before a deal of theirs moved forward or was won."""
    me = points.snapshot.contact.id
    moves = {(c.deal_id, c.at) for c in points.snapshot.stage_changes if c.from_stage}
    first: dict[str, Touchpoint] = {}
    for point in points.theirs:
        if point.activity.type is ActivityType.EMAIL:
            for other in point.activity.contact_ids:
                if other != me:
                    first.setdefault(other, point)
    before = {
        other: point
        for other, point in sorted(first.items())
        if any(
            deal == point.activity.deal_id
            and 0 <= (at - point.activity.at).total_seconds() / 86_400 <= _BEFORE_DAYS
            for deal, at in moves
        )
    }
    if len(before) < 2:
        return NotEnough(len(before), 2)
    return Seen(
        Say("trait.copied_in.value", {"n": len(before), "moves": len(moves)}),
        {"contacts": sorted(before)},
        certainty(0.85, len(before)),
        len(before),
        evidence_of(points, before.values(), "brought_in"),
        *span_of(list(before.values())),
    )


@trait("stage_speed", group="decision", unit="ratio", lives_days=540)
def stage_speed(points: Touchpoints, usual: Usual) -> Seen | NotEnough:
    """Time that stages take on the contact's deals as a multiple of what is usual for the stage here."""
    known = usual.learned.get("stage_days", {})
    ratios = []
    changes = points.snapshot.stage_changes
    by_deal: dict[str, list[int]] = {}
    for place, change in enumerate(changes):
        by_deal.setdefault(change.deal_id, []).append(place)
    for places in by_deal.values():
        for earlier, later in itertools.pairwise(places):
            days = (changes[later].at - changes[earlier].at).total_seconds() / 86_400
            typical = known.get(changes[earlier].to_stage)
            if typical and days > 0:
                ratios.append(math.log(days / float(typical)))
    acts = [t for t in points.theirs if t.activity.deal_id in by_deal]
    if len(ratios) < _MIN_STAGES or not acts:
        return NotEnough(len(ratios), _MIN_STAGES)
    # Stages of one deal depend on each other: the spread that is expected stands beside the one seen.
    n, prior = len(ratios), 4.0
    mean = sum(ratios) / (n + prior)
    middle = median(ratios)
    spread = math.sqrt((sum((r - middle) ** 2 for r in ratios) + prior * 0.8**2) / (n + prior))
    sd = spread / math.sqrt(n + prior)
    chance = 0.5 * (1 + math.erf(abs(mean) / sd / math.sqrt(2)))
    if chance < SAY_FROM or abs(mean) < math.log(1.25):
        return NotEnough(n, 2 * n)
    estimate = Interval(math.exp(mean), math.exp(mean - 1.645 * sd), math.exp(mean + 1.645 * sd))
    return Seen(
        Say(
            f"trait.stage_speed.value_{'slower' if mean > 0 else 'faster'}", {"times": math.exp(mean), "n": n}
        ),
        {"stages": n},
        certainty(chance, n),
        n,
        evidence_of(points, acts, "took_part"),
        *span_of(acts),
        estimate=estimate,
    )
