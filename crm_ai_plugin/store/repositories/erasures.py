"""Erasures on their way, and the marks of who was forgotten."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Literal, cast

from sqlalchemy import delete, or_, select, update

from ...errors import NotFoundError
from ...ports.clock import Clock
from ...privacy.marks import Marker
from ...privacy.person import Person
from ...privacy.scrubbing import EVERYWHERE, Scrubber
from .. import ids
from ..guard import GuardedSession
from ..tables.erasures import ErasureMarkTable, ErasureRunTable, ErasureTable, HashKeyTable
from .base import Query, Repository

ErasureState = Literal["running", "pending", "done"]
MarkerOf = Callable[[str], Marker]
"""Returns the marker of a workspace."""


@dataclass(frozen=True)
class ErasureRow:
    """An erasure. `sealed` is who is to be forgotten, encrypted; None once everything is done."""

    id: str
    mark: str
    state: ErasureState
    connection: str
    made_by: str
    at: datetime
    due_at: datetime
    attempts: int
    sealed: bytes | None = field(repr=False)
    parts: Sequence[Mapping[str, Any]]
    finished_at: datetime | None = None
    lifted_at: datetime | None = None
    lifted_by: str | None = None


class Erasures(Repository):
    """The erasures of one workspace."""

    def __init__(self, session: GuardedSession, clock: Clock, marker_of: MarkerOf) -> None:
        super().__init__(session, clock)
        self._marker_of = marker_of

    @cached_property
    def marker(self) -> Marker:
        """Makes this workspace's marks.

        Raises:
            ConfigurationError: the key of the hashes can't be had.
        """
        return self._marker_of(cast(str, self._session.scope.workspace_id))

    def add(self, mark: str, connection: str, made_by: str, sealed: bytes) -> str:
        """Begin an erasure; returns its id."""
        now = self._now()
        id_ = ids.new_id("era")
        row: dict[str, Any] = {
            "id": id_,
            "mark": mark,
            "state": "running",
            "connection": connection,
        }
        row |= {"made_by": made_by, "at": now, "due_at": now, "attempts": 0, "sealed": sealed, "parts": []}
        self._run(self._insert(ErasureRunTable), [row])
        return id_

    def get(self, id: str) -> ErasureRow:  # noqa: A002
        """Return one.

        Raises:
            NotFoundError: there is none.
        """
        row = self._run(_rows().where(ErasureRunTable.id == id)).one_or_none()
        if row is None:
            raise NotFoundError(f"there is no erasure {id!r}")
        return ErasureRow(*row)

    def of_mark(self, mark: str) -> Sequence[ErasureRow]:
        """Return the erasures in which a mark was left, newest first; those that were lifted are left out."""
        named = select(ErasureMarkTable.erasure_id).where(ErasureMarkTable.mark == mark)
        table = ErasureRunTable
        query = _rows().where(or_(table.mark == mark, table.id.in_(named)), table.lifted_at.is_(None))
        return [ErasureRow(*row) for row in self._run(query.order_by(table.id.desc()))]

    def list(self, limit: int | None = None) -> Sequence[ErasureRow]:
        """Return erasures, newest first."""
        query = _rows().order_by(ErasureRunTable.id.desc()).limit(limit)
        return [ErasureRow(*row) for row in self._run(query)]

    def claim(self, id: str, until: datetime) -> ErasureRow | None:  # noqa: A002
        """Go on with an erasure, alone until `until`; None when it is done or somebody is at it."""
        table = ErasureRunTable
        mine = update(table).where(table.id == id, table.state != "done", table.due_at <= self._now())
        if self._run(mine.values(due_at=until, attempts=table.attempts + 1)).rowcount == 0:
            return None
        return self.get(id)

    def note(
        self,
        id: str,  # noqa: A002
        parts: Sequence[Mapping[str, Any]],
        state: ErasureState,
        due_at: datetime,
    ) -> None:
        """Write down how far it is; who it is about is forgotten when it is done."""
        values: dict[str, Any] = {"parts": [dict(one) for one in parts], "state": state, "due_at": due_at}
        if state == "done":
            values |= {"sealed": None, "finished_at": self._now()}
        self._run(update(ErasureRunTable).where(ErasureRunTable.id == id).values(**values))

    def seal(self, id: str, sealed: bytes) -> None:  # noqa: A002
        """Put who is to be forgotten, encrypted anew, in place of what was there."""
        table = ErasureRunTable
        mine = update(table).where(table.id == id, table.sealed.is_not(None))
        self._run(mine.values(sealed=sealed))

    def again(self, id: str) -> None:  # noqa: A002
        """Let a waiting erasure go on at once."""
        table = ErasureRunTable
        self._run(update(table).where(table.id == id, table.state == "pending").values(due_at=self._now()))

    def leave_marks(self, id: str, marks: Sequence[tuple[str, str]]) -> None:  # noqa: A002
        """Keep (mark, kind) of somebody for good."""
        rows = [{"erasure_id": id, "mark": mark, "kind": kind} for mark, kind in sorted(set(marks))]
        if rows:
            self._run(self._insert(ErasureMarkTable).on_conflict_do_nothing(), rows)
            self.__dict__.pop("scrubber", None)

    def lift(self, id: str, by: str) -> int:  # noqa: A002
        """Take the marks of an erasure away: whoever it was may come back. Returns how many there were."""
        table = ErasureRunTable
        values = {"lifted_at": self._now(), "lifted_by": by}
        self._run(update(table).where(table.id == id, table.lifted_at.is_(None)).values(**values))
        self.__dict__.pop("scrubber", None)
        return self._run(delete(ErasureMarkTable).where(ErasureMarkTable.erasure_id == id)).rowcount

    @cached_property
    def scrubber(self) -> Scrubber | None:
        """What takes everybody out who was forgotten; None when nobody was.

        Raises:
            ConfigurationError: somebody was, and the key of the hashes can't be had: nothing may be stored.
        """
        rows = self._run(select(ErasureMarkTable.mark, ErasureMarkTable.kind)).all()
        old = self._run(select(ErasureTable.connection, ErasureTable.contact_id)).all()
        if not rows and not old:
            return None
        marks = {mark for mark, _ in rows} | {self.marker.contact(*one) for one in old}
        sizes = {int(kind[4:]) for _, kind in rows if kind.startswith("name")}
        return Scrubber(self.marker, frozenset(marks), tuple(sorted(sizes)))

    def scrubber_for(self, person: Person) -> Scrubber:
        """Return what takes a person out of what is there now: it knows their last name alone, too.

        That is kept of nobody: others of that name may come.
        """
        known = self.scrubber or Scrubber(self.marker, frozenset())
        marks = {mark for mark, _ in person.marks(self.marker)}
        sizes = {*known.sizes, *(len(name) for name in person.names)}
        everywhere = {self.marker.token(EVERYWHERE, word) for word in person.telling}
        return Scrubber(self.marker, known.marks | marks | everywhere, tuple(sorted(sizes)), (EVERYWHERE,))

    def unhashed(self) -> Sequence[tuple[str, str]]:
        """Return (connection, contact) of those who were erased before ids were hashed."""
        table = ErasureTable
        rows = self._run(
            select(table.connection, table.contact_id).order_by(table.connection, table.contact_id)
        )
        return [(row[0], row[1]) for row in rows]

    def drop_unhashed(self) -> None:
        """Forget those ids: marks are kept of them now."""
        self._run(delete(ErasureTable))

    def last_at(self) -> datetime | None:
        """Return when somebody was last forgotten; what was learned before holds them."""
        table = ErasureRunTable
        query = select(table.finished_at).where(table.finished_at.is_not(None))
        found: datetime | None = self._session.scalar(query.order_by(table.finished_at.desc()).limit(1))
        return found


class HashKeys(Repository):
    """The keys of hashes, encrypted."""

    def get(self, name: str) -> bytes | None:
        """Return one."""
        query = select(HashKeyTable.key_encrypted).where(HashKeyTable.name == name)
        found: bytes | None = self._session.scalar(query)
        return found

    def keep(self, name: str, key_encrypted: bytes) -> bytes:
        """Store one unless there is one; returns the one that counts."""
        row = {"name": name, "key_encrypted": key_encrypted, "created_at": self._now()}
        self._run(self._insert(HashKeyTable).on_conflict_do_nothing(), [row])
        found = self.get(name)
        return key_encrypted if found is None else found

    def list(self) -> Sequence[tuple[str, bytes]]:
        """Return (name, encrypted key) of all."""
        rows = self._run(select(HashKeyTable.name, HashKeyTable.key_encrypted).order_by(HashKeyTable.name))
        return [(row[0], row[1]) for row in rows]

    def swap(self, name: str, held: bytes, fresh: bytes) -> bool:
        """Put `fresh` in place of `held`; False when it is another one by now."""
        table = HashKeyTable
        mine = update(table).where(table.name == name, table.key_encrypted == held)
        return self._run(mine.values(key_encrypted=fresh)).rowcount == 1


_COLUMNS = tuple(getattr(ErasureRunTable, name) for name in ErasureRow.__dataclass_fields__)


def _rows() -> Query:
    return select(*_COLUMNS)
