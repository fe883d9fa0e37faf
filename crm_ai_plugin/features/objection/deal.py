"""What the deal's own records say to an objection: the buyer's words, verbatim."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ...ports.writing import Person
from ...records import Activity, DealSnapshot, RecordRef
from ...records.activity import ActivityType, Direction
from ...signals import PhraseLibrary
from ...signals.span import MAX_TEXT

_MOST_READ = 40
_MOST_CITED = 3
_QUOTABLE = 160
"""Longest quote that is set into an answer."""
_PLAIN = re.compile(r"[^<>\[\]{}`*_~|#\\^@\n\r\x00-\x1f]+")
_LINK = re.compile(r"(?i)(https?:|www\.|javascript:|data:|mailto:|ftp:)")
_REASONS = ("pain", "decision_criteria", "buying_signal", "timeline_pressure", "budget_approved")
"""What speaks for going on, in the buyer's own words: an answer may recall it."""
_SAME = {
    "price": "price_pressure",
    "budget": "budget_blocked",
    "authority": "authority",
    "timing": "delay",
    "competitor": "competitor",
    "product_gap": "requirement_gap",
    "security_legal": "security_review",
    "contract_terms": "legal_procurement",
}
"""Signals that the same objection was raised before."""


@dataclass(frozen=True)
class Said:
    """Something the buyer wrote or said. `for_us`: it is a reason to go on, and may stand in an answer."""

    record: RecordRef
    activity: Activity
    quote: str
    topic: str
    language: str
    for_us: bool

    @property
    def quotable(self) -> bool:
        """Whether the quote is short and plain enough to stand inside a sentence of ours."""
        return is_plain(self.quote, _QUOTABLE)


def is_plain(text: str, longest: int) -> bool:
    """Whether words of a CRM are short and plain enough to stand inside a sentence of ours."""
    return len(text) <= longest and _PLAIN.fullmatch(text) is not None and not _LINK.search(text)


def said_before(snapshot: DealSnapshot, category: str, library: PhraseLibrary) -> list[Said]:
    """Return what the buyer said for going on, and to the same objection, newest first; at most three pieces.

    People who must not be profiled are not read.
    """
    silent = {contact.id for contact in snapshot.contacts if contact.do_not_profile}
    found: list[Said] = []
    topics: set[str] = set()
    for activity in _theirs(snapshot, silent):
        for span in library.find(activity.body[:MAX_TEXT]):
            for_us = span.topic in _REASONS
            if (for_us or span.topic == _SAME.get(category)) and span.topic not in topics:
                topics.add(span.topic)
                ref = RecordRef(type="activity", id=activity.id, connection=snapshot.connection)
                found.append(Said(ref, activity, span.quote, span.topic, span.language, for_us))
        if len(found) >= _MOST_CITED:
            break
    return found[:_MOST_CITED]


def people_of(snapshot: DealSnapshot | None) -> tuple[Person, ...]:
    """Return everybody of the deal, with all they may be called."""
    if snapshot is None:
        return ()
    return tuple(
        Person(
            contact.id,
            tuple(
                name
                for name in (
                    f"{contact.first_name or ''} {contact.last_name or ''}".strip(),
                    contact.last_name,
                    contact.first_name,
                    contact.email,
                    contact.phone,
                )
                if name
            ),
            contact.do_not_profile,
        )
        for contact in snapshot.contacts
    )


def companies_of(snapshot: DealSnapshot | None) -> tuple[str, ...]:
    """Return the names of the deal and its company."""
    if snapshot is None:
        return ()
    company = snapshot.company.name if snapshot.company else None
    return tuple(filter(None, (snapshot.deal.name, company)))


def _theirs(snapshot: DealSnapshot, silent: set[str]) -> Iterator[Activity]:
    read = 0
    for activity in reversed(snapshot.activities):
        if activity.at > snapshot.as_of or silent.intersection(activity.contact_ids):
            continue
        spoken = activity.type in (ActivityType.CALL, ActivityType.MEETING)
        if activity.body and (activity.direction is Direction.INBOUND or spoken):
            yield activity
            read += 1
            if read >= _MOST_READ:
                return
