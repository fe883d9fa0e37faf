"""Bulk, idempotent writing of records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from operator import itemgetter
from typing import Any, NamedTuple, cast

from sqlalchemy import delete, select

from ....records import Activity, ActivityType, DealSnapshot, Record, RecordType
from ...tables import Base, RecordTable
from ...tables.activities import ActivityTable
from ...tables.deal_moments import DealMomentTable
from ...tables.participants import ParticipantTable
from ...tables.visible_kinds import VisibleKindTable
from ..base import Repository
from .codec import Codec, Key, Row, codec_for, digest, table_of, tables_by_kind
from .tombstones import Tombstones

_CHUNK = 2000
"""Rows per statement: enough to make the statement's own cost vanish, below SQLite's limit of variables."""

_DEAL_CHILDREN: tuple[RecordType, ...] = (
    "deal_contact",
    "activity",
    "stage_change",
    "field_change",
    "line_item",
)


class UpsertCounts(NamedTuple):
    """What an upsert did, one count per given record."""

    inserted: int
    updated: int
    unchanged: int


@dataclass
class _Tally:
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    by_kind: dict[str, list[int]] = field(default_factory=dict)
    deals: set[str] = field(default_factory=set)


class PageCounts(NamedTuple):
    """What storing a page did: by kind what was new and what had changed, and to which deals it happened."""

    added: dict[str, int]
    changed: dict[str, int]
    deals: frozenset[str]


class RecordWriter(Repository):
    """Writes records of one workspace."""

    @cached_property
    def _tombstones(self) -> Tombstones:
        return Tombstones(self._session, self._clock)

    def upsert(
        self, connection: str, records: Sequence[Record], read_at: datetime | None = None
    ) -> UpsertCounts:
        """Store records of any kinds; what is stored already with the same content is left alone.

        With `read_at`, when the reading that brought them began, what was found gone since then is left out
        (and not counted).

        A record given twice counts twice, and the later one stays. Text loses NUL characters and lone
        surrogates, numbers that are not finite and integers beyond 64 bits become None: PostgreSQL and
        JSON can't hold them, and one such field must not cost the page.
        """
        tally = self._store(connection, records, read_at)
        return UpsertCounts(tally.inserted, tally.updated, tally.unchanged)

    def store_page(self, connection: str, records: Sequence[Record], read_at: datetime) -> PageCounts:
        """Store records as `upsert` does, and tell what that changed."""
        tally = self._store(connection, records, read_at)
        return PageCounts(
            {kind: added for kind, (added, _) in tally.by_kind.items()},
            {kind: changed for kind, (_, changed) in tally.by_kind.items()},
            frozenset(tally.deals),
        )

    def _store(self, connection: str, records: Sequence[Record], read_at: datetime | None) -> _Tally:
        if read_at is not None:
            records = self._tombstones.living(connection, records, read_at)
        return self._store_admitted(connection, self._admitted(connection, records))

    def _store_admitted(self, connection: str, records: Sequence[Record]) -> _Tally:
        by_table: dict[type[RecordTable], list[Record]] = defaultdict(list)
        for record in records:
            by_table[table_of(type(record))].append(record)
        tally = _Tally()
        for table, group in sorted(by_table.items(), key=lambda item: item[0].kind):
            for start in range(0, len(group), _CHUNK):
                self._upsert_chunk(codec_for(table), connection, group[start : start + _CHUNK], tally)
        self.declare_visible(connection, _kinds(records))
        return tally

    def _admitted(self, connection: str, records: Sequence[Record]) -> Sequence[Record]:
        """Return what may be stored of `records`."""
        del connection
        return records

    def replace_deal(self, connection: str, snapshot: DealSnapshot) -> UpsertCounts:
        """Store a deal with everything around it, and delete what is gone from it.

        Gone are people, touchpoints and products that the snapshot could see (`visible`; empty means all)
        and does not hold. History is never deleted: CRMs deliver only the latest part of it.
        """
        around: list[Record] = [snapshot.deal, *(part for part in (snapshot.company, snapshot.owner) if part)]
        children: list[Record] = [
            *snapshot.deal_contacts,
            *snapshot.activities,
            *snapshot.line_items,
            *snapshot.stage_changes,
            *snapshot.field_changes,
        ]
        counts = self.upsert(connection, [*around, *snapshot.contacts, *children], snapshot.as_of)
        self.declare_visible(connection, snapshot.visible)
        for kind in ("deal_contact", "activity", "line_item"):
            self._delete_gone(connection, snapshot, tables_by_kind()[kind], children)
        return counts

    def delete(
        self,
        connection: str,
        type: RecordType,  # noqa: A002
        ids: Iterable[str],
        read_at: datetime | None = None,
    ) -> int:
        """Delete records by id; a deal takes its people, touchpoints, products and history with it.

        Ids of kinds without one of their own are ``deal:contact`` for deal_contact, else `record.id`.
        They don't come back out of anything that was read before `read_at`, when the reading began that
        showed them gone (None: now).

        Returns:
            How many records of that kind were deleted.
        """
        table = tables_by_kind()[type]
        deleted = 0
        gone = list(ids)
        if gone:
            self._tombstones.put(connection, type, gone, read_at or self._now())
        for chunk in _chunks(gone):
            deleted += self._run(
                delete(table).where(table.connection == connection, _named(table, chunk))
            ).rowcount
            if type == "deal":
                for kind in _DEAL_CHILDREN:
                    child = tables_by_kind()[kind]
                    self._run(
                        delete(child).where(
                            child.connection == connection, _column(child, "deal_id").in_(chunk)
                        )
                    )
                self._forget_moments(connection, chunk)
        return deleted

    def delete_keys(
        self,
        connection: str,
        type: RecordType,  # noqa: A002
        keys: Sequence[Key],
        read_at: datetime,
    ) -> int:
        """Delete records by the keys of their rows, as `delete` does by ids; returns how many."""
        table = tables_by_kind()[type]
        if "digest" not in table.key:
            return self.delete(connection, type, [":".join(key) for key in keys], read_at)
        deleted = 0
        for deal_id, name in keys:
            row = (table.connection == connection, _column(table, "deal_id") == deal_id)
            deleted += self._run(delete(table).where(*row, _column(table, "digest") == name)).rowcount
        return deleted

    def prune_tombstones(self, before: datetime) -> int:
        """Forget what was found gone before `before`, when nothing read earlier can be under way any more."""
        return self._tombstones.prune(before)

    def declare_visible(self, connection: str, kinds: Iterable[str]) -> None:
        """Note that the connection can deliver these record or activity types, even if it holds none."""
        rows = [{"connection": connection, "kind": kind} for kind in sorted(set(kinds))]
        if rows:
            self._run(self._insert(VisibleKindTable).on_conflict_do_nothing(), rows)

    def _forget_moments(self, connection: str, deal_ids: Sequence[str]) -> None:
        """Delete what was measured on deals that are gone, or that are to be measured without somebody."""
        moments = DealMomentTable
        for chunk in _chunks(list(deal_ids)):
            self._run(delete(moments).where(moments.connection == connection, moments.deal_id.in_(chunk)))

    def _upsert_chunk(self, codec: Codec, connection: str, records: Sequence[Record], tally: _Tally) -> None:
        encoded = [codec.encode(record) for record in records]
        known = self._hashes(codec, connection, {key[0] for key, _, _ in encoded})
        changed: dict[Key, Row] = {}
        stored = frozenset(known)
        for key, content, row in encoded:
            before = known.get(key)
            if before == content:
                tally.unchanged += 1
                continue
            if before is None:
                tally.inserted += 1
            else:
                tally.updated += 1
            tally.by_kind.setdefault(codec.table.kind, [0, 0])[before is not None] += 1
            if (deal := row["id"] if codec.table.kind == "deal" else row.get("deal_id")) is not None:
                tally.deals.add(deal)
            known[key] = content
            row["connection"] = connection
            changed[key] = row
        if changed:
            # In one order everywhere: two workers with the same records would otherwise lock each other out.
            self._run(self._upsert_statement(codec), [row for _, row in sorted(changed.items(), key=_first)])
            if codec.table is ActivityTable:
                self._link_people(connection, changed, stored)

    def _link_people(self, connection: str, changed: Mapping[Key, Row], stored: Collection[Key]) -> None:
        """Keep who took part in step with the touchpoints that say so."""
        table = ParticipantTable
        again = sorted(key[0] for key in changed if key in stored)
        if again:
            self._run(delete(table).where(table.connection == connection, table.activity_id.in_(again)))
        rows = [
            {
                "connection": connection,
                "activity_id": key[0],
                "contact_id": contact_id,
                "at": row["at"],
                "visit": row["type"] == ActivityType.WEB.value,
            }
            for key, row in sorted(changed.items(), key=_first)
            for contact_id in sorted(set(row["contact_ids"]))
        ]
        if rows:
            self._run(self._insert(table).on_conflict_do_nothing(), rows)

    def _hashes(self, codec: Codec, connection: str, first_keys: set[str]) -> dict[Key, int]:
        table = codec.table
        columns = [_column(table, name) for name in table.key]
        query = select(*columns, table.content_hash).where(
            table.connection == connection, columns[0].in_(sorted(first_keys))
        )
        return {tuple(row[:-1]): row[-1] for row in self._run(query)}

    def _upsert_statement(self, codec: Codec) -> Any:  # noqa: ANN401  # a dialect's INSERT
        table = codec.table
        key = ("workspace_id", "connection", *table.key)
        insert = self._insert(cast("type[Base]", table))
        names = {*codec.fields, "content_hash"} - set(key)
        return insert.on_conflict_do_update(
            index_elements=list(key), set_={name: insert.excluded[name] for name in sorted(names)}
        )

    def _delete_gone(
        self, connection: str, snapshot: DealSnapshot, table: type[RecordTable], children: Sequence[Record]
    ) -> None:
        conditions = [table.connection == connection, _column(table, "deal_id") == snapshot.deal.id]
        if table.kind == "activity":
            if snapshot.visible:
                conditions.append(_column(table, "type").in_(sorted(snapshot.visible)))
        elif snapshot.visible and table.kind not in snapshot.visible:
            return
        codec = codec_for(table)
        present = {codec.encode(child)[0] for child in children if isinstance(child, table.record)}
        columns = [_column(table, name) for name in table.key]
        stored = {tuple(row) for row in self._run(select(*columns).where(*conditions))}
        gone = sorted(key[-1] for key in stored - present)
        if gone and table.kind != "line_item":  # of which only a digest of the id is known here
            prefix = "" if table.kind == "activity" else f"{snapshot.deal.id}:"
            self._tombstones.put(connection, table.kind, [prefix + one for one in gone], snapshot.as_of)
        for chunk in _chunks(gone):
            self._run(delete(table).where(*conditions, columns[-1].in_(chunk)))


_first = itemgetter(0)


def _kinds(records: Sequence[Record]) -> set[str]:
    kinds: set[str] = {table_of(kind).kind for kind in {type(record) for record in records}}
    kinds |= {record.type.value for record in records if isinstance(record, Activity)}
    return kinds - {"deal", "activity"}


def _named(table: type[RecordTable], ids: Sequence[str]) -> Any:  # noqa: ANN401  # a condition
    if table.key == ("deal_id", "contact_id"):
        return (_column(table, "deal_id") + ":" + _column(table, "contact_id")).in_(ids)
    if "digest" in table.key:
        return _column(table, "digest").in_([digest(name) for name in ids])
    return _column(table, table.key[0]).in_(ids)


def _column(table: type[RecordTable], name: str) -> Any:  # noqa: ANN401  # an instrumented attribute
    return getattr(table, name)


def _chunks(items: list[str]) -> Iterator[list[str]]:
    return (items[start : start + _CHUNK] for start in range(0, len(items), _CHUNK))
