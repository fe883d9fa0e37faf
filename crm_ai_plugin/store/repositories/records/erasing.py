"""Forgets people, and keeps them forgotten: whatever arrives goes past the marks of who was."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, cast

from sqlalchemy import Text, and_, false, or_, select
from sqlalchemy import cast as as_type
from sqlalchemy.sql.elements import ColumnElement

from ....ports.clock import Clock
from ....privacy.marks import words_of
from ....privacy.person import (
    Person,
    emails_of,
    is_other_word,
    names_of,
    of_nobody_else,
    scope_of,
    told_sentences,
)
from ....privacy.scrubbing import Scrubber
from ....privacy.sentences import sentences
from ....records import Activity, Contact, DealSnapshot, Owner, Record, RecordType
from ....records.silencing import said_by
from ...guard import GuardedSession
from ...tables import RecordTable
from ...tables.activities import ActivityTable
from ...tables.contacts import ContactTable
from ...tables.deal_contacts import DealContactTable
from ...tables.deals import DealTable
from ...tables.owners import OwnerTable
from ...tables.participants import ParticipantTable
from ..erasures import Erasures
from .codec import codec_for, tables_by_kind
from .writing import RecordWriter

_CHUNK = 500
_LEAST_LETTERS = 4
"""Of a last name that is known wherever it stands."""
SCRUBBED: tuple[RecordType, ...] = (
    "company",
    "deal",
    "activity",
    "field_change",
    "line_item",
    "stage_change",
    "owner",
)


class RecordEraser(RecordWriter):
    """Writes records of one workspace, those of forgotten people left out."""

    def __init__(self, session: GuardedSession, clock: Clock, erasures: Erasures) -> None:
        super().__init__(session, clock)
        self._erasures = erasures

    def who_is(self, connection: str, contact_id: str) -> Person:
        """Return what tells a person, and where they were; somebody who was never seen is told by the id alone."""
        known = self._contacts_by_key([(connection, contact_id)])
        emails = emails_of([one for _, one in known])
        known += [one for one in self._by_email(emails) if one not in known]
        keys = list(dict.fromkeys([(connection, contact_id), *((c, one.id) for c, one in known)]))
        contacts = [one for _, one in known]
        activities = [found for key in keys for found in self._took_part(*key)]
        deals = list(
            dict.fromkeys(
                [
                    *(found for key in keys for found in self._on_deals(*key)),
                    *((c, one.deal_id) for c, one in activities if one.deal_id),
                ]
            )
        )
        phones, names, words = of_nobody_else(contacts, self._others(keys, names_of(contacts)))
        companies = [(c, one.company_id) for c, one in known if one.company_id]
        return Person(
            contacts=tuple(keys),
            emails=emails,
            phones=phones,
            names=names,
            deals=tuple(deals),
            companies=tuple(dict.fromkeys(companies)),
            activities=tuple(dict.fromkeys((c, one.id) for c, one in activities)),
            tokens=tuple(self._tokens(words, deals, companies)),
            telling=tuple(self._telling(words, contacts)),
        )

    def said_marks(self, person: Person) -> list[tuple[str, str]]:
        """Return marks of what a person said on deals, so that it is known again where others quote it.

        A sentence that somebody else wrote there before is not theirs.
        """
        marker, marks = self._erasures.marker, []
        for connection, deal_id in person.deals:
            ids = {one for c, one in person.contacts if c == connection}
            said: set[str] = set()
            others: set[str] = set()
            scope = scope_of("deal", connection, deal_id)
            for activity in self._of_deal(connection, deal_id):
                if said_by(activity, ids):
                    mine = {
                        marker.sentence(scope, s) for s in told_sentences([activity.subject, activity.body])
                    }
                    said |= mine - others
                else:
                    told = told_sentences([activity.subject, activity.body])
                    others |= {marker.sentence(scope, s) for s in told} - said
            marks += [(mark, "sentence") for mark in sorted(said)]
        return marks

    def take_out(self, contacts: Iterable[tuple[str, str]]) -> int:
        """Delete contacts, and take them out of deals and touchpoints.

        Returns:
            How many rows were deleted or changed.
        """
        changed = 0
        for connection, contact_id in contacts:
            on_deals = [deal_id for _, deal_id in self._on_deals(connection, contact_id)]
            touched = [one for _, one in self._took_part(connection, contact_id)]
            # Deleting takes the lock behind which whoever stores a page sees the marks.
            changed += self.delete(connection, "contact", [contact_id])
            if on_deals:
                names = [f"{deal_id}:{contact_id}" for deal_id in on_deals]
                changed += self.delete(connection, "deal_contact", names)
            self.upsert(connection, touched)
            changed += len(touched)
            # What was measured with that person is measured again without.
            with_person = {*on_deals, *(one.deal_id for one in touched if one.deal_id)}
            self._forget_moments(connection, sorted(with_person))
        return changed

    def scrub(self, person: Person, kind: RecordType, erasure_id: str | None = None) -> int:
        """Take a person out of the texts of records of a kind that are not theirs; returns how many changed.

        With `erasure_id` what was taken out of touchpoints stays out when the CRM delivers them again.
        """
        scrubber = self._erasures.scrubber_for(person)
        table = tables_by_kind()[kind]
        changed = 0
        marks: list[tuple[str, str]] = []
        for connection, records in self._mentioning(table, person):
            pairs = [
                (one, found) for one in records if (found := scrubber.record(connection, one)) is not None
            ]
            new = [(one, found) for one, found in pairs if one != found]
            marks += [mark for one, found in new for mark in self._gone_from(connection, one, found)]
            if kind == "line_item":
                # Its product is part of its key.
                self.delete(connection, kind, [one.id for one, _ in new])  # type: ignore[attr-defined]
            changed += sum(self.upsert(connection, [found for _, found in new])[:2])
        if erasure_id is not None:
            self._erasures.leave_marks(erasure_id, marks)
        return changed

    def _gone_from(self, connection: str, before: Record, after: Record) -> Iterator[tuple[str, str]]:
        """Yield marks of sentences that were taken out, so that the CRM's next copy loses them as well."""
        if isinstance(before, Activity) and isinstance(after, Activity):
            scope = scope_of("activity", connection, before.id)
            for old, new in ((before.subject, after.subject), (before.body, after.body)):
                left = set(sentences(new))
                for one in sentences(old):
                    if one not in left:
                        yield self._erasures.marker.sentence(scope, one), "sentence"

    def erase_contact(self, connection: str, contact_id: str) -> int:
        """Forget a contact's records in this transaction, without the rest of an erasure; returns touchpoints changed."""
        marker = self._erasures.marker
        touched = len(self._took_part(connection, contact_id))
        mark = marker.contact(connection, contact_id)
        self._erasures.leave_marks(f"contact:{mark}", [(mark, "contact")])
        self.take_out([(connection, contact_id)])
        return touched

    def is_erased(self, connection: str, contact_id: str) -> bool:
        """Return whether a contact was forgotten."""
        scrubber = self._erasures.scrubber
        return scrubber is not None and scrubber.is_erased(connection, contact_id)

    def admitted(self, snapshot: DealSnapshot) -> DealSnapshot:
        """Return a deal as a CRM delivered it, without whom is to be forgotten."""
        if self._erasures.scrubber is None:
            return snapshot
        names = ("contacts", "deal_contacts", "activities", "stage_changes", "field_changes", "line_items")
        changes: dict[str, Any] = {
            name: tuple(self._unforgotten(snapshot.connection, getattr(snapshot, name))) for name in names
        }
        changes["deal"] = self._unforgotten(snapshot.connection, [snapshot.deal])[0]
        for name in ("company", "owner"):
            one = getattr(snapshot, name)
            changes[name] = self._unforgotten(snapshot.connection, [one])[0] if one is not None else None
        return snapshot.model_copy(update=changes)

    def _admitted(self, connection: str, records: Sequence[Record]) -> Sequence[Record]:
        return self._unforgotten(connection, records)

    def _unforgotten(self, connection: str, records: Sequence[Record]) -> Sequence[Record]:
        scrubber = self._erasures.scrubber
        if scrubber is None:
            return records
        scrubber = self._known_again(connection, records, scrubber)
        return [kept for one in records if (kept := scrubber.record(connection, one)) is not None]

    def _known_again(self, connection: str, records: Sequence[Record], scrubber: Scrubber) -> Scrubber:
        """Note new ids of people who were forgotten, so that what names them by these is theirs too."""
        new = [
            one
            for one in records
            if isinstance(one, Contact)
            and not scrubber.is_erased(connection, one.id)
            and scrubber.is_same(one)
        ]
        for one in new:
            mark = scrubber.marker.contact(connection, one.id)
            known = scrubber.marker.email(one.email or "")
            before = next((run.id for run in self._erasures.of_mark(known)), f"contact:{mark}")
            self._erasures.leave_marks(before, [(mark, "contact")])
        if new:
            # What had come in under that id before it was known whose it is.
            self.take_out([(connection, one.id) for one in new])
        return self._erasures.scrubber or scrubber

    def _contacts_by_key(self, keys: Collection[tuple[str, str]]) -> list[tuple[str, Contact]]:
        found: list[tuple[str, Contact]] = []
        codec = codec_for(ContactTable)
        columns = [getattr(ContactTable, name) for name in codec.fields]
        for connection, contact_id in keys:
            query = select(*columns).where(
                ContactTable.connection == connection, ContactTable.id == contact_id
            )
            found += [(connection, cast(Contact, codec.decode(row))) for row in self._run(query)]
        return found

    def _by_email(self, emails: Collection[str]) -> list[tuple[str, Contact]]:
        """Return the contacts with one of these addresses, in whatever case and with whatever spaces they are stored."""
        if not emails:
            return []
        held = [
            _holds(ContactTable.email, one) for address in emails for one in _spellings(address.split("@")[0])
        ]
        rows = self._run(
            select(ContactTable.connection, ContactTable.id, ContactTable.email).where(or_(*held))
        )
        same = [(row[0], row[1]) for row in rows if emails_of([Contact(id="-", email=row[2])])[0] in emails]
        return self._contacts_by_key(same)

    def _others(
        self, keys: Collection[tuple[str, str]], names: Sequence[tuple[str, ...]]
    ) -> Iterator[Contact | Owner]:
        """Everybody else whose name has a word of theirs, or whose telephone ends alike."""
        contacts = self._contacts_by_key(keys)
        words = {word for name in names for word in name}
        for _, one in contacts:
            words |= {part for part in (one.first_name, one.last_name) if part}
        ends = {one.phone[-2:] for _, one in contacts if one.phone}
        spelt = sorted({spelling for word in words for spelling in _spellings(word)})
        of = [ContactTable.first_name, ContactTable.last_name]
        held = [_holds(column, one) for one in spelt for column in of]
        held += [ContactTable.phone.endswith(one, autoescape=True) for one in sorted(ends)]
        if held:
            query = select(ContactTable.connection, ContactTable.id).where(or_(*held))
            found = {(row[0], row[1]) for row in self._run(query)} - set(keys)
            yield from (one for _, one in self._contacts_by_key(sorted(found)))
        query_owners = select(OwnerTable.id, OwnerTable.name)
        yield from (Owner(id=row[0], name=row[1]) for row in self._run(query_owners))

    def _tokens(
        self, words: Collection[str], deals: Sequence[tuple[str, str]], companies: Sequence[tuple[str, str]]
    ) -> Iterator[tuple[str, str]]:
        if not words:
            return
        for connection, deal_id in deals:
            texts = [text for one in self._of_deal(connection, deal_id) for text in (one.subject, one.body)]
            for word in sorted(words):
                if not any(is_other_word(word, text) for text in texts):
                    yield scope_of("deal", connection, deal_id), word
        for connection, company_id in companies:
            for word in sorted(words):
                yield scope_of("company", connection, company_id), word

    def _telling(self, words: Collection[str], contacts: Sequence[Contact]) -> Iterator[str]:
        """Yield words of a last name that are written small nowhere: a name that is no other word."""
        last = {
            word for one in contacts for word in words_of(one.last_name or "") if len(word) >= _LEAST_LETTERS
        }
        for word in sorted(last & set(words)):
            query = select(ActivityTable.subject, ActivityTable.body).where(
                holds_any([ActivityTable.subject, ActivityTable.body], [word])
            )
            if not any(is_other_word(word, text) for row in self._run(query) for text in row):
                yield word

    def _on_deals(self, connection: str, contact_id: str) -> list[tuple[str, str]]:
        table = DealContactTable
        query = select(table.deal_id).where(table.connection == connection, table.contact_id == contact_id)
        return [(connection, one) for one in self._session.scalars(query.order_by(table.deal_id))]

    def _took_part(self, connection: str, contact_id: str) -> list[tuple[str, Activity]]:
        link, table, codec = ParticipantTable, ActivityTable, codec_for(ActivityTable)
        columns = [getattr(table, name) for name in codec.fields]
        query = (
            select(*columns)
            .join(link, and_(table.connection == link.connection, table.id == link.activity_id))
            .where(
                link.connection == connection, link.contact_id == contact_id, table.connection == connection
            )
            .order_by(table.at, table.id)
        )
        return [(connection, cast(Activity, codec.decode(row))) for row in self._run(query)]

    def _of_deal(self, connection: str, deal_id: str) -> list[Activity]:
        table, codec = ActivityTable, codec_for(ActivityTable)
        columns = [getattr(table, name) for name in codec.fields]
        query = select(*columns).where(table.connection == connection, table.deal_id == deal_id)
        return [cast(Activity, codec.decode(row)) for row in self._run(query.order_by(table.at, table.id))]

    def _mentioning(self, table: type[RecordTable], person: Person) -> Iterator[tuple[str, list[Record]]]:
        """Yield (connection, records) that may mention a person: on their deals, or holding what tells them."""
        codec = codec_for(table)
        columns = [getattr(table, name) for name in codec.fields]
        data = cast(Any, table).personal_data
        texts = [getattr(table, name) for name in (*data.words, *data.labels)]
        where = [holds_any(texts, person.needles)]
        for_deals = getattr(table, "deal_id", None) if table is not DealTable else DealTable.id
        connections = {connection for connection, _ in person.contacts}
        for connection in sorted(
            connections | set(self._session.scalars(select(table.connection).distinct()))
        ):
            conditions = list(where)
            deals = [id_ for c, id_ in person.deals if c == connection]
            if for_deals is not None and deals:
                conditions.append(for_deals.in_(deals))
            query = select(*columns).where(table.connection == connection, or_(*conditions))
            rows = self._run(query).all()
            for at in range(0, len(rows), _CHUNK):
                yield connection, [codec.decode(row) for row in rows[at : at + _CHUNK]]


def holds_any(columns: Sequence[Any], needles: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that one of `columns` holds one of `needles`, in the cases people write."""
    spelt = sorted({one for needle in needles for one in _spellings(needle)})
    return or_(false(), *(_holds(column, one) for column in columns for one in spelt))


def _holds(column: Any, text: str) -> ColumnElement[bool]:  # noqa: ANN401  # an instrumented attribute
    return as_type(column, Text).contains(text, autoescape=True)


def _spellings(text: str) -> set[str]:
    """Spellings that a database without Unicode's case folding tells apart."""
    return {text, text.lower(), text.upper(), text.title(), text.capitalize(), text.casefold()}


__all__ = ["RecordEraser", "holds_any"]
