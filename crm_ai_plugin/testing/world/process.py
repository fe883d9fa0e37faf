"""How one deal unfolds: scenes forward in time from its creation to a horizon, then its ending.

Every deal has a temper (how warm the buyer is) and a course of signals drawn in advance. Both shape what
happens; neither enters the outcome except through what the records show.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from crm_ai_plugin.testing.world.history import Draft, History, workday
from crm_ai_plugin.testing.world.scene import SceneWriter

__all__ = ["DealProcess"]

_DAY = timedelta(days=1)

# Signal, chance that it comes up at all, earliest and latest share of the planned duration.
_COURSE: tuple[tuple[str, float, float, float], ...] = (
    ("competitor_named", 0.38, 0.05, 0.8),
    ("price_pressure", 0.4, 0.35, 0.95),
    ("budget_frozen", 0.09, 0.2, 0.9),
    ("requirement_missing", 0.2, 0.1, 0.8),
    ("security_review", 0.3, 0.35, 0.85),
    ("legal_procurement", 0.35, 0.55, 1.0),
    ("timeline", 0.6, 0.05, 0.6),
    ("next_step_agreed", 0.6, 0.1, 0.9),
    ("champion_leaving", 0.06, 0.2, 0.9),
    ("buyer_question", 0.8, 0.05, 0.6),
    ("buyer_question", 0.6, 0.4, 1.0),
)


class DealProcess:
    """Simulates one deal from its creation up to ``horizon``.

    Args:
        rng: The deal's own source of chance.
        names: Name lists of the world.
        history: The deal's empty history; scenes are appended to it.
        planned: Days from creation to decision the deal was drawn with.
        horizon: Nothing but booked meetings and tasks lies after this instant.
    """

    def __init__(
        self, rng: Random, names: dict[str, Any], history: History, planned: float, horizon: datetime
    ) -> None:
        self._rng = rng
        self._history = history
        self._horizon = horizon
        self._planned = planned
        self._warmth = rng.gauss(0.0, 1.0)
        # Cold buyers tend to slow down, yet far from always.
        self._slowing = rng.gauss(0.3 - 0.45 * self._warmth, 0.8)
        self._latency_h = rng.lognormvariate(2.3, 0.5)
        self._write = SceneWriter(rng, names, history)
        self._pending = self._draw_course()
        self._joins = self._draw_joins()

    @property
    def writer(self) -> SceneWriter:
        """The writer of this deal's scenes."""
        return self._write

    def run(self) -> None:
        """Append everything that happens up to the horizon."""
        rng, history = self._rng, self._history
        self._pass_stages()
        self._push_close_dates()
        at = workday(history.created_at + timedelta(hours=rng.uniform(0.2, 20)))
        pace = 5.2 / (1.0 + 0.25 * max(-1.5, min(1.5, self._warmth)))
        while at < self._horizon:
            self._scene(at)
            at = self._write.later(at, 24 * rng.expovariate(1 / pace))
        if rng.random() < 0.45 + 0.12 * self._warmth:
            self._book_next_meeting()

    def book(self, booked_at: datetime, at: datetime) -> None:
        """Enter a meeting that lies after the horizon."""
        self._write.meeting(booked_at, at, self._present(self._horizon)[:3], (), past=False)

    def _share(self, at: datetime) -> float:
        return (at - self._history.created_at) / _DAY / self._planned

    def _at_share(self, share: float) -> datetime:
        return self._history.created_at + _DAY * (share * self._planned)

    def _draw_course(self) -> list[tuple[datetime, str]]:
        rng = self._rng
        chances = [*_COURSE, ("buying_signal", 0.4 + 0.15 * self._warmth, 0.45, 1.0)]
        drawn = [
            (self._at_share(rng.uniform(first, last)), signal)
            for signal, chance, first, last in chances
            if rng.random() < chance and (signal != "competitor_named" or self._history.competitor)
        ]
        return sorted(drawn)

    def _draw_joins(self) -> list[tuple[datetime, str]]:
        rng = self._rng
        joins = []
        for k, (contact, role) in enumerate(self._history.roles.items()):
            chance = 1.0 if k == 0 else 0.72 + 0.15 * self._warmth - (0.12 if role == "economic_buyer" else 0)
            if rng.random() < chance:
                joins.append((self._at_share(0.0 if k == 0 else rng.uniform(0.02, 0.6)), contact))
        return joins

    def _present(self, at: datetime) -> tuple[str, ...]:
        return tuple(contact for joined, contact in self._joins if joined <= at)

    def _pass_stages(self) -> None:
        rng, history = self._rng, self._history
        history.stages.append((history.pipeline.open_stages[0].id, history.created_at))
        bounds = ((0.08, 0.3), (0.33, 0.65), (0.68, 1.2))
        for stage, (first, last) in zip(history.pipeline.open_stages[1:], bounds, strict=True):
            when = workday(self._at_share(rng.uniform(first, last) * (1.0 - 0.06 * self._warmth)))
            if when >= self._horizon:
                break
            history.stages.append((stage.id, when))

    def _push_close_dates(self) -> None:
        rng, history = self._rng, self._history
        for _ in range(4):
            when = workday(history.expected_close_at - _DAY * rng.uniform(0.5, 5))
            if when >= self._horizon:
                return
            # Some sellers leave a date that has passed.
            if when > history.created_at and rng.random() < 0.9:
                history.push_close(rng.choice((14, 21, 30, 30, 45)), when)
            else:
                return

    def _due_signals(self, at: datetime, most: int = 2) -> tuple[str, ...]:
        due = [entry for entry in self._pending if entry[0] <= at][:most]
        for entry in due:
            self._pending.remove(entry)
        return tuple(dict.fromkeys(signal for _, signal in due))

    def _scene(self, at: datetime) -> None:
        rng, write = self._rng, self._write
        people = self._present(at)
        contact = people[0] if rng.random() < 0.35 else rng.choice(people)
        draw = rng.random()
        if draw < 0.56:
            self._mail_thread(at, contact)
        elif draw < 0.72:
            signals = self._due_signals(at)
            write.call(at, contact, inbound=rng.random() < 0.3, signals=signals)
            self._after_signals(signals, at)
        elif draw < 0.86:
            self._meet(at, contact, people)
        elif draw < 0.93:
            write.note(at, contact)
        else:
            write.task(at, write.later(at, rng.uniform(12, 200)), contact)

    def _meet(self, at: datetime, contact: str, people: Sequence[str]) -> None:
        rng, write = self._rng, self._write
        others = [p for p in people if p != contact]
        attending = (contact, *rng.sample(others, rng.randint(0, min(3, len(others)))))
        day = write.later(at, rng.uniform(48, 220))
        past = day < self._horizon
        write.mail(
            at,
            contact,
            inbound=False,
            thread=self._history.new_thread(),
            sentences=write.seller_sentences(contact, at, "book"),
            subject=write.subject("email", contact, at),
            signals=("next_step_agreed",),
            copied=attending[1:],
        )
        signals = self._due_signals(day) if past else ()
        write.meeting(at, day, attending, signals, past=past)
        if past:
            self._after_signals(signals, day)
            noted = write.later(day, rng.uniform(0.5, 4) + 1.5)
            if rng.random() < 0.35 and noted < self._horizon:
                write.task(noted, write.later(noted, rng.uniform(20, 150)), contact)

    def _mail_thread(self, at: datetime, contact: str) -> None:
        rng, write = self._rng, self._write
        thread = self._history.new_thread()
        subject = write.subject("email", contact, at)
        inbound = rng.random() < 0.28
        earlier: Draft | None = None
        copied = tuple(p for p in self._present(at)[1:3] if p != contact) if rng.random() < 0.2 else ()
        asked = False
        for _ in range(rng.choice((1, 2, 2, 3, 3, 4, 5))):
            if at >= self._horizon:
                return
            quote = earlier if earlier is not None and rng.random() < 0.4 else None
            signals = self._due_signals(at) if inbound else ()
            if inbound:
                lines = write.buyer_sentences(contact, at, signals)
            else:
                lines = write.seller_sentences(contact, at, *(("answer",) if asked else ()))
            earlier = write.mail(
                at,
                contact,
                inbound=inbound,
                thread=thread,
                sentences=lines,
                signals=signals,
                subject=subject if earlier is None else f"Re: {subject.removeprefix('Re: ')}",
                earlier=quote,
                copied=copied,
            )
            self._after_signals(signals, at)
            asked = "buyer_question" in signals
            # A question is nearly always answered, other mails may end the thread.
            if inbound and rng.random() > (0.93 if asked else 0.8):
                return
            if not inbound and rng.random() > 0.75 + 0.06 * self._warmth:
                return
            at = write.later(at, self._wait_hours(at, answered_by_seller=inbound))
            inbound = not inbound
        if asked and at < self._horizon and rng.random() < 0.85:
            lines = write.seller_sentences(contact, at, "answer")
            write.mail(
                at,
                contact,
                inbound=False,
                thread=thread,
                sentences=lines,
                subject=f"Re: {subject.removeprefix('Re: ')}",
                copied=copied,
            )

    def _wait_hours(self, at: datetime, *, answered_by_seller: bool) -> float:
        if answered_by_seller:
            return self._rng.lognormvariate(1.2, 0.8)
        growth = math.pow(2.0, self._slowing * min(1.2, self._share(at)))
        return self._latency_h * growth * self._rng.lognormvariate(0.0, 0.6)

    def _after_signals(self, signals: Sequence[str], at: datetime) -> None:
        history, rng = self._history, self._rng
        if "price_pressure" in signals and not history.discount and rng.random() < 0.55:
            when = self._write.later(at, rng.uniform(1, 60))
            if when < self._horizon:
                history.cut_amount(rng.choice((0.05, 0.08, 0.1, 0.15, 0.2)), when)

    def _book_next_meeting(self) -> None:
        rng, history = self._rng, self._history
        booked = max((d.at for d in history.drafts if d.at < self._horizon), default=history.created_at)
        if any(d.type == "meeting" and d.at > self._horizon for d in history.drafts):
            return
        self.book(booked, self._write.later(self._horizon, rng.uniform(20, 150)))
