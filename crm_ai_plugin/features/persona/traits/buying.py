"""What part somebody plays when a deal is decided, and on which side they stand."""

from __future__ import annotations

import math
from collections import Counter

from ....records import BuyingRole
from ....sentences import Say
from ....stats import Interval
from ..roles import role_group
from ..touchpoints import Touchpoints
from .model import SAY_FROM, NotEnough, Seen, Usual, certainty, evidence_of, span_of, trait

_FOR = ("supportive", "buying_signal")
_AGAINST = ("opposed",)
_MIN_SIGNS = 2
_MIN_LIKE = 8


@trait("stance", group="buying", unit="text", lives_days=120)
def stance(points: Touchpoints, usual: Usual) -> Seen | NotEnough:
    """Champion or blocker, by what the contact said, with their words as reasons; a role that a person set counts too.

    One kind word makes no champion: at least two signs of one kind in different touchpoints, clearly more than of
    the other.
    """
    quotes = {
        p.activity.id: s for topic in (*_FOR, *_AGAINST) for p, s in points.said.get(topic, ()) if p.theirs
    }
    pro = {p.activity.id: p for topic in _FOR for p, _ in points.said.get(topic, ()) if p.theirs}
    con = {p.activity.id: p for topic in _AGAINST for p, _ in points.said.get(topic, ()) if p.theirs}
    roles = Counter(link.role for link in points.snapshot.deal_contacts)
    a = len(pro) + 2 * (roles[BuyingRole.CHAMPION] > 0) + 0.5
    b = len(con) + 2 * (roles[BuyingRole.BLOCKER] > 0) + 0.5
    sd = math.sqrt(a * b / (a + b) ** 2 / (a + b + 1))
    chance = 0.5 * (1 + math.erf(abs(a / (a + b) - 0.5) / sd / math.sqrt(2)))
    side, signs = ("champion", pro) if a > b else ("blocker", con)
    n = len(pro) + len(con)
    if len(signs) < _MIN_SIGNS or chance < SAY_FROM:
        return NotEnough(n, max(_MIN_SIGNS, 2 * n))
    return Seen(
        Say(f"trait.stance.value_{side}", {"n": len(signs), "other": n - len(signs)}),
        {"stance": side, "for": len(pro), "against": len(con)},
        certainty(chance, n),
        n,
        evidence_of(points, signs.values(), "said", quotes),
        *span_of(list(signs.values())),
    )


@trait("buying_behaviour", group="buying", unit="share", lives_days=365)
def buying_behaviour(points: Touchpoints, usual: Usual) -> Seen | NotEnough:
    """How deals ended here in which somebody in a similar role took part, and what held them up."""
    found = usual.learned.get("buying", {}).get(role_group(points.snapshot.contact))
    if not found or found["n"] < _MIN_LIKE or not points.theirs:
        return NotEnough(int(found["n"]) if found else 0, _MIN_LIKE)
    chance = Interval(found["win_rate"]["value"], found["win_rate"]["low"], found["win_rate"]["high"])
    role, blockers = found.get("role"), found.get("blockers") or ()
    return Seen(
        Say(
            "trait.buying_behaviour.value",
            {
                "role": role["role"] if role else None,
                "win": chance.value,
                "n": found["n"],
                "days": found.get("days"),
                "blocker": blockers[0]["hurdle"] if blockers else None,
                "held": blockers[0]["of"] if blockers else None,
                "lost": blockers[0]["n"] if blockers else None,
            },
        ),
        dict(found),
        certainty(SAY_FROM, int(found["n"])),
        int(found["n"]),
        evidence_of(points, points.theirs, "took_part"),
        *span_of(points.theirs),
        estimate=chance,
    )
