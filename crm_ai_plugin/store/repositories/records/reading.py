"""Reading deals with everything around them, many at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Literal, TypeVar, cast

from sqlalchemy import func, or_, select

from ....errors import ConflictError, NotFoundError
from ....records import (
    Activity,
    Company,
    Contact,
    Deal,
    DealContact,
    DealSnapshot,
    FieldChange,
    LineItem,
    Outcome,
    Owner,
    Record,
    StageChange,
)
from ...tables import RecordTable
from ...tables.activities import ActivityTable
from ...tables.companies import CompanyTable
from ...tables.contacts import ContactTable
from ...tables.deal_contacts import DealContactTable
from ...tables.deals import DealTable
from ...tables.field_changes import FieldChangeTable
from ...tables.owners import OwnerTable
from ...tables.stage_changes import StageChangeTable
from ...tables.visible_kinds import VisibleKindTable
from ..base import Query, Repository
from .codec import codec_for, table_of, tables_by_kind

R = TypeVar("R", bound=Record)
OutcomeFilter = Outcome | Literal["open", "won", "lost", "closed"]

_IDS_PER_QUERY = 2000


class RecordReader(Repository):
    """Reads records of one workspace."""

    def find_deal(self, deal_id: str, connection: str | None = None) -> tuple[str, Deal]:
        """Return (connection, deal).

        Raises:
            NotFoundError: no connection, or not the given one, has that deal.
            ConflictError: several connections have a deal of that id; name one.
        """
        query = select(DealTable.connection).where(DealTable.id == deal_id).order_by(DealTable.connection)
        if connection is not None:
            query = query.where(DealTable.connection == connection)
        found: Sequence[str] = self._session.scalars(query).all()
        if not found:
            raise NotFoundError(f"there is no deal {deal_id!r}")
        if len(found) > 1:
            raise ConflictError(
                f"deal {deal_id!r} exists in several connections: {', '.join(found)}",
                hint="name the connection",
            )
        return found[0], self.fetch(found[0], Deal, [deal_id])[0]

    def fetch(self, connection: str, record: type[R], ids: Sequence[str]) -> Sequence[R]:
        """Return the records of one kind whose first key (id, or deal id) is among `ids`, in no set order."""
        table = table_of(record)
        return self._select(table, connection, table.key[0], ids)

    def not_profiled(self, contact_ids: Sequence[str]) -> frozenset[str]:
        """Return which of these contacts, of any connection, must not be profiled."""
        table = ContactTable
        found: set[str] = set()
        for at in range(0, len(contact_ids), _IDS_PER_QUERY):
            some = contact_ids[at : at + _IDS_PER_QUERY]
            found.update(
                self._session.scalars(select(table.id).where(table.do_not_profile, table.id.in_(some)))
            )
        return frozenset(found)

    def people_named(self, names: Sequence[str]) -> Sequence[Contact]:
        """Return the contacts, of any connection, whose first or last name or address is among `names`, in any case."""
        table = ContactTable
        codec = codec_for(table)
        columns = [getattr(table, name) for name in codec.fields]
        found: dict[tuple[str, str], Contact] = {}
        for some in _forms(names):
            asked = or_(table.last_name.in_(some), table.first_name.in_(some), table.email.in_(some))
            # The database folds the case of ASCII only; the forms have the rest.
            low = sorted({name.lower() for name in some})
            asked = or_(asked, func.lower(table.last_name).in_(low), func.lower(table.email).in_(low))
            for row in self._run(select(table.connection, *columns).where(asked)):
                contact = cast(Contact, codec.decode(row[1:]))
                found[row[0], contact.id] = contact
        return list(found.values())

    def owners_named(self, names: Sequence[str]) -> Sequence[str]:
        """Return those names and addresses of owners that are among `names`, in any case."""
        return self._known(names, (OwnerTable.name, OwnerTable.email))

    def organisations_named(self, names: Sequence[str]) -> Sequence[str]:
        """Return those names of companies and deals that are among `names`, in any case."""
        return self._known(names, (CompanyTable.name, DealTable.name))

    def _known(self, names: Sequence[str], columns: Sequence[Any]) -> Sequence[str]:
        found: set[str] = set()
        for some in _forms(names):
            for column in columns:
                found.update(
                    one for one in self._session.scalars(select(column).where(column.in_(some))) if one
                )
        return sorted(found)

    def deals_related(self, connection: str, type: str, id: str) -> Sequence[str]:  # noqa: A002
        """Return the ids of the open deals that a contact, company or activity belongs to, as far as known."""
        query: Query
        if type == "activity":
            query = select(ActivityTable.deal_id).where(
                ActivityTable.connection == connection, ActivityTable.id == id
            )
        elif type == "contact":
            query = select(DealContactTable.deal_id).where(
                DealContactTable.connection == connection, DealContactTable.contact_id == id
            )
        elif type == "company":
            query = select(DealTable.id).where(DealTable.connection == connection, DealTable.company_id == id)
        else:
            return []
        open_deals = select(DealTable.id).where(
            DealTable.connection == connection,
            DealTable.outcome == Outcome.OPEN.value,
            DealTable.id.in_(query),
        )
        return list(self._session.scalars(open_deals.order_by(DealTable.id)))

    def last_event_at(self, connection: str, before: datetime) -> datetime | None:
        """Return when something last happened in a connection's records, not after `before`; None: nothing did."""
        moments = [
            DealTable.created_at,
            DealTable.closed_at,
            ActivityTable.at,
            StageChangeTable.at,
            FieldChangeTable.at,
        ]
        found = [
            self._session.scalar(
                select(func.max(moment)).where(moment.class_.connection == connection, moment <= before)
            )
            for moment in moments
        ]
        return max((at for at in found if at is not None), default=None)

    def counts(self, connection: str | None = None) -> dict[str, int]:
        """Return how many records of each kind the workspace, or one connection of it, holds."""
        counts = {}
        for kind, table in sorted(tables_by_kind().items()):
            query = select(func.count(table.connection))
            if connection is not None:
                query = query.where(table.connection == connection)
            counts[kind] = self._session.scalar(query) or 0
        return counts

    def visible(self, connection: str) -> frozenset[str]:
        """Return the record and activity types the connection has brought or declared."""
        query = select(VisibleKindTable.kind).where(VisibleKindTable.connection == connection)
        return frozenset(self._session.scalars(query))

    def loss_reasons(self) -> dict[tuple[str, str], str]:
        """Return the stated reason of each lost deal that has one, by (connection, deal id)."""
        table = DealTable
        query = select(table.connection, table.id, table.loss_reason).where(
            table.outcome == Outcome.LOST.value, table.loss_reason.is_not(None)
        )
        return {(row[0], row[1]): row[2] for row in self._run(query)}

    def count_deals(self, outcome: OutcomeFilter) -> int:
        """Return how many deals of that outcome there are."""
        return int(
            self._session.scalar(select(func.count()).select_from(_deal_ids(None, outcome).subquery())) or 0
        )

    def snapshot(self, connection: str, deal_id: str, as_of: datetime) -> DealSnapshot:
        """Return one deal with everything around it.

        Raises:
            NotFoundError: no such deal.
        """
        found = self.snapshot_many(connection, [deal_id], as_of)
        if not found:
            raise NotFoundError(f"there is no deal {deal_id!r} in connection {connection!r}")
        return found[0]

    def snapshots(
        self,
        connection: str | None = None,
        outcome: OutcomeFilter | None = None,
        limit: int | None = None,
        chunk: int = 200,
        as_of: datetime | None = None,
    ) -> Iterator[DealSnapshot]:
        """Yield deals with everything around them, last created first, deals without a date at the end.

        The list of deals is taken at once, each chunk's records when it is reached: use the iterator
        inside the session.
        """
        moment = as_of or self._now()
        rows = self._run(_deal_ids(connection, outcome).limit(limit)).all()
        yield from self.snapshots_of([(row[0], row[1]) for row in rows], moment, chunk)

    def snapshots_of(
        self, deals: Sequence[tuple[str, str]], as_of: datetime | None = None, chunk: int = 200
    ) -> Iterator[DealSnapshot]:
        """Yield the deals named by (connection, id) with everything around them, in that order; none twice."""
        moment = as_of or self._now()
        rows = list(dict.fromkeys(deals))
        for start in range(0, len(rows), chunk):
            part = rows[start : start + chunk]
            by_connection: dict[str, list[str]] = defaultdict(list)
            for name, deal_id in part:
                by_connection[name].append(deal_id)
            found = {
                (name, snapshot.deal.id): snapshot
                for name, ids in by_connection.items()
                for snapshot in self.snapshot_many(name, ids, moment)
            }
            for name, deal_id in part:
                if (name, deal_id) in found:
                    yield found[name, deal_id]

    def deal_ids(self, outcome: OutcomeFilter | None) -> list[tuple[str, str]]:
        """Return (connection, deal id) of every deal of that outcome, or of any, last created first."""
        return [(row[0], row[1]) for row in self._run(_deal_ids(None, outcome))]

    def snapshot_many(self, connection: str, deal_ids: Sequence[str], as_of: datetime) -> list[DealSnapshot]:
        """Return deals with everything around them, in no set order; those that don't exist are left out."""
        deals = self.fetch(connection, Deal, deal_ids)
        people = _by_deal(self.fetch(connection, DealContact, deal_ids))
        stages = _by_deal(self.fetch(connection, StageChange, deal_ids))
        fields = _by_deal(self.fetch(connection, FieldChange, deal_ids))
        items = _by_deal(self.fetch(connection, LineItem, deal_ids))
        touches = _by_deal(self._select(table_of(Activity), connection, "deal_id", deal_ids))
        companies = self._by_id(connection, Company, {deal.company_id for deal in deals})
        owners = self._by_id(connection, Owner, {deal.owner_id for deal in deals})
        contacts = self._by_id(
            connection, Contact, {link.contact_id for links in people.values() for link in links}
        )
        visible = self.visible(connection)
        snapshots = []
        for deal in deals:
            links = sorted(people.get(deal.id, ()), key=lambda link: link.contact_id)
            snapshots.append(
                DealSnapshot.model_construct(
                    connection=connection,
                    as_of=as_of,
                    deal=deal,
                    company=companies.get(deal.company_id),
                    owner=owners.get(deal.owner_id),
                    contacts=tuple(
                        contacts[link.contact_id] for link in links if link.contact_id in contacts
                    ),
                    deal_contacts=tuple(links),
                    activities=tuple(sorted(touches.get(deal.id, ()), key=lambda item: (item.at, item.id))),
                    stage_changes=tuple(sorted(stages.get(deal.id, ()), key=lambda item: (item.at, item.id))),
                    field_changes=tuple(sorted(fields.get(deal.id, ()), key=lambda item: (item.at, item.id))),
                    line_items=tuple(sorted(items.get(deal.id, ()), key=lambda item: item.product)),
                    visible=visible,
                )
            )
        return snapshots

    def _by_id(self, connection: str, record: type[R], ids: set[str | None]) -> dict[str | None, R]:
        wanted = sorted(name for name in ids if name is not None)
        return {cast(Any, item).id: item for item in self.fetch(connection, record, wanted)}

    def _select(
        self, table: type[RecordTable], connection: str, column: str, ids: Sequence[str]
    ) -> list[Any]:
        codec = codec_for(table)
        columns = [getattr(table, name) for name in codec.fields]
        found: list[Any] = []
        for start in range(0, len(ids), _IDS_PER_QUERY):
            query = select(*columns).where(
                table.connection == connection,
                getattr(table, column).in_(ids[start : start + _IDS_PER_QUERY]),
            )
            found.extend(codec.decode(row) for row in self._run(query))
        return found


def _deal_ids(connection: str | None, outcome: OutcomeFilter | None) -> Query:
    table = DealTable
    query = select(table.connection, table.id).order_by(
        table.created_at.desc().nulls_last(), table.connection, table.id
    )
    if connection is not None:
        query = query.where(table.connection == connection)
    if outcome == "closed":
        return query.where(table.outcome != Outcome.OPEN.value)
    return query if outcome is None else query.where(table.outcome == Outcome(outcome).value)


def _by_deal(records: Sequence[R]) -> dict[str, list[R]]:
    grouped: dict[str, list[R]] = defaultdict(list)
    for record in records:
        grouped[cast(Any, record).deal_id].append(record)
    return grouped


def _forms(names: Sequence[str]) -> Iterator[list[str]]:
    """Yield names as written, in small letters, in capitals and with a capital each, a few at a time."""
    forms = sorted({form for name in names for form in (name, name.lower(), name.upper(), name.title())})
    for at in range(0, len(forms), _IDS_PER_QUERY):
        yield forms[at : at + _IDS_PER_QUERY]
