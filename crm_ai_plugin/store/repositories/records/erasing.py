"""Forgets people, and keeps them forgotten."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import cast

from sqlalchemy import Text, or_, select
from sqlalchemy import cast as as_type

from ....records import Activity, Contact, DealContact, Record
from ....records.erasing import without_people
from ...tables.activities import ActivityTable
from ...tables.deal_contacts import DealContactTable
from ...tables.erasures import ErasureTable
from .codec import codec_for
from .writing import RecordWriter

_ABOUT_PEOPLE = (Activity, Contact, DealContact)


class RecordEraser(RecordWriter):
    """Writes records of one workspace, those of erased people left out."""

    def erase_contact(self, connection: str, contact_id: str) -> int:
        """Forget a person: the contact, its part in deals and touchpoints; nothing brings it back.

        Returns:
            How many touchpoints were changed.
        """
        on_deals = list(
            self._session.scalars(
                select(DealContactTable.deal_id).where(
                    DealContactTable.connection == connection, DealContactTable.contact_id == contact_id
                )
            )
        )
        # Deleting takes the lock behind which whoever stores a page sees the row below.
        self.delete(connection, "contact", [contact_id])
        if on_deals:
            self.delete(connection, "deal_contact", [f"{deal_id}:{contact_id}" for deal_id in on_deals])
        row = {"connection": connection, "contact_id": contact_id, "at": self._now()}
        self._run(self._insert(ErasureTable).on_conflict_do_nothing(), [row])
        touched = self._touchpoints(connection, contact_id)
        self.upsert(connection, touched)
        # What was measured with that person is measured again without.
        with_person = {
            *on_deals,
            *(one.deal_id for one in touched if isinstance(one, Activity) and one.deal_id),
        }
        self._forget_moments(connection, sorted(with_person))
        return len(touched)

    def erased(self, connection: str) -> frozenset[str]:
        """Return the ids of the contacts of a connection that were erased."""
        query = select(ErasureTable.contact_id).where(ErasureTable.connection == connection)
        return frozenset(self._session.scalars(query))

    def _admitted(self, connection: str, records: Sequence[Record]) -> Sequence[Record]:
        if not any(isinstance(one, _ABOUT_PEOPLE) for one in records):
            return records
        return without_people(records, self.erased(connection))

    def _touchpoints(self, connection: str, contact_id: str) -> list[Record]:
        codec = codec_for(ActivityTable)
        columns = [getattr(ActivityTable, name) for name in codec.fields]
        text = as_type(ActivityTable.contact_ids, Text)
        # As JSON spells the id, escaped or not; what else the text happens to hold is sorted out below.
        spelt = {json.dumps(contact_id, ensure_ascii=ascii_) for ascii_ in (True, False)}
        named = or_(*(text.contains(one, autoescape=True) for one in sorted(spelt)))
        rows = self._run(select(*columns).where(ActivityTable.connection == connection, named))
        found = [cast(Activity, codec.decode(row)) for row in rows]
        return [one for one in found if contact_id in one.contact_ids]
