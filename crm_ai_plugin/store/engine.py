"""How the database is opened, so that SQLite and PostgreSQL behave alike.

SQLite is run in autocommit until a transaction first writes, and that write begins with BEGIN IMMEDIATE.
So reads before a write see what is committed at that moment, as under PostgreSQL's READ COMMITTED; readers
never wait for a writer; and no transaction has to turn from reading to writing, which is where SQLite
fails with SQLITE_BUSY whatever the timeout.
"""

from __future__ import annotations

import os
import sqlite3
import time
import weakref
from pathlib import Path
from typing import Any, cast

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry, Pool

from ..errors import ConfigurationError
from ..privacy import HomeFile
from .failures import translate_failures
from .types import dump_json, load_json

UPGRADE_TIMEOUT_S = 120.0
"""How long a process waits for another one that upgrades the schema."""
_RETRY_S = 0.05
DATABASE_FILES = (
    HomeFile(
        "*.db", "the embedded database", personal=True, how="as its tables say; freed pages are overwritten"
    ),
    HomeFile(
        "*.db-wal", "its write-ahead log", personal=True, how="folded in and cut off when somebody was erased"
    ),
    HomeFile("*.db-shm", "an index of the write-ahead log"),
)
BUSY_TIMEOUT_S = 10.0
"""How long a writer waits for another one before it gives up."""

_inherited_pools: list[Pool] = []


def open_engine(url: str) -> Engine:
    """Return an engine for `url`; nothing is connected or changed yet.

    Args:
        url: ``sqlite:///path`` or ``postgresql+psycopg://…`` (``postgresql://`` is taken as the latter).

    Raises:
        ConfigurationError: another database, or not a URL.
    """
    parsed = _parse(url)
    if parsed.get_backend_name() == "sqlite":
        engine = _open_sqlite(parsed)
    else:
        engine = create_engine(
            parsed,
            hide_parameters=True,
            json_serializer=dump_json,
            json_deserializer=load_json,
            pool_size=10,
            max_overflow=20,
            pool_pre_ping=True,  # a restarted server costs one round trip per session, not one failed request each
            # A plan made for any 2,000 ids compares each row with each id; one made for these hashes them.
            connect_args={
                "options": "-c timezone=UTC -c plan_cache_mode=force_custom_plan",
                "connect_timeout": 10,
            },
        )
    translate_failures(engine)
    _forget_connections_in_children(engine)
    return engine


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ConfigurationError(
            "the database URL can't be read; expected sqlite:///path or postgresql+psycopg://user@host/name",
            code="database_url",
        ) from None
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise ConfigurationError("SQLite needs a file: sqlite:///path", code="database_url")
    if parsed.drivername not in ("sqlite", "postgresql+psycopg"):
        raise ConfigurationError(
            f"databases of kind {parsed.drivername!r} are not supported; use sqlite or postgresql+psycopg",
            code="database_url",
        )
    return parsed


def _open_sqlite(url: URL) -> Engine:
    path = Path(str(url.database))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Customers' data: the file must not be readable by others, and SQLite would follow the umask.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise ConfigurationError(
            f"the database file {path} can't be opened: {error.strerror}", code="database_unreachable"
        ) from None
    engine = create_engine(
        url,
        hide_parameters=True,
        json_serializer=dump_json,
        json_deserializer=load_json,
        pool_size=10,
        max_overflow=20,
        connect_args={"isolation_level": None, "timeout": BUSY_TIMEOUT_S, "cached_statements": 256},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "before_cursor_execute", _begin_before_write)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    set_pragmas(cast(sqlite3.Connection, connection))


def set_pragmas(connection: sqlite3.Connection) -> None:
    """Set what every SQLite connection of ours needs."""
    _use_wal(connection)
    # NORMAL: a power cut may lose the last transactions, never the database; the death of a process loses
    # nothing. The inbox writer can be made stricter.
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    # What is deleted is overwritten: who was forgotten must not lie in freed pages.
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA cache_size = -32000")


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch a new file to a write-ahead log; asking first spares every later connection the lock.

    SQLite answers "busy" to this switch without asking its busy handler when another process is about the same, so
    that process is waited for here: it may be in the middle of the first upgrade.
    """
    deadline = time.monotonic() + UPGRADE_TIMEOUT_S
    while connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(_RETRY_S)


def _begin_before_write(
    _conn: Any,  # noqa: ANN401  # SQLAlchemy's event signature
    cursor: Any,  # noqa: ANN401
    statement: str,
    _parameters: Any,  # noqa: ANN401
    context: Any,  # noqa: ANN401
    _executemany: bool,  # noqa: FBT001
) -> None:
    if cursor.connection.in_transaction:
        return
    known_write = context is not None and (context.isinsert or context.isupdate or context.isdelete)
    if known_write or not statement.lstrip()[:7].upper().startswith(("SELECT", "PRAGMA", "BEGIN")):
        cursor.execute("BEGIN IMMEDIATE")


def _forget_connections_in_children(engine: Engine) -> None:
    """Give a forked child connections of its own: two processes on one socket or one SQLite handle corrupt it."""
    if not hasattr(os, "register_at_fork"):
        return
    reference = weakref.ref(engine)

    def forget() -> None:
        inherited = reference()
        if inherited is not None:
            # Kept, so that they are never closed here: closing would end the parent's sessions.
            _inherited_pools.append(inherited.pool)
            inherited.dispose(close=False)

    os.register_at_fork(after_in_child=forget)
