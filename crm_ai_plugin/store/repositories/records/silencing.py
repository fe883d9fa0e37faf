"""Keeps names and words of people who must not be profiled out of the store, whoever delivers them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import and_, delete, select, update

from ....records import Activity, Contact, Record
from ....records.activity import OWN_ID
from ....records.silencing import said_by, silenced, stub
from ...tables.activities import ActivityTable
from ...tables.contacts import ContactTable
from ...tables.deal_contacts import DealContactTable
from ...tables.participants import ParticipantTable
from ...tables.profiling_opt_outs import ProfilingOptOutTable
from .chunks import chunks
from .codec import codec_for
from .erasing import RecordEraser


@dataclass(frozen=True)
class OptOut:
    """Somebody who must not be profiled.

    Attributes:
        contact_id: Who.
        crm_since: Since when the CRM's record says so; None: it does not.
        here_since: Since when somebody has said so here; None: nobody has.
        here_by: Who has.
        erased_at: When what was derived from them was erased; None: it is still to be.
    """

    contact_id: str
    crm_since: datetime | None
    here_since: datetime | None
    here_by: str | None
    erased_at: datetime | None


class RecordSilencer(RecordEraser):
    """Writes records of one workspace, with stubs of people who must not be profiled and without their words.

    A contact that a CRM delivers with the wish is noted as such, and one without takes the CRM's wish back; what
    somebody said here holds until it is taken back here. From then on nothing more is stored of them. What was stored
    before is marked at once and goes when the runtime erases what was derived from it, for which it has to know who it
    is about; it is listed until then.
    """

    def opted_out(self, connection: str) -> frozenset[str]:
        """Return the ids of the contacts of a connection who must not be profiled."""
        table = ProfilingOptOutTable
        return frozenset(
            self._session.scalars(select(table.contact_id).where(table.connection == connection))
        )

    def opt_out(self, connection: str, contact_id: str) -> OptOut | None:
        """Return what is known of somebody's wish; None when they have none."""
        return self._wishes(connection, [contact_id]).get(contact_id)

    def opt_out_here(self, connection: str, contact_id: str, by: str) -> OptOut:
        """Note that somebody must not be profiled; twice is once."""
        self._tombstones.hold(connection)
        before = self._wishes(connection, [contact_id]).get(contact_id)
        if before is None or before.here_since is None:
            values: dict[str, datetime | str | None] = {
                "here_since": self._now(),
                "here_by": by,
                "erased_at": None,
            }
            self._put(connection, [contact_id], values)
            self._mark(connection, [contact_id])
        return self._wishes(connection, [contact_id])[contact_id]

    def lift_opt_out(self, connection: str, contact_id: str) -> bool:
        """Take back what somebody said here; return whether anybody had. A wish in the CRM's record stays."""
        lifted = self._lift(connection, [contact_id], "here_since")
        self._unstub(connection, [contact_id])
        return lifted > 0

    def opt_outs_to_erase(self, limit: int) -> Sequence[tuple[str, str]]:
        """Return (connection, contact id) of whom something derived may be left, oldest connection first."""
        table = ProfilingOptOutTable
        query = select(table.connection, table.contact_id).where(table.erased_at.is_(None))
        rows = self._run(query.order_by(table.connection, table.contact_id).limit(limit))
        return [(row[0], row[1]) for row in rows]

    def opt_out_erased(self, connection: str, contact_id: str) -> None:
        """Note that nothing derived from somebody is left."""
        self._put(connection, [contact_id], {"erased_at": self._now()})

    def _admitted(self, connection: str, records: Sequence[Record]) -> Sequence[Record]:
        records = super()._admitted(connection, records)
        contacts = [one for one in records if isinstance(one, Contact)]
        if not contacts and not any(isinstance(one, Activity) for one in records):
            return records
        if contacts:
            self._note(connection, {one.id: one.do_not_profile for one in contacts})
        silent = self.opted_out(connection)
        # Who is about to be erased has to be known until then; the stub would say less.
        waiting = self._waiting(connection) if contacts else frozenset()
        kept = [one for one in records if not (isinstance(one, Contact) and one.id in waiting)]
        return silenced(kept, silent)

    def _note(self, connection: str, asked: Mapping[str, bool]) -> None:
        """Bring what is noted of the CRM's wishes in step with what it delivered."""
        known = self._wishes(connection, asked)
        asking = sorted(
            id_ for id_, wish in asked.items() if wish and (id_ not in known or known[id_].crm_since is None)
        )
        # Of whom somebody here had said so everything is gone, or noted as still to go.
        self._put(connection, [one for one in asking if one in known], {"crm_since": self._now()})
        new = [one for one in asking if one not in known]
        if new:
            held = self._held(connection, new)
            now = self._now()
            # Of whom nothing is here nothing can have been derived.
            self._put(
                connection, [one for one in new if one not in held], {"crm_since": now, "erased_at": now}
            )
            self._put(connection, sorted(held), {"crm_since": now, "erased_at": None})
            self._mark(connection, held)
        gone = [id_ for id_, wish in asked.items() if not wish and id_ in known and known[id_].crm_since]
        self._lift(connection, gone, "crm_since")

    def _waiting(self, connection: str) -> frozenset[str]:
        """Return the ids of those of whom a whole contact is stored that is to be erased."""
        wishes, contacts = ProfilingOptOutTable, ContactTable
        query = (
            select(wishes.contact_id)
            .join(
                contacts,
                and_(contacts.connection == wishes.connection, contacts.id == wishes.contact_id),
            )
            .where(wishes.connection == connection, wishes.erased_at.is_(None))
        )
        return frozenset(self._session.scalars(query))

    def _wishes(self, connection: str, contact_ids: Collection[str]) -> dict[str, OptOut]:
        table, found = ProfilingOptOutTable, dict[str, OptOut]()
        columns = (table.contact_id, table.crm_since, table.here_since, table.here_by, table.erased_at)
        for some in chunks(contact_ids):
            query = select(*columns).where(table.connection == connection, table.contact_id.in_(some))
            found |= {row[0]: OptOut(*row) for row in self._run(query)}
        return found

    def _put(
        self, connection: str, contact_ids: Sequence[str], values: Mapping[str, datetime | str | None]
    ) -> None:
        insert = self._insert(ProfilingOptOutTable)
        put = insert.on_conflict_do_update(
            index_elements=["workspace_id", "connection", "contact_id"],
            set_={name: insert.excluded[name] for name in values},
        )
        empty = {"crm_since": None, "here_since": None, "here_by": None, "erased_at": None}
        if contact_ids:
            self._run(
                put, [{**empty, **values, "connection": connection, "contact_id": one} for one in contact_ids]
            )

    def _lift(self, connection: str, contact_ids: Collection[str], what: str) -> int:
        """Empty a column of wishes and drop those that nothing is left of; return how many were lifted."""
        table, lifted = ProfilingOptOutTable, 0
        values: dict[str, None] = {what: None} | ({"here_by": None} if what == "here_since" else {})
        for some in chunks(contact_ids):
            whose = (table.connection == connection, table.contact_id.in_(some))
            set_ = update(table).where(*whose, getattr(table, what).is_not(None)).values(values)
            lifted += self._run(set_).rowcount
            self._run(delete(table).where(*whose, table.crm_since.is_(None), table.here_since.is_(None)))
        return lifted

    def _held(self, connection: str, contact_ids: Collection[str]) -> set[str]:
        """Return those of whom more than a stub is stored."""
        contacts, links, found = ContactTable, ParticipantTable, set[str]()
        for some in chunks(contact_ids):
            whole = select(contacts.id).where(
                contacts.connection == connection, contacts.id.in_(some), contacts.do_not_profile.is_(False)
            )
            took_part = select(links.contact_id).where(
                links.connection == connection, links.contact_id.in_(some)
            )
            found.update(self._session.scalars(whole), self._session.scalars(took_part))
        return found

    def silence(self, connection: str, contact_ids: Collection[str]) -> int:
        """Take names and words of people who must not be profiled out of what is stored.

        Returns:
            How many records were changed or deleted.
        """
        silent, count = self.opted_out(connection) & set(contact_ids), 0
        for some in chunks(silent):
            whole = [one for one in self._contacts(connection, some) if one != stub(one)]
            touched = self._touched(connection, some)
            visits = [one.id for one in touched if one.id.startswith(OWN_ID)]
            spoken = [one for one in touched if said_by(one, silent) and one.id not in visits]
            # Past `_admitted`, which would take the stubs for news from the CRM.
            changed = self._store_admitted(connection, silenced([*whole, *spoken], silent))
            count += changed.updated + len(visits)
            if visits:
                self.delete(connection, "activity", visits)
            links = DealContactTable
            on_deals = self._session.scalars(
                select(links.deal_id).where(links.connection == connection, links.contact_id.in_(some))
            )
            deals = {one.deal_id for one in spoken if one.deal_id} | set(on_deals)
            # What was measured on their words is measured again without.
            self._forget_moments(connection, sorted(deals))
        return count

    def _mark(self, connection: str, contact_ids: Collection[str]) -> None:
        """Let what is stored of people say that they must not be profiled, without changing anything else yet."""
        for some in chunks(contact_ids):
            whole = [one for one in self._contacts(connection, some) if not one.do_not_profile]
            flagged = [one.model_copy(update={"do_not_profile": True}) for one in whole]
            # Past `_admitted`, which would take them for news from the CRM.
            self._store_admitted(connection, flagged)

    def _unstub(self, connection: str, contact_ids: Collection[str]) -> None:
        """Let stored contacts say what still holds; who they are the CRM tells again."""
        silent = self.opted_out(connection)
        stubs = [one for one in self._contacts(connection, contact_ids) if one.do_not_profile]
        freed = [one.model_copy(update={"do_not_profile": False}) for one in stubs if one.id not in silent]
        self._store_admitted(connection, freed)

    def _contacts(self, connection: str, contact_ids: Collection[str]) -> list[Contact]:
        codec = codec_for(ContactTable)
        columns = [getattr(ContactTable, name) for name in codec.fields]
        query = select(*columns).where(
            ContactTable.connection == connection, ContactTable.id.in_(sorted(set(contact_ids)))
        )
        return [cast(Contact, codec.decode(row)) for row in self._run(query)]

    def _touched(self, connection: str, contact_ids: Collection[str]) -> list[Activity]:
        link, table, codec = ParticipantTable, ActivityTable, codec_for(ActivityTable)
        columns = [getattr(table, name) for name in codec.fields]
        query = (
            select(*columns)
            .join(link, and_(link.connection == table.connection, link.activity_id == table.id))
            .where(link.connection == connection, link.contact_id.in_(sorted(set(contact_ids))))
            .order_by(table.id)
        )
        decoded = [cast(Activity, codec.decode(row)) for row in self._run(query)]
        # Once, whoever of them took part.
        return list({one.id: one for one in decoded}.values())
