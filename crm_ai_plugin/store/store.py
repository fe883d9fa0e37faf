"""The store: opens the database, hands out sessions, upgrades the schema."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple, Self

from sqlalchemy import Engine, select

from ..errors import ConfigurationError
from ..ports.clock import Clock, system_clock
from ..privacy.marks import Marker
from . import compaction, schema, vector
from .changes import Listener
from .engine import open_engine
from .guard import GuardedSession, Scope, guard
from .repositories.erasures import MarkerOf
from .repositories.notices import notice_is_due
from .repositories.outbox import delivery_is_due
from .repositories.syncs import sync_is_due
from .repositories.work import work_is_due
from .repositories.workspaces import require_id
from .sessions import SystemSession, WorkspaceSession
from .tables.channels import NoticeTable
from .tables.erasures import ErasureRunTable
from .tables.outbox import OutboxTable
from .tables.syncs import SyncTable
from .tables.work import WorkTable


class DueWork(NamedTuple):
    """A subject of any workspace that can be claimed now."""

    workspace_id: str
    connection: str
    subject_type: str
    subject_id: str


class DueSync(NamedTuple):
    """A connection of any workspace whose sync can be gone on with now."""

    workspace_id: str
    connection: str


class DueDelivery(NamedTuple):
    """A delivery of any workspace that can be claimed now."""

    workspace_id: str
    delivery_id: str


class DueNotice(NamedTuple):
    """A notice of any workspace that can be claimed now."""

    workspace_id: str
    notice_id: str


class DueErasure(NamedTuple):
    """An erasure of any workspace that can be gone on with now."""

    workspace_id: str
    erasure_id: str


class Store:
    """One database. Safe to share between threads, and after a fork."""

    def __init__(self, engine: Engine, clock: Clock = system_clock) -> None:
        self.engine = engine
        self._guarded = guard(engine)
        self._clock = clock
        self.marker_of: MarkerOf = _no_key
        """Makes the marks of people who were forgotten; whoever has the key sets it."""
        self._listeners: list[Listener] = []

    @classmethod
    def open(cls, url: str, clock: Clock = system_clock) -> Self:
        """Return a store on `url`; connects on first use and does not migrate.

        Args:
            url: ``sqlite:///path`` or ``postgresql+psycopg://…``.
            clock: Gives the times that the store itself writes.

        Raises:
            ConfigurationError: another kind of database, or a file that can't be opened.
        """
        return cls(open_engine(url), clock)

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self.engine.dialect.name

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    @contextmanager
    def system(self) -> Iterator[SystemSession]:
        """One transaction on the installation's tables; commits on a clean exit."""
        with GuardedSession(self._guarded, Scope(None)) as session, session.begin():
            yield SystemSession(session, self._clock)

    @contextmanager
    def workspace(self, workspace_id: str) -> Iterator[WorkspaceSession]:
        """One transaction on the rows of a workspace; commits on a clean exit.

        Raises:
            UserInputError: not an id.
        """
        require_id(workspace_id)
        vector.uses_pgvector(self.engine)
        with GuardedSession(self._guarded, Scope(workspace_id)) as session:
            with session.begin():
                yield WorkspaceSession(session, self._clock, self.marker_of, self._tell)
            self._tell(session)

    def listen(self, listener: Listener) -> None:
        """Have `listener` told what the transactions of this process changed, after each is committed."""
        self._listeners.append(listener)

    def _tell(self, session: GuardedSession) -> None:
        changes, session.changes = session.changes, []
        if changes and session.scope.workspace_id is not None:
            for listener in self._listeners:
                listener(session.scope.workspace_id, changes)

    def due_work(self, now: datetime, limit: int) -> Sequence[DueWork]:
        """Return keys of work that can be claimed now, over all workspaces, longest due first.

        With `due_syncs`, `due_deliveries`, `due_notices` and `due_erasures` the only reading across workspaces: keys, for the sweeper, nothing else.
        """
        table = WorkTable
        query = select(table.workspace_id, table.connection, table.subject_type, table.subject_id)
        with self.engine.connect() as connection:
            rows = connection.execute(query.where(work_is_due(now)).order_by(table.due_at).limit(limit))
            return [DueWork(*row) for row in rows]

    def due_syncs(self, now: datetime, limit: int) -> Sequence[DueSync]:
        """Return keys of syncs that can be gone on with now, over all workspaces, longest due first."""
        table = SyncTable
        query = select(table.workspace_id, table.connection)
        with self.engine.connect() as connection:
            rows = connection.execute(query.where(sync_is_due(now)).order_by(table.due_at).limit(limit))
            return [DueSync(*row) for row in rows]

    def due_deliveries(self, now: datetime, limit: int) -> Sequence[DueDelivery]:
        """Return keys of deliveries that can be claimed now, over all workspaces, longest due first."""
        table = OutboxTable
        query = select(table.workspace_id, table.id)
        with self.engine.connect() as connection:
            rows = connection.execute(query.where(delivery_is_due(now)).order_by(table.due_at).limit(limit))
            return [DueDelivery(*row) for row in rows]

    def due_notices(self, now: datetime, limit: int) -> Sequence[DueNotice]:
        """Return keys of notices that can be claimed now, over all workspaces, longest due first."""
        table = NoticeTable
        query = select(table.workspace_id, table.id)
        with self.engine.connect() as connection:
            rows = connection.execute(query.where(notice_is_due(now)).order_by(table.due_at).limit(limit))
            return [DueNotice(*row) for row in rows]

    def due_erasures(self, now: datetime, limit: int) -> Sequence[DueErasure]:
        """Return keys of erasures that can be gone on with now, over all workspaces, longest due first."""
        table = ErasureRunTable
        query = select(table.workspace_id, table.id)
        due = query.where(table.state != "done", table.due_at <= now).order_by(table.due_at).limit(limit)
        with self.engine.connect() as connection:
            return [DueErasure(*row) for row in connection.execute(due)]

    def upgrade(self) -> None:
        """Bring the schema to this version; safe when several processes do it at once.

        Raises:
            ConfigurationError: the database was made by a newer version.
            RetryableError: the database can't be reached, or stays locked.
        """
        schema.upgrade(self.engine)
        vector.adopt(self.engine)

    def compact(self) -> None:
        """Overwrite what the database keeps of deleted rows, as far as it lets us.

        SQLite is written anew and its log cut off; of PostgreSQL, table by table, what can hold data of people. Both
        take as long as the database is large; meanwhile SQLite keeps writers waiting, and PostgreSQL whoever wants
        the table that it is at.

        Raises:
            RetryableError: somebody reads or writes just now, or may still look at the rows as they were.
            PermanentError: PostgreSQL lets only others do it.
        """
        compaction.compact(self.engine)

    @property
    def compares_vectors(self) -> bool:
        """Whether the database itself finds near vectors; else that is done in numpy."""
        return vector.uses_pgvector(self.engine)

    def revision(self) -> tuple[str | None, str]:
        """Return (the database's schema revision or None, this version's)."""
        return schema.revision(self.engine)

    def require_current(self) -> None:
        """Return if the schema is this version's.

        Raises:
            ConfigurationError: it is older (says how to upgrade) or newer.
        """
        schema.require_current(self.engine)


def _no_key(_workspace: str) -> Marker:
    raise ConfigurationError(
        "people were forgotten here, and this program has no key to know them by: it must not store records",
        code="hash_key_missing",
    )
