"""Group commit for the inbox: many request threads, one transaction at a time for all that wait.

Whoever finds nobody committing commits for everybody who waits then, and hands over to the first who came
meanwhile. So a lone request pays for no thread switch, a crowd shares one commit, and there is no thread
that a fork could lose.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Sequence
from typing import Any, Protocol

import psycopg

from ..errors import CrmAiError, RetryableError
from .failures import as_our_error, location
from .repositories.inbox import InboxRow
from .store import Store
from .types import UtcDateTime, clean_text, dump_json

_MOST_PER_COMMIT = 1000
_COLUMNS = ("id", "receiver", "method", "url", "headers", "body", "received_at", "state")


class InboxWriter:
    """Makes deliveries durable. Share one per process; `put` may be called from any thread.

    Args:
        store: Where to.
        power_safe: On SQLite, wait for the disk at each commit. PostgreSQL always does, unless its own
            settings say otherwise.
    """

    # Off by default, because a row survives the death of the process either way. Measured with 2 kB bodies on
    # one virtual disk: a lone `put` takes 0.04 ms without waiting and 0.2 to 4 ms with it (one fsync, and
    # whoever else uses the disk); 32 threads get 7,000 to 11,000 rows/s without and 5,400 to 10,300 with, since
    # they share the fsync. A power cut without it may lose the last moments of the inbox, which the next pull
    # of the CRM makes good; who can't wait for that turns it on or uses PostgreSQL.
    def __init__(self, store: Store, *, power_safe: bool = False) -> None:
        self._target = _target(store, power_safe)
        self._lock = threading.Lock()
        self._waiting: list[_Ticket] = []
        self._committing = False
        self._closed = False
        self._idle = threading.Condition(self._lock)

    def put(self, row: InboxRow) -> None:
        """Return once `row` is committed; an id that is there already is no error.

        Raises:
            RetryableError: not stored, the sender should try again.
            ConfigurationError: not stored, an admin has to act.
        """
        ticket = _Ticket(row)
        with self._lock:
            if self._closed:
                raise RetryableError("the inbox is closed: the server is shutting down", code="inbox_closed")
            self._waiting.append(ticket)
            leads = not self._committing
            self._committing = True
        if not leads:
            ticket.gate.acquire()
            leads = not ticket.settled
        if leads:
            self._commit_all()
        if ticket.failure is not None:
            raise ticket.failure

    def close(self) -> None:
        """Wait until everything that was put is committed; later calls of `put` fail."""
        with self._lock:
            self._closed = True
            self._idle.wait_for(lambda: not self._committing)
        self._target.close()

    def _commit_all(self) -> None:
        """Commit what waits, wake those who put it, pass the lead on."""
        with self._lock:
            batch = self._waiting[:_MOST_PER_COMMIT]
            del self._waiting[:_MOST_PER_COMMIT]
        failure: BaseException | None = None
        try:
            self._target.write([ticket.row for ticket in batch])
        except BaseException as error:  # noqa: BLE001  # whatever it is, everybody who waits must hear of it
            failure = error
        for ticket in batch:
            ticket.settle(failure)
        with self._lock:
            if self._waiting:
                self._waiting[0].gate.release()
            else:
                self._committing = False
                self._idle.notify_all()


class _Ticket:
    """One row, and the gate at which its thread waits for the commit or for the lead."""

    __slots__ = ("failure", "gate", "row", "settled")

    def __init__(self, row: InboxRow) -> None:
        self.row = row
        self.gate = threading.Lock()
        self.gate.acquire()
        self.settled = False
        self.failure: BaseException | None = None

    def settle(self, failure: BaseException | None) -> None:
        if isinstance(failure, CrmAiError):
            # An error of its own for each thread: a traceback belongs to one.
            rebuild, arguments = failure.__reduce__()
            self.failure = rebuild(*arguments)
        elif failure is not None:
            self.failure = RetryableError(
                "the delivery was not stored", code="inbox_failed", detail=type(failure).__name__
            )
        self.settled = True
        self.gate.release()


class _Target(Protocol):
    def write(self, rows: Sequence[InboxRow]) -> None:
        """Insert and commit, in one transaction."""

    def close(self) -> None:
        """Close the connection."""


def _target(store: Store, power_safe: bool) -> _Target:  # noqa: FBT001
    if store.engine.dialect.name == "sqlite":
        return _SqliteTarget(store, "FULL" if power_safe else "NORMAL")
    return _PostgresTarget(store)


class _OwnConnection:
    """A connection outside the pool, opened on first use and again after a failure or a fork."""

    def __init__(self, store: Store) -> None:
        self._engine = store.engine
        self._where = location(store.engine)
        self._connection: Any = None
        self._process = 0
        self._inherited: list[Any] = []

    def _connect(self) -> Any:  # noqa: ANN401  # a driver's connection
        if self._connection is not None and self._process != os.getpid():
            self._inherited.append(self._connection)  # the parent's: must not be closed here
            self._connection = None
        if self._connection is None:
            proxy = self._engine.raw_connection()
            proxy.detach()
            self._connection = proxy.dbapi_connection
            self._process = os.getpid()
        return self._connection

    def close(self) -> None:
        """Close the connection."""
        connection, self._connection = self._connection, None
        if connection is not None and self._process == os.getpid():
            connection.close()


class _SqliteTarget(_OwnConnection):
    _SQL = f"INSERT INTO inbox ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))}) ON CONFLICT DO NOTHING"  # noqa: S608  # names of our own

    def __init__(self, store: Store, synchronous: str) -> None:
        super().__init__(store)
        self._synchronous = synchronous

    def write(self, rows: Sequence[InboxRow]) -> None:
        values = [_values(row, self._time(row)) for row in rows]
        try:
            connection = self._connect()
            connection.execute("BEGIN IMMEDIATE")
            try:
                connection.executemany(self._SQL, values)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            self.close()
            raise as_our_error(error, self._where) or error from None

    def _time(self, row: InboxRow) -> Any:  # noqa: ANN401
        return UtcDateTime().process_bind_param(row.received_at, self._engine.dialect)

    def _connect(self) -> sqlite3.Connection:
        before = self._connection
        connection: sqlite3.Connection = super()._connect()
        if connection is not before:
            connection.execute(f"PRAGMA synchronous = {self._synchronous}")
        return connection


class _PostgresTarget(_OwnConnection):
    _SQL = f"INSERT INTO inbox ({', '.join(_COLUMNS)}) VALUES (%s, %s, %s, %s, %s::jsonb, %s, %s, %s) ON CONFLICT DO NOTHING"  # noqa: S608  # names of our own

    def write(self, rows: Sequence[InboxRow]) -> None:
        values = [_values(row, row.received_at) for row in rows]
        try:
            self._write(values)
        except psycopg.OperationalError:
            # The server may have been restarted while we were idle. Writing twice is harmless: ids are unique.
            self.close()
            try:
                self._write(values)
            except psycopg.Error as error:
                self.close()
                raise as_our_error(error, self._where) or error from None
        except psycopg.Error as error:
            self.close()
            raise as_our_error(error, self._where) or error from None

    def _write(self, values: Sequence[tuple[Any, ...]]) -> None:
        connection: psycopg.Connection[Any] = self._connect()
        with connection.transaction(), connection.cursor() as cursor:
            if len(values) == 1:
                cursor.execute(self._SQL, values[0])
            else:
                cursor.executemany(self._SQL, values)


def _values(row: InboxRow, received_at: Any) -> tuple[Any, ...]:  # noqa: ANN401
    headers = dump_json(dict(row.headers))
    return row.id, row.receiver, row.method, clean_text(row.url), headers, row.body, received_at, row.state
