"""Schema revisions: Alembic, run from inside the package.

One process upgrades at a time: PostgreSQL by an advisory lock, SQLite by its own write lock, which the
whole upgrade holds, so that on both it happens completely or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from ..errors import ConfigurationError
from .failures import UPGRADE_HINT

_LOCK_KEY = 0x63726D6169  # "crmai": one number per application in PostgreSQL's space of advisory locks


def upgrade(engine: Engine) -> None:
    """Run all migrations the database lacks."""
    config = _config()
    with _alone(engine) as connection:
        current, _ = _revision(connection)
        _refuse_newer(config, current)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def revision(engine: Engine) -> tuple[str | None, str]:
    """Return (revision of the database or None, revision of the code)."""
    with engine.connect() as connection:
        return _revision(connection)


def require_current(engine: Engine) -> None:
    """Raise ConfigurationError unless the database has the code's revision."""
    current, head = revision(engine)
    if current == head:
        return
    _refuse_newer(_config(), current)
    raise ConfigurationError(
        f"the database is at revision {current or 'none'}, this version needs {head} ({UPGRADE_HINT})",
        code="database_not_upgraded",
        hint=UPGRADE_HINT,
    )


def _config() -> Config:
    config = Config()
    # Alembic reads options with configparser, to which a % in the path would mean something.
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config


def _revision(connection: Connection) -> tuple[str | None, str]:
    head = ScriptDirectory.from_config(_config()).get_current_head()
    return MigrationContext.configure(connection).get_current_revision(), head or "none"


def _refuse_newer(config: Config, current: str | None) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if current is not None and current not in known:
        raise ConfigurationError(
            f"the database is at revision {current}, which this version does not know: "
            "it was upgraded by a newer version of the program; upgrade the program too",
            code="database_newer",
        )


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    with engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK_KEY})")
        yield connection
