"""How deals ended in which people in similar roles took part: won or lost, how long, in which part, and what stood in the way."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from statistics import median
from typing import Any

from ...records import BuyingRole, Outcome
from ...stats import Interval, shrunken_rate
from ...stats.quantiles import median_interval
from .touchpoints import Touchpoints

HURDLES: Mapping[str, tuple[str, ...]] = {
    "price": ("price_pressure",),
    "budget": ("budget_blocked",),
    "security": ("security_review",),
    "legal": ("legal_procurement",),
    "gap": ("requirement_gap",),
    "postponed": ("on_hold", "delay"),
}
"""What somebody speaks of when a deal is held up, by the topics of their sentences."""
_ROLES = frozenset(role.value for role in BuyingRole)
_MIN_DEALS = 8
"""Fewer deals tell too little, and might be told from each other."""
_MIN_HELD_UP = 3
_SURE = 0.97
"""Six hurdles are looked at, so that each has to be surer than one alone would have to be."""

Deal = tuple[str, str]


class ClosedDeals:
    """Sums over deals that are closed; a deal counts once, however many of the group took part in it."""

    def __init__(self) -> None:
        self._ended: dict[Deal, Outcome] = {}
        self._days: dict[Deal, float] = {}
        self._hurdles: dict[Deal, set[str]] = defaultdict(set)
        self._roles: dict[tuple[Deal, str], str] = {}

    def add(self, points: Touchpoints) -> None:
        """Count the closed deals in which a contact did something themselves."""
        snapshot = points.snapshot
        acted = {t.activity.deal_id for t in points.theirs}
        roles = {link.deal_id: link.role for link in snapshot.deal_contacts}
        for deal in snapshot.deals:
            if deal.outcome is Outcome.OPEN or deal.id not in acted:
                continue
            key = (snapshot.connection, deal.id)
            self._ended[key] = deal.outcome
            if deal.outcome is Outcome.WON and deal.created_at and deal.closed_at:
                self._days[key] = (deal.closed_at - deal.created_at).total_seconds() / 86_400
            if (role := roles.get(deal.id)) in _ROLES:
                self._roles[key, snapshot.contact.id] = str(role)
            self._hurdles[key] |= {
                hurdle
                for hurdle, topics in HURDLES.items()
                if any(
                    p.activity.deal_id == deal.id for topic in topics for p, _ in points.said.get(topic, ())
                )
            }

    def usual(self) -> dict[str, Any] | None:
        """Return what is known as plain JSON; None below eight deals. Shares come with 90 % intervals."""
        n = len(self._ended)
        if n < _MIN_DEALS:
            return None
        won = sum(outcome is Outcome.WON for outcome in self._ended.values())
        days = sorted(self._days.values())
        spread = median_interval(days) if len(days) >= _MIN_DEALS // 2 else None
        return {
            "n": n,
            "win_rate": _plain(shrunken_rate(won, n, prior_mean=0.3, prior_strength=4.0).interval),
            "days": round(median(days)) if len(days) >= _MIN_DEALS // 2 else None,
            "days_interval": _plain(spread) if spread else None,
            "role": self._role(),
            "blockers": self._blockers(),
        }

    def _role(self) -> dict[str, Any] | None:
        """The part that most of them have, if more than half do."""
        counts = Counter(self._roles.values())
        total = sum(counts.values())
        if total < _MIN_DEALS:
            return None
        role, count = min(counts.items(), key=lambda item: (-item[1], item[0]))
        share = shrunken_rate(count, total, prior_mean=1 / len(_ROLES), prior_strength=4.0).interval
        return {"role": role, "of": count, "n": total, "share": _plain(share)} if share.low > 0.5 else None

    def _blockers(self) -> list[dict[str, Any]]:
        """Hurdles that came up more often in deals that were lost than in those that were won, most frequent first."""
        found = []
        sides = {
            outcome: [deal for deal, end in self._ended.items() if end is outcome]
            for outcome in (Outcome.LOST, Outcome.WON)
        }
        for hurdle in HURDLES:
            (lost, of), (won, among) = (
                (sum(hurdle in self._hurdles[deal] for deal in deals), len(deals)) for deals in sides.values()
            )
            if lost >= _MIN_HELD_UP and _more_often(lost, of, won, among) >= _SURE:
                share = shrunken_rate(lost, of, prior_mean=0.15, prior_strength=4.0).interval
                found.append({"hurdle": hurdle, "of": lost, "n": of, "share": _plain(share)})
        return sorted(found, key=lambda one: (-one["share"]["value"], one["hurdle"]))


def _more_often(hits: int, n: int, other: int, among: int) -> float:
    """Chance that the first of two shares is the larger one.

    Normal approximation of the difference of two Beta posteriors with Jeffreys' prior.
    """
    means, spread = [], 0.0
    for count, total in ((hits, n), (other, among)):
        a, b = count + 0.5, total - count + 0.5
        means.append(a / (a + b))
        spread += a * b / (a + b) ** 2 / (a + b + 1)
    return 0.5 * (1 + math.erf((means[0] - means[1]) / math.sqrt(2 * spread)))


def _plain(interval: Interval) -> dict[str, float]:
    return {"value": interval.value, "low": interval.low, "high": interval.high}
