"""What the deal coach hands to a writer: its texts, what each may use, and who is spoken of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ....insights import Evidence, Subject
from ....ports.writing import Passage, Person, Slot, SlotKind, WordingRequest
from ....records import Activity, Contact, DealSnapshot, Owner, RecordRef
from ..assessment import Weighed
from .action_texts import ActionTexts

_KINDS: tuple[SlotKind, ...] = ("title", "why", "how")


def wording_request(
    snapshot: DealSnapshot,
    headline: str,
    actions: Sequence[tuple[Weighed, ActionTexts, Sequence[str]]],
    evidence: Mapping[str, Evidence],
    language: str,
) -> WordingRequest:
    """Return what may be worded anew.

    Args:
        snapshot: The deal.
        headline: The engine's.
        actions: Each action with its texts and the ids of its evidence.
        evidence: All that was entered, by id.
        language: Of the texts.
    """
    slots = [Slot("headline", headline, "headline")]
    for weighed, texts, ids in actions:
        key = weighed.candidate.key
        slots += [
            Slot(slot_key(key, kind), getattr(texts, kind), kind, key, evidence=tuple(ids)) for kind in _KINDS
        ]
    used = {id_ for _, _, ids in actions for id_ in ids}
    activities = {activity.id: activity for activity in snapshot.activities}
    return WordingRequest(
        feature="deal_coach",
        subject=Subject(type="deal", id=snapshot.deal.id),
        language=language,
        slots=tuple(slots),
        evidence=tuple(_passage(one, activities) for id_, one in evidence.items() if id_ in used),
        people=tuple(_people(snapshot)),
        companies=tuple(
            dict.fromkeys(
                name for name in (snapshot.company and snapshot.company.name, snapshot.deal.name) if name
            )
        ),
    )


def slot_key(action: str, kind: SlotKind) -> str:
    """Return the name of one text of an action."""
    return f"actions.{action}.{kind}"


def _passage(one: Evidence, activities: Mapping[str, Activity]) -> Passage:
    activity = activities.get(one.record.id) if one.record.type == "activity" else None
    text = "\n".join(part for part in (activity.subject, activity.body) if part) if activity else ""
    return Passage(
        id=one.id,
        what=one.what,
        text=text or one.quote or "",
        quote=one.quote,
        record=one.record,
        at=one.at,
        people=activity.contact_ids if activity else _named(one.record),
    )


def _named(record: RecordRef) -> tuple[str, ...]:
    return (record.id,) if record.type == "contact" else ()


def _people(snapshot: DealSnapshot) -> list[Person]:
    people = [Person(c.id, names_of(c), c.do_not_profile) for c in snapshot.contacts]
    if snapshot.owner is not None:
        people.append(Person(snapshot.owner.id, names_of(snapshot.owner)))
    return people


def names_of(person: Contact | Owner) -> tuple[str, ...]:
    """Return every way somebody may be called, the fullest first."""
    if isinstance(person, Owner):
        parts = [person.name, *person.name.split(), person.email]
    else:
        first, last = person.first_name, person.last_name
        parts = [" ".join(p for p in (first, last) if p), last, first, person.email, person.phone]
    return tuple(dict.fromkeys(part for part in parts if part and len(part) > 1))
