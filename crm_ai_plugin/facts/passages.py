"""Evidence as a writer may read it, and who may be spoken of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..insights import Evidence
from ..ports.writing import Passage, Person
from ..records import Contact, DealSnapshot, Owner, RecordRef


def passages_of(evidence: Iterable[Evidence], snapshots: Sequence[DealSnapshot]) -> tuple[Passage, ...]:
    """Return pieces of evidence with what their records say.

    Args:
        evidence: The pieces.
        snapshots: The deals they come from.
    """
    activities = {(s.connection, a.id): a for s in snapshots for a in s.activities}
    found = []
    for one in evidence:
        is_activity = one.record.type == "activity"
        activity = activities.get((one.record.connection, one.record.id)) if is_activity else None
        text = "\n".join(part for part in (activity.subject, activity.body) if part) if activity else ""
        found.append(
            Passage(
                id=one.id,
                what=one.what,
                text=text or one.quote or "",
                quote=one.quote,
                record=one.record,
                at=one.at,
                people=activity.contact_ids if activity else _named(one.record),
            )
        )
    return tuple(found)


def people_of(snapshots: Sequence[DealSnapshot]) -> tuple[Person, ...]:
    """Return everybody around some deals, each once: contacts, then owners."""
    people: dict[str, Person] = {}
    for snapshot in snapshots:
        for contact in snapshot.contacts:
            people.setdefault(contact.id, Person(contact.id, names_of(contact), contact.do_not_profile))
    for snapshot in snapshots:
        if snapshot.owner is not None:
            people.setdefault(snapshot.owner.id, Person(snapshot.owner.id, names_of(snapshot.owner)))
    return tuple(people.values())


def companies_of(snapshots: Sequence[DealSnapshot]) -> tuple[str, ...]:
    """Return the names of some deals and their companies, each once."""
    names = (name for s in snapshots for name in (s.company and s.company.name, s.deal.name) if name)
    return tuple(dict.fromkeys(names))


def names_of(person: Contact | Owner) -> tuple[str, ...]:
    """Return every way somebody may be called, the fullest first."""
    if isinstance(person, Owner):
        parts = [person.name, *person.name.split(), person.email]
    else:
        first, last = person.first_name, person.last_name
        parts = [" ".join(p for p in (first, last) if p), last, first, person.email, person.phone]
    return tuple(dict.fromkeys(part for part in parts if part and len(part) > 1))


def _named(record: RecordRef) -> tuple[str, ...]:
    return (record.id,) if record.type == "contact" else ()
