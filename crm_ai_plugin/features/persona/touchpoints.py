"""What happened between us and one contact, stitched: who wrote what, when, in answer to what."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from ...records import Activity, ActivityType, ContactSnapshot, Direction, RecordRef
from ...signals import PhraseLibrary, Span
from ...signals.tokens import fold
from .reading import NOTHING, Reading, read
from .zones import Zone, zone_of

_PREFIX = re.compile(
    r"^(?:(?:re|aw|wg|fw|fwd|antw|rv|res|rif|r|i|sv|tr|enc)\s{0,2}(?:\[\d{1,3}\])?:\s{0,3}){1,8}"
)
PATIENCE = timedelta(days=2)
"""A message younger than this has not been left unanswered yet."""
_THREAD_LIFE = timedelta(days=30)
"""Without a thread id, a mail of the same subject answers only what is younger."""
_LONGEST_WAIT = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Touchpoint:
    """One activity as seen from the contact.

    Attributes:
        activity: The record.
        reading: What its text says.
        theirs: Whether the contact did it: wrote, called, took part in what they asked for.
        local: When, by the contact's clock.
    """

    activity: Activity
    reading: Reading
    theirs: bool
    local: datetime


@dataclass(frozen=True, slots=True)
class Attempt:
    """One time we reached out, and what came of it.

    `answer` is None where nothing came; `hours` is then how long it has been, at most sixty days.
    """

    asked: Touchpoint
    answer: Touchpoint | None
    hours: float

    @property
    def answered(self) -> bool:
        """Whether they answered."""
        return self.answer is not None


class Touchpoints:
    """Everything that traits may look at; each view is computed once."""

    def __init__(
        self,
        snapshot: ContactSnapshot,
        library: PhraseLibrary | None = None,
        kept: Mapping[str, Reading] | None = None,
    ) -> None:
        """Stitch a contact's activities.

        Args:
            snapshot: The contact with what was seen of them.
            library: Phrases of topics; the built-in ones if left out.
            kept: Readings of texts that have not changed, by activity id; what is missing is read.
        """
        self.snapshot = snapshot
        self.zone: Zone = zone_of(snapshot.contact, snapshot.company)
        clock = self.zone.info
        known = kept or {}
        self.past: tuple[Touchpoint, ...] = tuple(
            Touchpoint(
                activity,
                reading := known.get(activity.id) or read(activity, library),
                not reading.automatic and self._is_theirs(activity),
                activity.at.astimezone(clock),
            )
            for activity in snapshot.activities
            if activity.at <= snapshot.as_of
        )

    @property
    def n(self) -> int:
        """Touchpoints that say something about the person: ours and theirs, without what machines wrote."""
        return len(self.human)

    @cached_property
    def human(self) -> tuple[Touchpoint, ...]:
        """Touchpoints without those that machines wrote, and without our own notes and tasks."""
        silent = (ActivityType.NOTE, ActivityType.TASK)
        return tuple(t for t in self.past if not t.reading.automatic and t.activity.type not in silent)

    @cached_property
    def theirs(self) -> tuple[Touchpoint, ...]:
        """What the contact did, oldest first."""
        return tuple(t for t in self.past if t.theirs)

    @cached_property
    def written(self) -> tuple[Touchpoint, ...]:
        """The contact's own mails with text, oldest first."""
        return tuple(t for t in self.theirs if t.activity.type is ActivityType.EMAIL and t.reading.words)

    @cached_property
    def mails(self) -> tuple[Attempt, ...]:
        """Our mails to the contact, and which of theirs answered each.

        An answer belongs to the newest of ours before it in its thread. An earlier one that we wrote over counts
        as unanswered up to then, and one that lies open as unanswered until now.
        """
        now = self.snapshot.as_of
        waiting: dict[str, Touchpoint] = {}
        found: list[Attempt] = []
        for point in self.past:
            if point.activity.type is not ActivityType.EMAIL or point.reading.automatic:
                continue
            thread = thread_of(point.activity)
            before = waiting.get(thread)
            if point.activity.direction is Direction.OUTBOUND:
                if before is not None:
                    found.append(_open(before, point.activity.at))
                waiting[thread] = point
            elif point.theirs and before is not None:
                del waiting[thread]
                wait = point.activity.at - before.activity.at
                if point.activity.thread_id or wait <= _THREAD_LIFE:
                    found.append(Attempt(before, point, max(_hours(wait), 1 / 60)))
                else:
                    found.append(_open(before, now))
        found += [_open(point, now) for point in waiting.values()]
        return tuple(sorted(found, key=lambda a: (a.asked.activity.at, a.asked.activity.id)))

    @cached_property
    def calls(self) -> tuple[Attempt, ...]:
        """Our calls, and whether somebody picked up; calls whose length is not known tell nothing."""
        return tuple(
            Attempt(t, t if (t.activity.duration_s or 0) > 0 else None, 0.0)
            for t in self.past
            if t.activity.type is ActivityType.CALL and not t.theirs and t.activity.duration_s is not None
        )

    @cached_property
    def meetings(self) -> tuple[Attempt, ...]:
        """Meetings that have been, and whether they were held."""
        return tuple(
            Attempt(t, None if missed(t) else t, 0.0)
            for t in self.past
            if t.activity.type is ActivityType.MEETING
        )

    @cached_property
    def said(self) -> Mapping[str, tuple[tuple[Touchpoint, Span], ...]]:
        """What the contact spoke of, by topic, oldest first: their mails, and what was noted of talks with them."""
        found: dict[str, list[tuple[Touchpoint, Span]]] = {}
        spoken = (ActivityType.CALL, ActivityType.MEETING)
        for point in self.past:
            if point.theirs or (point.activity.type in spoken and self._alone(point.activity)):
                for span in point.reading.spans:
                    found.setdefault(span.topic, []).append((point, span))
        return {topic: tuple(found[topic]) for topic in sorted(found)}

    def ref(self, point: Touchpoint) -> RecordRef:
        """Name the record of a touchpoint."""
        return RecordRef(type="activity", id=point.activity.id, connection=self.snapshot.connection)

    def _is_theirs(self, activity: Activity) -> bool:
        """Connectors put the person who wrote first; those in copy have done nothing by that."""
        return activity.direction is Direction.INBOUND and activity.contact_ids[:1] == (
            self.snapshot.contact.id,
        )

    def _alone(self, activity: Activity) -> bool:
        """Whether a talk was with this contact only, so that what was said there can be laid to them."""
        return activity.contact_ids == (self.snapshot.contact.id,)


def missed(point: Touchpoint) -> bool:
    """Return whether a meeting did not take place: it lasted no time, or its text says that nobody came."""
    return point.activity.duration_s == 0 or any(span.topic == "no_show" for span in point.reading.spans)


def thread_of(activity: Activity) -> str:
    """Return what a mail belongs to: its thread, or else its subject without what mail programs put before it."""
    if activity.thread_id:
        return f"t:{activity.thread_id}"
    return f"s:{_PREFIX.sub('', fold(activity.subject[:200])).strip()}"


def _open(point: Touchpoint, until: datetime) -> Attempt:
    return Attempt(point, None, _hours(min(until - point.activity.at, _LONGEST_WAIT)))


def _hours(span: timedelta) -> float:
    return span.total_seconds() / 3600


def readings(points: Sequence[Touchpoint]) -> dict[str, Reading]:
    """Return what was read, by activity id, so that it need not be read again."""
    return {p.activity.id: p.reading for p in points if p.reading is not NOTHING}
