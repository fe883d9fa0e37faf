"""Leaves nothing of deleted rows in the files of a database."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import cast

from sqlalchemy import Engine

from ..errors import RetryableError


def compact(engine: Engine) -> None:
    """Write SQLite's file anew and cut off its log; clear dead rows of PostgreSQL away.

    Raises:
        RetryableError: somebody reads or writes just now.
    """
    if engine.dialect.name != "sqlite":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as server:
            server.exec_driver_sql("VACUUM")
        return
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
