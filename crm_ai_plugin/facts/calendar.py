"""Meetings ahead and behind, and tasks that are due."""

from __future__ import annotations

import math

from ..records import ActivityType
from ..sentences import Param, Say
from .context import Context, Mention
from .model import Category, Found, Odds, Unknown, Value, fact

CATEGORY: Category = "timeline"

_RECAP_DAYS = 14
_NO_SHOW_DAYS = 60


# Nothing in the records says when a meeting was booked, so what stood on a past calendar can't be replayed.
@fact(
    "next_meeting",
    unit="yes_no",
    needs=("meeting",),
    odds=Odds(0.5, 0.3, 0.3, 0.46, replayable=False),
    past="lost",
)
def next_meeting(context: Context) -> Found | Unknown:
    """Whether a meeting stands on the calendar."""
    ahead = context.meetings_ahead
    if not ahead:
        held = sum(1 for a in context.past if a.type is ActivityType.MEETING)
        return Found(value=False, evidence=(context.on_deal("no_meeting_ahead", when=context.now, n=held),))
    evidence = tuple(context.on_activity(a, "meeting_ahead", subject=context.subject(a)) for a in ahead)
    days = (ahead[0].at.date() - context.now.date()).days
    detail: dict[str, Param] = {"when": ahead[0].at, "days": days, "subject": context.subject(ahead[0])}
    return Found(value=True, evidence=evidence, detail=detail, mark=ahead[0].id)


def _log(value: Value) -> float:
    return math.log2(1.0 + float(value or 0))


@fact(
    "meetings_held", unit="count", needs=("meeting",), bands=(1, 2, 4), odds=Odds(0.2, 0.2, 1.0, 0.8, of=_log)
)
def meetings_held(context: Context) -> Found | Unknown:
    """Meetings so far that were not recorded as missed."""
    missed = {m.activity.id for m in _missed(context, days=100_000)}
    held = [
        a
        for a in context.past
        if a.type is ActivityType.MEETING and context.took_place(a) and a.id not in missed
    ]
    if not held:
        return Found(0, (context.on_deal("no_meeting_held", n=len(context.past)),))
    evidence = tuple(
        context.on_activity(a, "meeting_held", subject=context.subject(a)) for a in reversed(held)
    )
    return Found(len(held), evidence, {"last": context.days_since(held[-1].at)})


def _missed(context: Context, days: int) -> list[Mention]:
    return [m for m in context.said(("no_show",), days=days) if m.activity.type is not ActivityType.EMAIL]


@fact("no_shows", unit="count", needs=("meeting", "note"), bands=(1, 2))
def no_shows(context: Context) -> Found | Unknown:
    """Meetings of the last 60 days of which a text says that they were missed or called off."""
    missed = _missed(context, _NO_SHOW_DAYS)
    if not missed:
        return Found(0, (context.on_deal("not_said", topic="no_show", n=len(context.texts)),))
    evidence = tuple(
        context.on_activity(m.activity, "said", m.span.quote, topic="no_show") for m in reversed(missed)
    )
    return Found(
        len(missed),
        evidence,
        {"days": context.days_since(missed[-1].activity.at)},
        mark=missed[-1].activity.id,
    )


@fact("overdue_tasks", unit="count", needs=("task",), bands=(1, 2, 4), past="as_now")
def overdue_tasks(context: Context) -> Found | Unknown:
    """Our tasks on this deal that are due and not marked as done."""
    due = [a for a in context.past if a.type is ActivityType.TASK and a.done is not True]
    known = [a for a in due if a.done is False]
    # Where the source doesn't say whether tasks are done, only recent ones are worth asking about.
    overdue = known or [a for a in due if context.days_since(a.at) < 21]
    if not overdue:
        return Found(0, (context.on_deal("no_overdue_task"),))
    evidence = tuple(
        context.on_activity(a, "task_due", subject=context.subject(a)) for a in reversed(overdue)
    )
    last = overdue[-1]
    detail: dict[str, Param] = {
        "subject": context.subject(last),
        "days": context.days_since(last.at),
        "sure": bool(known) or None,
    }
    return Found(len(overdue), evidence, detail, mark=last.id)


@fact("meeting_without_recap", unit="yes_no", needs=("meeting",))
def meeting_without_recap(context: Context) -> Found | Unknown:
    """Whether the last meeting has not been followed by an e-mail of ours."""
    if not context.sees("email"):
        return Unknown(Say("reason.not_visible", {"types": ("email",)}))
    held = [a for a in context.past if a.type is ActivityType.MEETING and context.took_place(a)]
    if not held or context.days_since(held[-1].at) >= _RECAP_DAYS:
        return Unknown(Say("reason.no_recent_meeting"), applies=False)
    last = held[-1]
    followed = [a for a in context.outbound if a.type is ActivityType.EMAIL and a.at >= last.at]
    detail: dict[str, Param] = {"days": context.days_since(last.at), "subject": context.subject(last)}
    if followed:
        return Found(value=False, evidence=(context.on_activity(followed[0], "touch"),), detail=detail)
    evidence = context.on_activity(last, "meeting_held", subject=context.subject(last))
    return Found(value=True, evidence=(evidence,), detail=detail, mark=last.id)
