"""Views on a snapshot that several facts share, each computed once.

Contacts marked `do_not_profile` are left out of every view about people, and what they wrote is not read;
that something happened with them still counts for the deal's rhythm.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from ..records import (
    Activity,
    ActivityType,
    Contact,
    DealSnapshot,
    Direction,
    FieldChange,
    LineItem,
    RecordRef,
    RecordType,
    StageChange,
)
from ..sentences import Param, Say
from ..signals import (
    MAX_QUOTE,
    NameIndex,
    OpenQuestion,
    PhraseLibrary,
    Span,
    default_library,
    open_questions,
)
from .model import EvidenceDraft

_DAY = 86_400
_TOUCH = (ActivityType.EMAIL, ActivityType.CALL, ActivityType.MEETING)
_READ = (*_TOUCH, ActivityType.NOTE)


@lru_cache(maxsize=64)
def competitors_of(names: tuple[str, ...]) -> NameIndex:
    """Return the names of competitors as texts are searched for them."""
    return NameIndex(names)


@dataclass(frozen=True, slots=True)
class Mention:
    """Something said in an activity's text."""

    activity: Activity
    span: Span


class Context:
    """Everything a fact may look at."""

    def __init__(
        self, snapshot: DealSnapshot, benchmarks: Mapping[str, Any], library: PhraseLibrary | None = None
    ) -> None:
        """Wrap a snapshot; nothing is computed yet."""
        self.snapshot = snapshot
        self.deal = snapshot.deal
        self.now = snapshot.as_of
        self.benchmarks = benchmarks
        self._library = library or default_library()

    @property
    def own_topics(self) -> tuple[str, ...]:
        """Topics that this workspace's phrases add to the built-in ones."""
        return tuple(sorted(set(self._library.topics) - set(default_library().topics)))

    # What can be seen -------------------------------------------------------------------------------------

    @cached_property
    def _visible(self) -> frozenset[str]:
        return self.snapshot.visible | {activity.type.value for activity in self.snapshot.activities}

    def sees(self, *types: str) -> bool:
        """Whether the source delivers at least one of these record or activity types."""
        return any(kind in self._visible for kind in types)

    # Pointing at records ----------------------------------------------------------------------------------

    def ref(self, kind: RecordType, id_: str) -> RecordRef:
        """Name a record of this snapshot's connection."""
        return RecordRef(type=kind, id=id_, connection=self.snapshot.connection)

    def on_deal(self, what: str, **params: Param) -> EvidenceDraft:
        """Evidence from the deal record itself, also for what was looked for and not found."""
        return EvidenceDraft(self.ref("deal", self.deal.id), Say(f"evidence.{what}", params))

    def quoting_deal(self, what: str, quote: str) -> EvidenceDraft:
        """Evidence from a text field of the deal record; `quote` is part of that field."""
        return EvidenceDraft(self.ref("deal", self.deal.id), Say(f"evidence.{what}"), quote=quote[:MAX_QUOTE])

    def on_activity(
        self, activity: Activity, what: str, quote: str | None = None, **params: Param
    ) -> EvidenceDraft:
        """Evidence from one activity."""
        params = {"type": activity.type.value, "when": activity.at, **params}
        return EvidenceDraft(
            self.ref("activity", activity.id), Say(f"evidence.{what}", params), activity.at, quote
        )

    def on_contact(self, contact: Contact, what: str, **params: Param) -> EvidenceDraft:
        """Evidence from a contact record."""
        params = {"name": contact.display_name, **params}
        return EvidenceDraft(self.ref("contact", contact.id), Say(f"evidence.{what}", params))

    def on_line(self, line: LineItem, what: str, **params: Param) -> EvidenceDraft:
        """Evidence from a product line."""
        return EvidenceDraft(self.ref("line_item", line.id), Say(f"evidence.{what}", params))

    def days_since(self, moment: datetime) -> int:
        """Whole days from `moment` to now."""
        return int((self.now - moment).total_seconds() // _DAY)

    # Activities -------------------------------------------------------------------------------------------

    @cached_property
    def past(self) -> tuple[Activity, ...]:
        """Activities up to now, oldest first, whatever order they came in."""
        return tuple(
            sorted((a for a in self.snapshot.activities if a.at <= self.now), key=lambda a: (a.at, a.id))
        )

    @cached_property
    def touches(self) -> tuple[Activity, ...]:
        """E-mails, calls and meetings up to now."""
        return tuple(a for a in self.past if a.type in _TOUCH)

    @cached_property
    def inbound(self) -> tuple[Activity, ...]:
        """What the customer started."""
        return tuple(a for a in self.touches if a.direction is Direction.INBOUND)

    @cached_property
    def outbound(self) -> tuple[Activity, ...]:
        """What we started, meetings left out because both sides hold them."""
        return tuple(
            a
            for a in self.touches
            if a.direction is Direction.OUTBOUND and a.type is not ActivityType.MEETING
        )

    @cached_property
    def two_way(self) -> tuple[Activity, ...]:
        """Touches in which the customer took part: their messages, conversations, meetings held."""
        return tuple(a for a in self.touches if a.direction is Direction.INBOUND or self.took_place(a))

    @staticmethod
    def took_place(activity: Activity) -> bool:
        """Whether it is a meeting or call in which people spoke, as far as the record tells."""
        if activity.type is ActivityType.MEETING or activity.type is ActivityType.CALL:
            return activity.duration_s is None or activity.duration_s > 0
        return False

    @cached_property
    def meetings_ahead(self) -> tuple[Activity, ...]:
        """Meetings on the calendar after now, soonest first."""
        ahead = (a for a in self.snapshot.activities if a.type is ActivityType.MEETING and a.at > self.now)
        return tuple(sorted(ahead, key=lambda a: (a.at, a.id)))

    # People -----------------------------------------------------------------------------------------------

    @cached_property
    def contacts(self) -> Mapping[str, Contact]:
        """Contacts that may be spoken about, by id."""
        return {c.id: c for c in sorted(self.snapshot.contacts, key=lambda c: c.id) if not c.do_not_profile}

    @cached_property
    def _barred(self) -> frozenset[str]:
        return frozenset(c.id for c in self.snapshot.contacts if c.do_not_profile)

    @cached_property
    def roles(self) -> Mapping[str, tuple[Contact, ...]]:
        """Contacts by role on this deal."""
        found: dict[str, list[Contact]] = {}
        for link in sorted(self.snapshot.deal_contacts, key=lambda link: (link.contact_id, link.role or "")):
            contact = self.contacts.get(link.contact_id)
            if contact is not None and link.role:
                found.setdefault(link.role, []).append(contact)
        return {role: tuple(people) for role, people in found.items()}

    @cached_property
    def engaged(self) -> Mapping[str, tuple[Activity, ...]]:
        """What each contact took part in (wrote to us, spoke with us), oldest first, by contact id."""
        found: dict[str, list[Activity]] = {}
        for activity in self.two_way:
            # Connectors put the person who wrote first; those in copy have not engaged by that.
            people = activity.contact_ids if self.took_place(activity) else activity.contact_ids[:1]
            for id_ in people:
                if id_ in self.contacts:
                    found.setdefault(id_, []).append(activity)
        return {id_: tuple(found[id_]) for id_ in sorted(found)}

    def engaged_within(self, days: int) -> list[tuple[Contact, Activity]]:
        """Contacts who took part in the last `days` days, each with their latest activity, latest first."""
        recent = [
            (self.contacts[id_], activities[-1])
            for id_, activities in self.engaged.items()
            if self.days_since(activities[-1].at) < days
        ]
        return sorted(recent, key=lambda pair: (-pair[1].at.timestamp(), pair[0].id))

    # Words ------------------------------------------------------------------------------------------------

    @cached_property
    def texts(self) -> tuple[Activity, ...]:
        """Activities whose text may be read, oldest first."""
        return tuple(a for a in self.past if a.type in _READ and (a.body or a.subject) and self._may_read(a))

    def subject(self, activity: Activity) -> str | None:
        """The subject line, or None where it is empty or may not be read."""
        return activity.subject if activity.subject and self._may_read(activity) else None

    def _may_read(self, activity: Activity) -> bool:
        if not self._barred or not activity.contact_ids:
            return True
        if activity.direction is Direction.INBOUND:
            return not self._barred.intersection(activity.contact_ids)
        return not self._barred.issuperset(activity.contact_ids)

    @cached_property
    def _mentions(self) -> Mapping[str, tuple[Mention, ...]]:
        names = competitors_of(tuple(self.benchmarks.get("competitors", ())))
        found: dict[str, list[Mention]] = {}
        for activity in self.texts:
            seen = set()
            for span in self._library.find(activity.body or activity.subject, names):
                if span.topic not in seen:
                    seen.add(span.topic)
                    found.setdefault(span.topic, []).append(Mention(activity, span))
        return {topic: tuple(mentions) for topic, mentions in found.items()}

    def said(self, topics: tuple[str, ...], *, days: int, ours: bool = False) -> list[Mention]:
        """Mentions of any of `topics` in the last `days` days, oldest first, one per activity.

        What we wrote in e-mails to the customer counts only with `ours`: an offer of ours is not their pressure.
        """
        found: dict[str, Mention] = {}
        for topic in topics:
            for mention in self._mentions.get(topic, ()):
                activity = mention.activity
                if (
                    not ours
                    and activity.type is ActivityType.EMAIL
                    and activity.direction is Direction.OUTBOUND
                ):
                    continue
                if self.days_since(activity.at) < days:
                    found.setdefault(activity.id, mention)
        return sorted(found.values(), key=lambda m: (m.activity.at, m.activity.id))

    @cached_property
    def questions(self) -> list[OpenQuestion]:
        """Questions of the customer that have no written answer yet, oldest first."""
        barred = {a.id for a in self.past if not self._may_read(a)}
        return [q for q in open_questions(self.past, self.now) if q.activity.id not in barred]

    # History ----------------------------------------------------------------------------------------------

    @cached_property
    def stage_moves(self) -> tuple[StageChange, ...]:
        """Stage changes up to now, oldest first."""
        return tuple(
            sorted((c for c in self.snapshot.stage_changes if c.at <= self.now), key=lambda c: (c.at, c.id))
        )

    def changes_of(self, field: str) -> list[FieldChange]:
        """Changes of one field up to now, oldest first."""
        found = (c for c in self.snapshot.field_changes if c.field == field and c.at <= self.now)
        return sorted(found, key=lambda c: (c.at, c.id))

    def on_change(self, change: FieldChange | StageChange, what: str, **params: Param) -> EvidenceDraft:
        """Evidence from a stage or field change."""
        kind: RecordType = "stage_change" if isinstance(change, StageChange) else "field_change"
        return EvidenceDraft(
            self.ref(kind, change.id), Say(f"evidence.{what}", {"when": change.at, **params}), change.at
        )

    def benchmark(self, *path: str) -> Mapping[str, Any]:
        """Return a part of the benchmarks, empty where nothing was learned."""
        part: Any = self.benchmarks
        for step in path:
            part = part.get(step) if isinstance(part, Mapping) else None
        return part if isinstance(part, Mapping) else {}
