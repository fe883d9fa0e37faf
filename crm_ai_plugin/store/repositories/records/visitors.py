"""Which contacts a web tracker may tell of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, select

from ...tables.contacts import ContactTable
from .chunks import chunks
from .silencing import RecordSilencer

_LONGEST = 254
"""Of an address, and of what the index holds of it."""


class Visitors(RecordSilencer):
    """Finds the people behind visits."""

    def hold(self, connection: str) -> None:
        """Let whoever forgets somebody wait until this transaction has ended; call it before the first look."""
        self._tombstones.hold(connection)

    def watchable(self, connection: str, contact_ids: Collection[str]) -> frozenset[str]:
        """Return those of `contact_ids` that are known and may be profiled."""
        table, found = ContactTable, set[str]()
        for some in chunks(contact_ids):
            query = select(table.id).where(
                table.connection == connection, table.do_not_profile.is_(False), table.id.in_(some)
            )
            found.update(self._session.scalars(query))
        return frozenset(found)

    def watchable_at(self, connection: str, emails: Collection[str]) -> Mapping[str, Sequence[str]]:
        """Return by address, in small letters, the ids of the contacts that have it, unless one may not be profiled.

        An address that several contacts share is one mailbox: whoever of them asked to be left alone speaks for it.
        """
        table = ContactTable
        wanted = {one.strip().lower() for one in emails}
        by_address: dict[str, list[str]] = defaultdict(list)
        barred: set[str] = set()
        for some in chunks(wanted):
            address = func.substr(func.lower(table.email), 1, _LONGEST)
            query = select(address, table.id, table.do_not_profile).where(
                table.connection == connection, address.in_(some)
            )
            for found, id_, silent in self._run(query):
                by_address[found].append(id_)
                if silent:
                    barred.add(found)
        return {one: sorted(ids) for one, ids in by_address.items() if one not in barred}
