"""Reading contacts with everything that was seen of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from ....errors import ConflictError, NotFoundError
from ....records import (
    Activity,
    ActivityType,
    Company,
    Contact,
    ContactSnapshot,
    Deal,
    DealContact,
    StageChange,
)
from ...tables.activities import ActivityTable
from ...tables.contacts import ContactTable
from ...tables.deal_contacts import DealContactTable
from ...tables.participants import ParticipantTable
from .reading import RecordReader

_CHUNK = 200
NEWEST = {False: 1000, True: 250}
"""Touchpoints of one contact that are looked at, visits of web pages (True) apart from the others: they may be many and
would leave no room. Habits are those of lately; a shared mailbox with a million mails costs no more than a busy person."""


class PeopleReader(RecordReader):
    """Reads people of one workspace."""

    def find_contact(self, contact_id: str, connection: str | None = None) -> tuple[str, Contact]:
        """Return (connection, contact).

        Raises:
            NotFoundError: no connection, or not the given one, has that contact.
            ConflictError: several connections have a contact of that id; name one.
        """
        query = select(ContactTable.connection).where(ContactTable.id == contact_id)
        if connection is not None:
            query = query.where(ContactTable.connection == connection)
        found: Sequence[str] = self._session.scalars(query.order_by(ContactTable.connection)).all()
        if not found:
            raise NotFoundError(f"there is no contact {contact_id!r}")
        if len(found) > 1:
            raise ConflictError(
                f"contact {contact_id!r} exists in several connections: {', '.join(found)}",
                hint="name the connection",
            )
        return found[0], self.fetch(found[0], Contact, [contact_id])[0]

    def person(self, connection: str, contact_id: str, as_of: datetime) -> ContactSnapshot:
        """Return one contact with everything that was seen of them.

        Raises:
            NotFoundError: no such contact.
        """
        found = self._people(connection, [contact_id], as_of)
        if not found:
            raise NotFoundError(f"there is no contact {contact_id!r} in connection {connection!r}")
        return found[0]

    def persons(self, connection: str, contact_ids: Sequence[str], as_of: datetime) -> list[ContactSnapshot]:
        """Return those of some contacts that exist, by id, each with everything that was seen of them."""
        return self._people(connection, contact_ids, as_of)

    def people(self, as_of: datetime, limit: int | None = None) -> Iterator[ContactSnapshot]:
        """Yield contacts who took part in something, with everything seen of them, by connection and id.

        The list of contacts is taken at once, each chunk's records when it is reached: use the iterator inside the
        session.
        """
        by_connection: dict[str, list[str]] = defaultdict(list)
        for connection, contact_id in self.who_took_part(limit):
            by_connection[connection].append(contact_id)
        for connection, ids in by_connection.items():
            for start in range(0, len(ids), _CHUNK):
                yield from self._people(connection, ids[start : start + _CHUNK], as_of)

    def who_took_part(self, limit: int | None = None) -> Sequence[tuple[str, str]]:
        """Return (connection, contact id) of those who took part in something, in that order."""
        table = ParticipantTable
        key = (table.connection, table.contact_id)
        return [(row[0], row[1]) for row in self._run(select(*key).distinct().order_by(*key).limit(limit))]

    def deals_of(self, connection: str, contact_id: str) -> Sequence[str]:
        """Return the ids of all deals, open or closed, on which a contact is."""
        links = self._links(connection, [contact_id])
        return sorted({link.deal_id for link in links})

    def on_deal(self, connection: str, deal_id: str) -> Sequence[str]:
        """Return the ids of a deal's contacts and of who took part in what belongs to it."""
        link, activity = DealContactTable, ActivityTable
        declared = select(link.contact_id).where(link.connection == connection, link.deal_id == deal_id)
        acting = select(activity.contact_ids).where(
            activity.connection == connection, activity.deal_id == deal_id
        )
        found = {str(row[0]) for row in self._run(declared)}
        return sorted(found.union(*(row[0] for row in self._run(acting))))

    def touched_since(self, since: datetime, until: datetime, limit: int) -> Sequence[tuple[str, str]]:
        """Return (connection, contact id) of those who took part in something that lies in (since, until]."""
        link, activity = ParticipantTable, ActivityTable
        query = (
            select(link.connection, link.contact_id)
            .join(activity, and_(activity.connection == link.connection, activity.id == link.activity_id))
            .where(activity.at > since, activity.at <= until)
            .group_by(link.connection, link.contact_id)
            .order_by(func.max(activity.at), link.connection, link.contact_id)
            .limit(limit)
        )
        return [(row[0], row[1]) for row in self._run(query)]

    def _people(self, connection: str, ids: Sequence[str], as_of: datetime) -> list[ContactSnapshot]:
        contacts = sorted(self.fetch(connection, Contact, ids), key=lambda contact: contact.id)
        links = self._links(connection, ids)
        deals = {deal.id: deal for deal in self.fetch(connection, Deal, sorted({x.deal_id for x in links}))}
        stages: dict[str, list[StageChange]] = defaultdict(list)
        for change in self.fetch(connection, StageChange, sorted(deals)):
            stages[change.deal_id].append(change)
        touches, older = self._touches(connection, ids, as_of)
        companies = self._by_id(connection, Company, {contact.company_id for contact in contacts})
        visible = self.visible(connection)
        found = []
        for contact in contacts:
            own = [link for link in links if link.contact_id == contact.id]
            on = sorted({link.deal_id for link in own} & set(deals))
            moves = [change for deal_id in on for change in stages[deal_id]]
            found.append(
                ContactSnapshot.model_construct(
                    connection=connection,
                    as_of=as_of,
                    contact=contact,
                    company=companies.get(contact.company_id),
                    deals=tuple(deals[deal_id] for deal_id in on),
                    deal_contacts=tuple(sorted(own, key=lambda link: link.deal_id)),
                    activities=tuple(touches.get(contact.id, ())),
                    older=older[contact.id],
                    stage_changes=tuple(sorted(moves, key=lambda change: (change.at, change.id))),
                    visible=visible,
                )
            )
        return found

    def _links(self, connection: str, ids: Sequence[str]) -> Sequence[DealContact]:
        found: list[Any] = self._select(DealContactTable, connection, "contact_id", ids)
        return found

    def _touches(
        self, connection: str, ids: Sequence[str], as_of: datetime
    ) -> tuple[dict[str, list[Activity]], dict[str, int]]:
        """Return the newest touchpoints of each contact, oldest first, and how many older ones were left out."""
        link = ParticipantTable
        over = self._beyond(connection, ids, as_of)
        wanted: list[ColumnElement[bool]] = [
            link.contact_id.in_([one for one in ids if one not in {who for who, _ in over}])
        ]
        for contact_id in sorted({who for who, _ in over}):
            kinds = [
                and_(link.visit == visit, link.at >= self._oldest(connection, contact_id, as_of, visit))
                if (contact_id, visit) in over
                else link.visit == visit
                for visit in NEWEST
            ]
            wanted.append(and_(link.contact_id == contact_id, or_(*kinds)))
        who: dict[str, list[str]] = defaultdict(list)
        for condition in wanted:
            query = select(link.activity_id, link.contact_id).where(link.connection == connection, condition)
            for activity_id, contact_id in self._run(query):
                who[activity_id].append(contact_id)
        # Apart from each other, because SQLite without statistics begins such a join with all activities there are.
        found: dict[str, list[Activity]] = defaultdict(list)
        for activity in sorted(self.fetch(connection, Activity, sorted(who)), key=_when):
            for contact_id in who[activity.id]:
                found[contact_id].append(activity)
        older: dict[str, int] = defaultdict(int)
        for (contact_id, visit), n in over.items():
            kept = sum((a.type is ActivityType.WEB) is visit and a.at <= as_of for a in found[contact_id])
            older[contact_id] += n - kept
        return found, older

    def _beyond(self, connection: str, ids: Sequence[str], as_of: datetime) -> dict[tuple[str, bool], int]:
        """Return, by contact and whether visits are meant, how many there are, where those are too many to look at."""
        link = ParticipantTable
        query = (
            select(link.contact_id, link.visit, func.count())
            .where(link.connection == connection, link.contact_id.in_(ids), link.at <= as_of)
            .group_by(link.contact_id, link.visit)
        )
        return {(who, visit): n for who, visit, n in self._run(query) if n > NEWEST[visit]}

    def _oldest(self, connection: str, contact_id: str, as_of: datetime, visit: bool) -> datetime:  # noqa: FBT001
        """Return when the oldest was that is looked at; what happened at the same moment is looked at as well."""
        link = ParticipantTable
        query = (
            select(link.at)
            .where(link.connection == connection, link.contact_id == contact_id)
            .where(link.visit == visit, link.at <= as_of)
            .order_by(link.at.desc())
            .offset(NEWEST[visit] - 1)
            .limit(1)
        )
        return self._session.scalars(query).one()


def _when(activity: Activity) -> tuple[datetime, str]:
    return activity.at, activity.id
