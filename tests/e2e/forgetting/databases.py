"""A database of one's own whose bytes can be looked at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, create_engine

from crm_ai_plugin.store import Store
from crm_ai_plugin.store.tables import Base
from tests.fixtures.servers import Postgres, postgres_server

from .traces import files_below

Files = Iterator[tuple[str, bytes]]
"""(name, bytes) of each."""


class Database(Protocol):
    """Where rows lie."""

    @property
    def url(self) -> str:
        """Where it is."""

    def settle(self) -> None:
        """Have everything written to files, as it is in the end, with what a busy database would know of its rows."""

    def bytes(self) -> Files:
        """Yield the files as they are now, log included."""

    def journal(self) -> Files:
        """Yield what is left of the write-ahead log once PostgreSQL has put it away."""


@dataclass
class Sqlite:
    """A file."""

    url: str

    def settle(self) -> None:
        """There is nothing to wait for."""

    def bytes(self) -> Files:
        """The file and what lies beside it."""
        for suffix in ("", "-wal", "-shm"):
            file = Path(f"{self.url.removeprefix('sqlite:///')}{suffix}")
            if file.exists():
                yield file.name, file.read_bytes()

    def journal(self) -> Files:
        """Its log is one of its files."""
        yield from ()


@dataclass
class Server:
    """A PostgreSQL server and a database in it."""

    server: Postgres
    name: str

    @property
    def url(self) -> str:
        return self.server.url(self.name)

    def settle(self) -> None:
        """Let it keep statistics, which hold frequent values, and write all pages."""
        self.server.run(self.name, "ANALYZE", "CHECKPOINT")

    def bytes(self) -> Files:
        """All of the server's files, whatever they are for, and its log."""
        relations = self._relations()
        for path, held in files_below(self.server.data, but=("pg_wal",)):
            yield f"{path} {relations.get(Path(path).stem, '')}".strip(), held
        yield "log", self.server.log.read_bytes()

    def _relations(self) -> dict[str, str]:
        """Names of tables and indexes by the names of their files, for whoever reads what was found."""
        engine = create_engine(self.url)
        question = (
            "SELECT pg_relation_filenode(oid)::text, relname FROM pg_class WHERE relkind IN ('r', 'i', 't')"
        )
        with engine.connect() as connection:
            found = {str(file): str(name) for file, name in connection.exec_driver_sql(question)}
        engine.dispose()
        return found

    def journal(self) -> Files:
        """Two checkpoints on, segments that nobody needs are gone where they are not used again."""
        for _ in range(2):
            self.server.run(self.name, "SELECT pg_switch_wal()", "CHECKPOINT")
        yield from files_below(self.server.data / "pg_wal")


@contextmanager
def postgresql() -> Iterator[Server]:
    """Run a server with a migrated database, in which no value is packed."""
    with postgres_server("-c", "wal_recycle=off", "-c", "min_wal_size=32MB") as server:
        name = server.create()
        store = Store.open(server.url(name))
        store.upgrade()
        store.close()
        engine = create_engine(server.url(name))
        with engine.begin() as connection:
            _unpack(connection)
        engine.dispose()
        yield Server(server, name)


def _unpack(connection: Connection) -> None:
    for table in Base.metadata.sorted_tables:
        question = (
            "SELECT attname FROM pg_attribute WHERE attnum > 0 AND attstorage IN ('x', 'm')"
            f" AND attrelid = '{table.name}'::regclass"
        )
        for (column,) in connection.exec_driver_sql(question).all():
            connection.exec_driver_sql(
                f'ALTER TABLE "{table.name}" ALTER COLUMN "{column}" SET STORAGE EXTERNAL'
            )
