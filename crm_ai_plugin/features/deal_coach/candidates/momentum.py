"""Moving towards a decision."""

from __future__ import annotations

from .model import FactView, Moves, Prior, Proposal, candidate


@candidate(
    "book_meeting",
    prior=Prior(0.4, 0.25, "a date on both calendars is the plainest sign that a deal is alive"),
    moves=Moves("next_meeting", 0.8),
    due=2,
)
def book_meeting(f: FactView) -> Proposal | None:
    """No meeting stands on the calendar."""
    if not f.no("next_meeting"):
        return None
    held = f["meetings_held"]
    rests_on = ("next_meeting", "meetings_held") if f.at_least("meetings_held", 1) else ("next_meeting",)
    return Proposal(rests_on, {"held": held.value or None, "last": held.detail.get("last")})


@candidate(
    "prepare_meeting",
    prior=Prior(0.12, 0.15, "an agenda with the decision on it makes the meeting count"),
    due=1,
    conflicts=("book_meeting",),
)
def prepare_meeting(f: FactView) -> Proposal | None:
    """A meeting is ahead within ten days."""
    days = f.detail("next_meeting", "days")
    if not f.yes("next_meeting") or days is None or days > 10:
        return None
    return Proposal(("next_meeting",), dict(f["next_meeting"].detail), due=0 if days <= 2 else 1)


@candidate(
    "unstick_stage",
    prior=Prior(0.25, 0.25, "deals that overstay a stage seldom move by waiting"),
    moves=Moves("stage_overrun", -0.7),
    due=3,
)
def unstick_stage(f: FactView) -> Proposal | None:
    """It has been in its stage longer than three in four deals that passed it."""
    days, usual = f.number("time_in_stage"), f.detail("time_in_stage", "p75")
    if days is None or usual is None or days <= usual:
        return None
    return Proposal(
        ("time_in_stage",), dict(f["time_in_stage"].detail), dose=1.0 if days < 2 * usual else 1.2
    )


@candidate(
    "stop_slipping",
    prior=Prior(0.25, 0.25, "a date moved twice was ours and not theirs; a joint plan makes it theirs"),
    moves=Moves("close_date_pushes", -0.8),
    due=3,
)
def stop_slipping(f: FactView) -> Proposal | None:
    """The close date was moved later at least twice."""
    if not f.at_least("close_date_pushes", 2):
        return None
    return Proposal(("close_date_pushes",), {"days": f["close_date_pushes"].detail.get("days")})


@candidate(
    "agree_closing_steps",
    prior=Prior(0.25, 0.2, "what stands between today and a signature is rarely one step"),
    moves=Moves("next_step_agreed", 0.7),
    due=1,
)
def agree_closing_steps(f: FactView) -> Proposal | None:
    """The close date is at most 21 days away."""
    days = f.number("days_to_close")
    if days is None or not 0 <= days <= 21:
        return None
    return Proposal(("days_to_close",), dict(f["days_to_close"].detail), due=1 if days > 3 else 0)


@candidate(
    "recover_regression",
    prior=Prior(0.2, 0.25, "a step back has a cause that can be asked for"),
    moves=Moves("stage_regressions", -0.5),
    due=2,
)
def recover_regression(f: FactView) -> Proposal | None:
    """It went back a stage in the last 45 days."""
    days = f.detail("stage_regressions", "days")
    if not f.yes("stage_regressions") or days is None or days > 45:
        return None
    return Proposal(("stage_regressions",), dict(f["stage_regressions"].detail))


@candidate(
    "finish_task",
    prior=Prior(0.15, 0.15, "what we promised and did not do costs trust first"),
    due=0,
)
def finish_task(f: FactView) -> Proposal | None:
    """A task of ours is overdue."""
    if not f.yes("overdue_tasks"):
        return None
    count = f.number("overdue_tasks") or 0
    return Proposal(
        ("overdue_tasks",), {**f["overdue_tasks"].detail, "several": count if count > 1 else None}
    )


@candidate(
    "rebook_missed_meeting",
    prior=Prior(0.25, 0.25, "a missed meeting that is not booked again within days seldom is"),
    moves=Moves("next_meeting", 0.7),
    due=1,
    conflicts=("book_meeting",),
)
def rebook_missed_meeting(f: FactView) -> Proposal | None:
    """A meeting of the last 30 days was missed, and none is booked."""
    days = f.detail("no_shows", "days")
    if not f.yes("no_shows") or not f.no("next_meeting") or days is None or days > 30:
        return None
    return Proposal(("no_shows", "next_meeting"), {"days": days})


@candidate(
    "confirm_next_step",
    prior=Prior(0.2, 0.2, "an agreed next step with a name and a date keeps deals moving"),
    moves=Moves("next_step_agreed", 0.8),
    due=2,
)
def confirm_next_step(f: FactView) -> Proposal | None:
    """No text of the last 30 days holds an agreed next step."""
    return Proposal(("next_step_agreed",)) if f.no("next_step_agreed") else None


@candidate(
    "use_buying_signal",
    prior=Prior(0.3, 0.25, "interest cools; a proposal for the next commitment should follow it within days"),
    moves=Moves("next_step_agreed", 0.7),
    due=1,
)
def use_buying_signal(f: FactView) -> Proposal | None:
    """A buying signal of the last 30 days."""
    days = f.detail("buying_signals", "days")
    if not f.yes("buying_signals") or days is None or days > 30:
        return None
    count = f.number("buying_signals") or 0
    return Proposal(
        ("buying_signals",), {**f["buying_signals"].detail, "several": count if count > 1 else None}
    )


@candidate(
    "agree_restart",
    prior=Prior(
        0.2, 0.25, "a project on hold with a date and a condition comes back more often than one without"
    ),
    moves=Moves("risk_words", -0.4),
    due=3,
)
def agree_restart(f: FactView) -> Proposal | None:
    """A text says that the project is on hold or the organisation changes."""
    return Proposal(("risk_words",), dict(f["risk_words"].detail)) if f.yes("risk_words") else None


@candidate(
    "anchor_timeline",
    prior=Prior(0.2, 0.2, "their own date is a better reason to decide than our quarter"),
    moves=Moves("delay_talk", -0.5),
    due=3,
    conflicts=("agree_restart",),
)
def anchor_timeline(f: FactView) -> Proposal | None:
    """They speak of waiting or of a date by which they need it."""
    if f.yes("delay_talk"):
        return Proposal(("delay_talk",), dict(f["delay_talk"].detail), variant="delay")
    if f.yes("timeline_pressure"):
        return Proposal(("timeline_pressure",), dict(f["timeline_pressure"].detail), variant="date", dose=0.8)
    return None


@candidate(
    "review_plan",
    prior=Prior(0.08, 0.12, "a plan both sides have seen costs little and shows early what is missing"),
    due=5,
)
def review_plan(f: FactView) -> Proposal | None:
    """Always fits an open deal: agree on the way to the decision."""
    return Proposal(("deal_age",) if f["deal_age"].measured else ("activities_logged",))
