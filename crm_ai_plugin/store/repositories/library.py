"""Claims and answer templates of a workspace, by version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select, update

from ..tables import Base
from ..tables.library import LibraryEntryTable, LibraryTable, LibraryVersionTable
from .base import Repository

_AT_ONCE = 500


@dataclass(frozen=True)
class LibraryEntryRow:
    """One claim or template; see the table for what the parts mean."""

    id: str
    kind: str
    created_at: datetime
    latest: int
    in_use: int | None = None
    retired_at: datetime | None = None


@dataclass(frozen=True)
class LibraryVersionRow:
    """One version of an entry."""

    entry_id: str
    number: int
    content: Mapping[str, Any]
    digest: str
    owner: str
    state: str
    author: str
    at: datetime
    note: str = ""
    submitted_by: str | None = None
    submitted_at: datetime | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    decision_note: str = ""
    review_at: datetime | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True)
class LibraryHead:
    """An entry with its newest version and the one in use; often they are the same."""

    entry: LibraryEntryRow
    latest: LibraryVersionRow
    in_use: LibraryVersionRow | None


@dataclass(frozen=True)
class LibraryState:
    """How often a library was changed, and whether authors may approve what they wrote."""

    turn: int = 0
    own_approval: bool = False


@dataclass(frozen=True)
class LibraryChange:
    """What to store of one entry; `versions` are the new and the changed ones."""

    entry: LibraryEntryRow
    versions: Sequence[LibraryVersionRow] = field(default_factory=tuple)


class Libraries(Repository):
    """The library of one workspace."""

    def state(self) -> LibraryState:
        """Return how often it was changed; that of a workspace without library is 0."""
        row = self._run(select(LibraryTable.turn, LibraryTable.own_approval)).one_or_none()
        return LibraryState(*row) if row else LibraryState()

    def begin(self) -> int:
        """Begin a change and return its number. Whoever else begins one waits until this transaction ends.

        So call it first: what is read afterwards stays as it is until the change is stored.
        """
        statement = self._insert(LibraryTable).on_conflict_do_update(
            index_elements=["workspace_id"], set_={"turn": LibraryTable.turn + 1}
        )
        self._run(statement, [{"turn": 1, "own_approval": False}])
        return self.state().turn

    def allow_own_approval(self, *, allowed: bool) -> None:
        """Let authors approve what they wrote, or not; call `begin` before."""
        self._run(update(LibraryTable).values(own_approval=allowed))

    def save(self, changes: Sequence[LibraryChange], turn: int) -> None:
        """Store entries and versions as part of the change that `begin` numbered."""
        entries = [vars(one.entry) | {"turn": turn} for one in changes]
        self._put(LibraryEntryTable, ("workspace_id", "id"), entries)
        versions = [dict(vars(version)) for one in changes for version in one.versions]
        self._put(LibraryVersionTable, ("workspace_id", "entry_id", "number"), versions)

    def _put(self, table: type[Base], keys: Sequence[str], rows: Sequence[dict[str, Any]]) -> None:
        if not rows:
            return
        statement = self._insert(table)
        changed = {name: getattr(statement.excluded, name) for name in rows[0] if name not in keys}
        statement = statement.on_conflict_do_update(index_elements=keys, set_=changed)
        for at in range(0, len(rows), _AT_ONCE):
            self._run(statement, rows[at : at + _AT_ONCE])

    def get(self, id: str) -> LibraryHead | None:  # noqa: A002
        """Return one entry."""
        return next(iter(self._heads(LibraryEntryTable.id == id)), None)

    def heads(
        self, *, kind: str | None = None, since: int = 0, after: str = "", limit: int | None = None
    ) -> Sequence[LibraryHead]:
        """Return entries by id: of one kind if named, changed after a turn if given; with a limit, those behind `after`."""
        entries = LibraryEntryTable
        wanted = [entries.turn > since]
        if kind is not None:
            wanted.append(entries.kind == kind)
        if limit is None:
            return self._heads(*wanted)
        page = select(entries.id).where(entries.id > after, *wanted).order_by(entries.id).limit(limit)
        ids = list(self._session.scalars(page))
        return self._heads(entries.id.in_(ids)) if ids else []

    def count(self) -> int:
        """Return how many entries there are."""
        return self._session.scalar(select(func.count()).select_from(LibraryEntryTable)) or 0

    def due(self, before: datetime) -> Sequence[LibraryHead]:
        """Return entries whose version in use is to be reviewed, or expires, before a moment."""
        table = LibraryVersionTable
        query = (
            select(table.entry_id)
            .join(LibraryEntryTable, LibraryEntryTable.id == table.entry_id)
            .where(
                LibraryEntryTable.in_use == table.number,
                or_(table.review_at < before, table.expires_at < before),
            )
        )
        ids = list(self._session.scalars(query))
        return self._heads(LibraryEntryTable.id.in_(ids)) if ids else []

    def versions(self, id: str) -> Sequence[LibraryVersionRow]:  # noqa: A002
        """Return all versions of an entry, newest first."""
        query = select(*_VERSION).where(LibraryVersionTable.entry_id == id)
        return [
            LibraryVersionRow(*row) for row in self._run(query.order_by(LibraryVersionTable.number.desc()))
        ]

    def _heads(self, *wanted: Any) -> list[LibraryHead]:  # noqa: ANN401  # conditions on entries
        # No range of ids among them: SQLite would carry it over to the versions and read all of them for each entry.
        entries = LibraryEntryTable
        query = (
            select(*_ENTRY, *_VERSION)
            .join(LibraryVersionTable, LibraryVersionTable.entry_id == entries.id)
            .where(
                LibraryVersionTable.number.in_(
                    (entries.latest, func.coalesce(entries.in_use, entries.latest))
                ),
                *wanted,
            )
            .order_by(entries.id)
        )
        split = len(_ENTRY)
        found: dict[str, tuple[LibraryEntryRow, dict[int, LibraryVersionRow]]] = {}
        for row in self._run(query):
            entry = LibraryEntryRow(*row[:split])
            version = LibraryVersionRow(*row[split:])
            found.setdefault(entry.id, (entry, {}))[1][version.number] = version
        return [
            LibraryHead(entry, versions[entry.latest], versions.get(entry.in_use) if entry.in_use else None)
            for entry, versions in found.values()
        ]


_ENTRY = tuple(getattr(LibraryEntryTable, name) for name in LibraryEntryRow.__dataclass_fields__)
_VERSION = tuple(getattr(LibraryVersionTable, name) for name in LibraryVersionRow.__dataclass_fields__)
