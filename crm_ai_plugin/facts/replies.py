"""Who waits for whom, and how fast the customer answers."""

from __future__ import annotations

import math
from statistics import median

from ..records import Activity, ActivityType, Direction
from ..sentences import Say
from .context import Context
from .model import Category, Found, Odds, Unknown, Value, fact

CATEGORY: Category = "timeline"

_MIN_REPLIES = 5
_RECENT_REPLIES = 3
_QUESTION_DAYS = 120


def _waits(context: Context) -> list[tuple[Activity, float]]:
    """The customer's replies with the hours they took, oldest first."""
    sent: dict[str, Activity] = {}
    waits = []
    for mail in context.past:
        if mail.type is not ActivityType.EMAIL:
            continue
        thread = mail.thread_id or "|".join(mail.contact_ids[:1])
        if mail.direction is Direction.OUTBOUND:
            sent[thread] = mail
        elif mail.direction is Direction.INBOUND and thread in sent:
            hours = (mail.at - sent.pop(thread).at).total_seconds() / 3600
            waits.append((mail, max(hours, 1 / 60)))
    return waits


@fact("reply_hours", unit="hours", needs=("email",), bands=(4, 24, 48, 96, 168))
def reply_hours(context: Context) -> Found | Unknown:
    """Median hours that the customer takes to answer an e-mail."""
    waits = _waits(context)
    if len(waits) < _RECENT_REPLIES:
        return Unknown(Say("reason.few_replies", {"n": len(waits)}))
    evidence = tuple(context.on_activity(mail, "reply", hours=hours) for mail, hours in reversed(waits))
    return Found(round(median(hours for _, hours in waits), 1), evidence, {"n": len(waits)})


def _log_ratio(value: Value) -> float:
    return max(-2.0, min(2.0, math.log2(max(float(value or 0.0), 0.0625))))


@fact(
    "reply_trend",
    unit="ratio",
    needs=("email",),
    bands=(0.5, 0.75, 1.5, 2.0, 3.0),
    odds=Odds(-0.35, 0.3, 0.0, 0.8, of=_log_ratio),
)
def reply_trend(context: Context) -> Found | Unknown:
    """Median of the last three reply times as a multiple of the earlier ones."""
    waits = _waits(context)
    if len(waits) < _MIN_REPLIES:
        return Unknown(Say("reason.few_replies", {"n": len(waits)}))
    recent = median(hours for _, hours in waits[-_RECENT_REPLIES:])
    before = median(hours for _, hours in waits[:-_RECENT_REPLIES])
    evidence = tuple(
        context.on_activity(mail, "reply", hours=hours) for mail, hours in reversed(waits[-_RECENT_REPLIES:])
    )
    return Found(round(recent / before, 2), evidence, {"recent": recent, "before": before, "n": len(waits)})


def _a_week(value: Value) -> float:
    return 1.0 if float(value or 0) >= 7 else 0.0


@fact(
    "waiting_on_buyer",
    unit="days",
    needs=("email",),
    bands=(5, 7, 14, 30, 60),
    odds=Odds(-0.3, 0.3, 0.25, 0.43, of=_a_week),
)
def waiting_on_buyer(context: Context) -> Found | Unknown:
    """Days that our last message has been without any reaction; 0 when the customer moved last."""
    if not context.outbound:
        return Unknown(Say("reason.no_contact_yet"))
    last = context.outbound[-1]
    if any(a.at >= last.at and a.id != last.id for a in context.two_way) or context.took_place(last):
        latest = context.two_way[-1]
        return Found(0, (context.on_activity(latest, "last_two_way"),), {"unanswered": 0})
    since = context.two_way[-1].at if context.two_way else None
    waiting = [a for a in context.outbound if since is None or a.at > since]
    evidence = tuple(context.on_activity(a, "no_answer_to") for a in reversed(waiting))
    days = context.days_since(waiting[-1].at)
    return Found(days, evidence, {"unanswered": len(waiting), "subject": context.subject(last)})


def _any(value: Value) -> float:
    return 1.0 if float(value or 0) > 0 else 0.0


@fact("unanswered_question", unit="count", needs=("email",), odds=Odds(-0.35, 0.3, 0.2, 0.4, of=_any))
def unanswered_question(context: Context) -> Found | Unknown:
    """Questions of the customer that nobody has answered in their thread."""
    if not context.inbound:
        return Unknown(Say("reason.no_contact_yet"))
    open_ = [q for q in context.questions if context.days_since(q.activity.at) < _QUESTION_DAYS]
    if not open_:
        return Found(0, (context.on_activity(context.inbound[-1], "no_open_question"),))
    evidence = tuple(context.on_activity(q.activity, "question", q.span.quote) for q in reversed(open_))
    newest = open_[-1]
    days = context.days_since(newest.activity.at)
    return Found(
        len(open_),
        evidence,
        {"days": days, "hours": _hours(context, newest.activity)},
        mark=newest.activity.id,
    )


def _hours(context: Context, activity: Activity) -> float:
    return (context.now - activity.at).total_seconds() / 3600
