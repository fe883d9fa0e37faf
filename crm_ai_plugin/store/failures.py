"""Turns the drivers' errors into ours: one clear line, no DSN, no values."""

from __future__ import annotations

import sqlite3

import psycopg
from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext

from ..errors import ConfigurationError, CrmAiError, PermanentError, RetryableError

UPGRADE_HINT = "run: crm-ai db upgrade"

# Class 28: wrong user or password; 3D000: no such database; 42501: no right; 42P01, 42703: no such table, column.
_SETUP_STATES = {"28000", "28P01", "3D000", "42501", "3F000"}
# A refused connection carries no state.
_SETUP_SIGNS = (
    "authentication failed",
    "no password supplied",
    "pg_hba.conf",
    'FATAL:  role "',
    'FATAL:  database "',
)
_SCHEMA_STATES = {"42P01", "42703"}
# Serialization failure, deadlock, lock not available, statement cancelled, too many connections, out of disk.
_PASSING_STATES = {"40001", "40P01", "55P03", "57014", "53300", "53100", "53200"}


def translate_failures(engine: Engine) -> None:
    """Make everything that runs on `engine` raise errors of :mod:`crm_ai_plugin.errors`."""
    where = location(engine)

    def translate(context: ExceptionContext) -> CrmAiError | None:
        return as_our_error(context.original_exception, where)

    event.listen(engine, "handle_error", translate)


def as_our_error(error: BaseException | None, where: str) -> CrmAiError | None:
    """Return our error for a driver's, or None when it is none of a driver's."""
    if isinstance(error, sqlite3.Error):
        return _from_sqlite(error, where)
    if isinstance(error, psycopg.Error):
        return _from_postgres(error, where)
    return None


def _from_sqlite(error: sqlite3.Error, where: str) -> CrmAiError:
    code = getattr(error, "sqlite_errorname", None) or type(error).__name__
    text = str(error)
    if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return RetryableError(
            f"the database {where} is busy", code="database_busy", detail=code, retry_after=1.0
        )
    if code.startswith("SQLITE_FULL"):
        return RetryableError(f"the disk of the database {where} is full", code="database_full", detail=code)
    if text.startswith(("no such table", "no such column")):
        return _not_set_up(where, code)
    if code.startswith(
        ("SQLITE_CANTOPEN", "SQLITE_NOTADB", "SQLITE_READONLY", "SQLITE_CORRUPT", "SQLITE_PERM")
    ):
        return ConfigurationError(
            f"the database file {where} can't be used: {text}", code="database_unreachable", detail=code
        )
    if code.startswith("SQLITE_IOERR"):
        return RetryableError(
            f"the database file {where} can't be read or written", code="database_io", detail=code
        )
    return _refused(code)


def _from_postgres(error: psycopg.Error, where: str) -> CrmAiError:
    state = error.sqlstate or ""
    text = str(error)
    if state in _SETUP_STATES or any(sign in text for sign in _SETUP_SIGNS):
        return ConfigurationError(
            f"the database {where} does not let us in: check user, password and database name",
            code="database_access",
            detail=state or None,
        )
    if state in _SCHEMA_STATES:
        return _not_set_up(where, state)
    if state in _PASSING_STATES:
        return RetryableError(
            f"the database {where} is busy", code="database_busy", detail=state, retry_after=1.0
        )
    if isinstance(error, psycopg.OperationalError) or state.startswith(("08", "57P")):
        # A connection that breaks may do so after COMMIT was applied; one that never stood can't.
        return RetryableError(
            f"the database {where} can't be reached",
            code="database_unreachable",
            detail=state or None,
            uncertain="connection to server" not in text,
        )
    return _refused(state or type(error).__name__)


def _not_set_up(where: str, detail: str) -> ConfigurationError:
    return ConfigurationError(
        f"the database {where} is not set up for this version ({UPGRADE_HINT})",
        code="database_not_upgraded",
        detail=detail,
        hint=UPGRADE_HINT,
    )


def _refused(detail: str) -> PermanentError:
    return PermanentError(
        f"the database refused a statement ({detail})", code="database_refused", detail=detail
    )


def location(engine: Engine) -> str:
    """Return the database's place for messages, without user and password."""
    url = engine.url
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    host = url.host or url.query.get("host") or "localhost"
    return (
        f"{url.database} at {host if isinstance(host, str) else host[0]}{f':{url.port}' if url.port else ''}"
    )
