"""Leaves nothing of deleted rows in the files of a database.

PostgreSQL's plain VACUUM gives the place of dead rows free and leaves their bytes there until something else is
written over them. So the tables that can hold data of people are written anew, with their indexes and what is stored
beside them, and so is what the planner keeps of their values.
"""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any, cast

import psycopg
from sqlalchemy import Connection, Engine, Table

from ..errors import ConfigurationError, PermanentError, RetryableError
from .tables import Base

_KNOWN_OF = """
SELECT known.attname, format_type(held.atttypid, held.atttypmod) FROM pg_stats AS known
JOIN pg_attribute AS held ON held.attrelid = '{0}'::regclass AND held.attname = known.attname
WHERE known.tablename = '{0}' AND known.schemaname = current_schema()
"""
LOCK_WAIT_S = 5
"""How long a table is waited for; whoever comes after waits behind us."""
_TRIES = 4
_PAUSE_S = 0.25
_STATISTICS = "pg_catalog.pg_statistic"
"""Where PostgreSQL keeps frequent values of every column."""


def compact(engine: Engine) -> None:
    """Write SQLite's file anew and cut off its log; write PostgreSQL's tables with data of people anew.

    Raises:
        RetryableError: somebody reads or writes just now, or may still look at the rows as they were.
        PermanentError: PostgreSQL lets only others write a table anew.
    """
    if engine.dialect.name == "sqlite":
        _compact_sqlite(engine)
    else:
        _compact_postgresql(engine)


def tables_of_people() -> Sequence[str]:
    """Return the names of the tables in which data about the customers' people can lie."""
    mapped = [mapper.class_ for mapper in Base.registry.mappers]
    return sorted(cast(Table, one.__table__).name for one in mapped if one.personal_data.of_contacts)


def _compact_sqlite(engine: Engine) -> None:
    # A connection of its own, outside of any transaction, which those of sessions are never sure to be.
    with closing(engine.raw_connection()) as pooled:
        connection = cast(sqlite3.Connection, pooled.driver_connection)
        try:
            connection.execute("VACUUM")
            busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError:
            raise RetryableError("the database is in use", code="database_busy") from None
        if busy:
            raise RetryableError("the database is in use", code="database_busy")


def _compact_postgresql(engine: Engine) -> None:
    refused = []
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as server, _impatient(server):
        for name in (*tables_of_people(), _STATISTICS):
            try:
                allowed = _rewritten(server, name)
                if allowed and name != _STATISTICS:
                    # What the planner knows of old values goes, and is dead in its own table until that follows.
                    _learn_anew(server, name)
            except ConfigurationError:
                allowed = False
            if not allowed:
                refused.append(name)
    if refused:
        raise PermanentError(
            f"PostgreSQL did not let us write anew: {', '.join(refused)}",
            code="database_rewrite_refused",
            hint="let the owner of the database run: VACUUM (FULL, ANALYZE)",
        )


def _rewritten(server: Connection, name: str) -> bool:
    """Write a table anew; returns whether PostgreSQL did it.

    Raises:
        RetryableError: it kept dead rows, because a transaction is open that is older than their death.
    """
    for again in range(_TRIES):
        if again:
            time.sleep(_PAUSE_S * again)
        before = _file(server, name)
        with _dead_rows(server) as kept:
            server.exec_driver_sql(f"VACUUM (FULL, VERBOSE) {name}")
        if _file(server, name) == before:
            return False
        if not any(kept):
            return True
    raise RetryableError(
        "PostgreSQL keeps dead rows for a transaction that is still open",
        code="database_old_transaction",
        detail=name,
    )


def _learn_anew(server: Connection, name: str) -> None:
    """Have the planner learn what the columns of a table hold, and forget what they held."""
    if server.exec_driver_sql(f"SELECT EXISTS (SELECT FROM {name})").scalar():  # noqa: S608  # our own names
        server.exec_driver_sql(f"ANALYZE {name}")
        return
    # Of an empty table PostgreSQL learns nothing and keeps what it knew. Giving a column the type that it has drops
    # that, and changes nothing else.
    for column, kind in server.exec_driver_sql(_KNOWN_OF.format(name)).all():
        server.exec_driver_sql(f'ALTER TABLE {name} ALTER COLUMN "{column}" TYPE {kind}')


def _file(server: Connection, name: str) -> Any:  # noqa: ANN401  # a number that only has to be another one
    return server.exec_driver_sql(f"SELECT pg_relation_filenode('{name}'::regclass)").scalar()


@contextmanager
def _impatient(server: Connection) -> Iterator[None]:
    """Wait for locks briefly, and for the work as long as it takes."""
    server.exec_driver_sql(f"SET lock_timeout = '{LOCK_WAIT_S}s'")
    server.exec_driver_sql("SET statement_timeout = 0")
    try:
        yield
    finally:
        server.exec_driver_sql("RESET lock_timeout")
        server.exec_driver_sql("RESET statement_timeout")


@contextmanager
def _dead_rows(server: Connection) -> Iterator[list[int]]:
    """Collect of how many dead rows PostgreSQL says that it had to keep them."""
    kept: list[int] = []

    def hear(notice: psycopg.errors.Diagnostic) -> None:
        # In whatever language the server speaks, the detail begins with "<n> dead row versions cannot be removed yet".
        number = re.search(r"\d+", notice.message_detail or "")
        if number:
            kept.append(int(number[0]))

    driver = cast("psycopg.Connection[Any]", server.connection.driver_connection)
    driver.add_notice_handler(hear)
    try:
        yield kept
    finally:
        driver.remove_notice_handler(hear)
