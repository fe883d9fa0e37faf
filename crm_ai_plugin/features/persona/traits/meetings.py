"""Whether somebody comes to meetings, and to those first agreed on."""

from __future__ import annotations

from ....sentences import Say
from ....stats import shrunken_rate
from ..touchpoints import Touchpoints
from .model import NotEnough, Seen, Usual, certainty, evidence_of, span_of, trait

_MIN = 4
_ATTENDS, _MOVES = 0.8, 0.2


@trait("meeting_attendance", group="communication", unit="share", lives_days=365)
def meeting_attendance(points: Touchpoints, usual: Usual) -> Seen | NotEnough:
    """Share of meetings that took place, of those whose outcome is known."""
    known = [a for a in points.meetings if a.asked.activity.duration_s is not None or not a.answered]
    if len(known) < _MIN:
        return NotEnough(len(known), _MIN)
    held = [a.asked for a in known if a.answered]
    expected = usual.rate("attends", _ATTENDS)
    rate = shrunken_rate(len(held), len(known), prior_mean=expected, prior_strength=usual.strength).interval
    said = "often" if rate.low >= 0.6 else "seldom" if rate.high <= 0.5 else "mixed"
    shown = held if said == "often" else [a.asked for a in known if not a.answered] or held
    return Seen(
        Say(f"trait.meeting_attendance.value_{said}", {"held": len(held), "n": len(known)}),
        {"held": len(held), "known": len(known)},
        certainty(0.9 if said != "mixed" else 0.8, len(known)),
        len(known),
        evidence_of(points, shown, "meeting"),
        *span_of([a.asked for a in known]),
        estimate=rate,
    )


@trait("rescheduling", group="communication", unit="share", lives_days=365)
def rescheduling(points: Touchpoints, usual: Usual) -> Seen | NotEnough:
    """Times the contact asked to move a meeting, per meeting."""
    meetings = [a.asked for a in points.meetings]
    asked = [point for point, _ in points.said.get("reschedule", ()) if point.theirs]
    if len(meetings) < _MIN or not asked:
        return NotEnough(len(meetings), _MIN)
    quotes = {p.activity.id: span for p, span in points.said["reschedule"]}
    count = min(len({p.activity.id for p in asked}), len(meetings))
    rate = shrunken_rate(
        count, len(meetings), prior_mean=usual.rate("moves", _MOVES), prior_strength=usual.strength
    ).interval
    return Seen(
        Say("trait.rescheduling.value", {"times": count, "n": len(meetings)}),
        {"asked": count, "meetings": len(meetings)},
        certainty(0.9, len(meetings)),
        len(meetings),
        evidence_of(points, asked, "asked_to_move", quotes),
        *span_of(asked),
        estimate=rate,
    )
