"""Schema revisions: Alembic, run from inside the package.

One process upgrades at a time: PostgreSQL by an advisory lock, SQLite by its own write lock, which the
whole upgrade holds, so that on both it happens completely or not at all. Whether there is anything to
upgrade is asked at every start, so that is answered without Alembic, which takes long to import, and
without a lock.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect

from ..errors import ConfigurationError
from .engine import BUSY_TIMEOUT_S, UPGRADE_TIMEOUT_S
from .failures import UPGRADE_HINT

if TYPE_CHECKING:
    from alembic.config import Config

_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK_KEY = 0x63726D6169  # "crmai": one number per application in PostgreSQL's space of advisory locks


def upgrade(engine: Engine) -> None:
    """Run all migrations the database lacks."""
    current, head = revision(engine)
    if current == head:
        return
    with _alone(engine) as connection:
        current = _current(connection)
        _refuse_newer(current)
        if current != head:
            _migrate(connection)


def revision(engine: Engine) -> tuple[str | None, str]:
    """Return (revision of the database or None, revision of the code)."""
    with engine.connect() as connection:
        return _current(connection), _known()[-1]


def require_current(engine: Engine) -> None:
    """Raise ConfigurationError unless the database has the code's revision."""
    current, head = revision(engine)
    if current == head:
        return
    _refuse_newer(current)
    raise ConfigurationError(
        f"the database is at revision {current or 'none'}, this version needs {head} ({UPGRADE_HINT})",
        code="database_not_upgraded",
        hint=UPGRADE_HINT,
    )


def _known() -> list[str]:
    """Return the code's revisions, oldest first: migrations are a line, and their files are named by it."""
    return sorted(path.name.partition("_")[0] for path in (_MIGRATIONS / "versions").glob("[0-9]*_*.py"))


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return None if found is None else str(found)


def _migrate(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415

    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _config() -> Config:
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    # Alembic reads options with configparser, to which a % in the path would mean something.
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config


def _refuse_newer(current: str | None) -> None:
    if current is not None and current not in _known():
        raise ConfigurationError(
            f"the database is at revision {current}, which this version does not know: "
            "it was upgraded by a newer version of the program; upgrade the program too",
            code="database_newer",
        )


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    with engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            # Whoever comes second waits for a whole upgrade, which takes longer than any write.
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(UPGRADE_TIMEOUT_S * 1000)}")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(BUSY_TIMEOUT_S * 1000)}")
        else:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK_KEY})")
        yield connection
