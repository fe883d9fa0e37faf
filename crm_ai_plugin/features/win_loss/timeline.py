"""One deal's story out of its records: stages, touches that counted, silences, pushes, amounts, people, rivals."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from statistics import median

from ...facts import EvidenceDraft
from ...facts.context import Context, Mention
from ...insights.win_loss import Category
from ...records import ActivityType, Outcome
from ...sentences import Money, Say

MOST = 60
"""Events that are told; the least telling are left out first."""

_SILENCE_DAYS = 14
_SILENCE_TIMES = 3.0
_SILENCE_ALWAYS_DAYS = 30
"""A silence is told from two weeks on where it is long for this deal, and from thirty days on in any."""

_TOPICS: Mapping[str, tuple[Category, int]] = {
    "competitor": ("competition", 3),
    "price_pressure": ("pricing", 2),
    "budget_blocked": ("pricing", 2),
    "budget_approved": ("pricing", 2),
    "requirement_gap": ("requirements", 2),
    "security_review": ("requirements", 1),
    "legal_procurement": ("requirements", 1),
    "champion_leaving": ("stakeholders", 3),
    "on_hold": ("timeline", 3),
    "delay": ("timeline", 2),
    "reorg": ("stakeholders", 2),
    "buying_signal": ("other", 1),
    "no_show": ("timeline", 1),
}
_MENTIONS_PER_TOPIC = 4


@dataclass(frozen=True)
class Happening:
    """One event; `weight` says how telling it is, `gap` counts the days of a silence."""

    at: datetime
    kind: str
    category: Category
    say: Say
    evidence: tuple[EvidenceDraft, ...]
    weight: int
    gap: int | None = None


Teller = Callable[[Context], Iterator[Happening]]


def timeline(context: Context) -> list[Happening]:
    """Return what happened, oldest first."""
    found = [one for teller in _TELLERS for one in teller(context)]
    found.sort(key=lambda one: (-one.weight, one.at))
    return sorted(found[:MOST], key=lambda one: (one.at, one.kind, -one.weight))


def _beginning_and_end(context: Context) -> Iterator[Happening]:
    deal = context.deal
    if deal.created_at is not None:
        what = context.on_deal("created", when=deal.created_at)
        yield Happening(deal.created_at, "created", "other", Say("event.created"), (what,), 9)
    if deal.outcome is not Outcome.OPEN and deal.closed_at is not None:
        what = context.on_deal(f"closed_{deal.outcome.value}", when=deal.closed_at)
        evidence = [what]
        if deal.loss_reason:
            evidence.append(context.quoting_deal("loss_reason", deal.loss_reason.strip()))
        say = Say(f"event.closed_{deal.outcome.value}", {"reason": deal.loss_reason or None})
        yield Happening(deal.closed_at, "closed", "other", say, tuple(evidence), 9)


def _stages(context: Context) -> Iterator[Happening]:
    order = context.benchmark("stage_order", context.deal.pipeline or "")
    seen: set[str] = set()
    for move in context.stage_moves:
        before, after = order.get(move.from_stage or ""), order.get(move.to_stage)
        back = (before is not None and after is not None and after < before) or move.to_stage in seen
        seen.add(move.to_stage)
        kind = "stage_back" if back else "stage"
        what = (
            context.on_change(move, "stage_back", old=move.from_stage or "", new=move.to_stage)
            if back and move.from_stage
            else context.on_change(move, "entered_stage", stage=move.to_stage)
        )
        say = Say(f"event.{kind}", {"stage": move.to_stage})
        yield Happening(move.at, kind, "timeline", say, (what,), 8 if back else 5)


def _pushes(context: Context) -> Iterator[Happening]:
    for change in context.changes_of("expected_close_at"):
        old, new = _day(change.old), _day(change.new)
        if old is None or new is None or old == new:
            continue
        kind = "pushed" if new > old else "pulled_in"
        say = Say(f"event.{kind}", {"days": abs((new - old).days), "new": new})
        what = context.on_change(change, "close_date_pushed", old=old, new=new)
        yield Happening(change.at, kind, "timeline", say, (what,), 6 if new > old else 3)


def _amounts(context: Context) -> Iterator[Happening]:
    currency = context.deal.currency
    for change in context.changes_of("amount"):
        old, new = _number(change.old), _number(change.new)
        if old is None or new is None or old <= 0 or new <= 0 or abs(new / old - 1) < 0.01:
            continue
        kind = "amount_up" if new > old else "amount_down"
        params = {"old": Money(old, currency), "new": Money(new, currency)}
        what = context.on_change(change, "amount_changed", **params)
        yield Happening(change.at, kind, "pricing", Say(f"event.{kind}", params), (what,), 5)


def _touches(context: Context) -> Iterator[Happening]:
    if context.touches:
        first = context.touches[0]
        say = Say("event.first_touch", {"type": first.type.value})
        yield Happening(first.at, "first_touch", "timeline", say, (context.on_activity(first, "touch"),), 4)
    missed = {m.activity.id for m in context.said(("no_show",), days=100_000)}
    for activity in context.touches:
        if (
            activity.type is ActivityType.MEETING
            and context.took_place(activity)
            and activity.id not in missed
        ):
            subject = context.subject(activity)
            what = context.on_activity(activity, "meeting_held", subject=subject)
            yield Happening(
                activity.at, "meeting", "timeline", Say("event.meeting", {"subject": subject}), (what,), 2
            )


def _silences(context: Context) -> Iterator[Happening]:
    touches = context.touches
    gaps = [(a, b, (b.at - a.at).total_seconds() / 86_400) for a, b in pairwise(touches)]
    usual = median([days for _, _, days in gaps]) if gaps else 0.0
    limit = max(_SILENCE_DAYS, min(_SILENCE_TIMES * usual, _SILENCE_ALWAYS_DAYS))
    for before, after, days in gaps:
        if days >= limit:
            evidence = (context.on_activity(before, "touch"), context.on_activity(after, "touch"))
            say = Say("event.silence", {"days": int(days)})
            yield Happening(before.at, "silence", "timeline", say, evidence, 6, int(days))
    last = touches[-1] if touches else None
    end = context.deal.closed_at or context.now
    if last is not None and (days := (end - last.at).total_seconds() / 86_400) >= limit:
        say = Say("event.silence_to_end", {"days": int(days)})
        evidence_of_last = (context.on_activity(last, "touch"),)
        yield Happening(last.at, "silence", "timeline", say, evidence_of_last, 7, int(days))


def _people(context: Context) -> Iterator[Happening]:
    roles = {contact.id: role for role, people in context.roles.items() for contact in people}
    for id_, activities in context.engaged.items():
        contact, first = context.contacts[id_], activities[0]
        say = Say("event.joined", {"name": contact.display_name, "role": roles.get(id_)})
        what = context.on_activity(first, "took_part", name=contact.display_name)
        yield Happening(first.at, "joined", "stakeholders", say, (what,), 4 + (id_ in roles))


def _talk(context: Context) -> Iterator[Happening]:
    for topic, (category, weight) in _TOPICS.items():
        mentions = context.said((topic,), days=100_000)
        # The first time something comes up tells most, then the last ones.
        told: list[Mention] = mentions[:1] + mentions[1:][-(_MENTIONS_PER_TOPIC - 1) :]
        for place, mention in enumerate(told):
            what = context.on_activity(mention.activity, "said", mention.span.quote, topic=topic)
            say = Say("event.said_first" if place == 0 else "event.said", {"topic": topic})
            yield Happening(
                mention.activity.at,
                f"said_{topic}",
                category,
                say,
                (what,),
                weight + (3 if place == 0 else 0),
            )


_TELLERS: tuple[Teller, ...] = (
    _beginning_and_end,
    _stages,
    _pushes,
    _amounts,
    _touches,
    _silences,
    _people,
    _talk,
)


def quoted_categories(happenings: list[Happening]) -> frozenset[Category]:
    """Return the categories of which texts of the deal speak."""
    return frozenset(one.category for one in happenings if one.kind.startswith("said_"))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def _number(text: str | None) -> float | None:
    try:
        return float(text or "")
    except ValueError:
        return None
