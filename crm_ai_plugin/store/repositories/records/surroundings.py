"""What is around one person in the records: for telling them what is held, and whom to leave out of that."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import cast

from sqlalchemy import select

from ....privacy.marks import plain_email
from ....records import Activity, Contact, Owner
from ...tables.deal_contacts import DealContactTable
from ...tables.owners import OwnerTable
from ...tables.participants import ParticipantTable
from .chunks import chunks
from .codec import codec_for
from .visitors import Visitors


class Surroundings(Visitors):
    """Reads around people of one workspace."""

    def contacts_at(self, emails: Collection[str]) -> Sequence[tuple[str, Contact]]:
        """Return (connection, contact) of all contacts, of any connection, that have one of these addresses."""
        # As an erasure tells who is the same.
        return self._by_email([plain_email(one) for one in emails])

    def took_part(self, connection: str, contact_id: str) -> Sequence[Activity]:
        """Return what a contact took part in."""
        return self._touched(connection, [contact_id])

    def around(
        self, connection: str, deal_ids: Collection[str], activity_ids: Collection[str]
    ) -> Sequence[Contact | Owner]:
        """Return the contacts on these deals and in these activities, and everybody who sells."""
        ids: set[str] = set()
        links, parts = DealContactTable, ParticipantTable
        for some in chunks(deal_ids):
            query = select(links.contact_id).where(links.connection == connection, links.deal_id.in_(some))
            ids.update(self._session.scalars(query))
        for some in chunks(activity_ids):
            query = select(parts.contact_id).where(
                parts.connection == connection, parts.activity_id.in_(some)
            )
            ids.update(self._session.scalars(query))
        people: list[Contact | Owner] = [
            one for some in chunks(ids) for one in self._contacts(connection, some)
        ]
        codec = codec_for(OwnerTable)
        columns = [getattr(OwnerTable, name) for name in codec.fields]
        rows = self._run(select(*columns).where(OwnerTable.connection == connection).order_by(OwnerTable.id))
        return people + [cast(Owner, codec.decode(row)) for row in rows]
