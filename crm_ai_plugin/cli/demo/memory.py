"""Keeps what the first demo of a day has read and learned, so that the next one starts where it stood.

The sandbox's world is made from a seed and a day; the same two give the same CRM. A later demo therefore
pulls only what changed since, as an installation does after a restart.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path

from ... import __version__
from ...privacy import HomeFile

FILES = (
    HomeFile("demo-memory/*.db", "what the demo's sandbox CRM holds: people who were made up"),
    HomeFile("demo-memory/*.partial", "the same, while it is written"),
    HomeFile("demo/*", "the demo's own home, thrown away by the next demo"),
    HomeFile("demo.lock", "that a demo is running"),
)


@dataclass(frozen=True)
class Memory:
    """A copy of the demo's database after its first pull."""

    folder: Path
    crm: str
    seed: int
    day: datetime
    schema: str

    @property
    def path(self) -> Path:
        """The copy; another CRM, world, version or schema has another one."""
        return self.folder / f"{self.crm}-{self.seed}-{self.day:%Y%m%d}-{__version__}-{self.schema}.db"

    def recall(self, database: Path) -> bool:
        """Put the copy in place of `database`; False when there is none that can be read."""
        if not self.path.is_file():
            return False
        try:
            _copy(self.path, database)
        except sqlite3.DatabaseError:
            self.path.unlink(missing_ok=True)
            database.unlink(missing_ok=True)
            return False
        return True

    def keep(self, database: Path) -> None:
        """Copy `database`, replacing the copies of this CRM's other days."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for old in self.folder.glob(f"{self.crm}-*.db"):
            with suppress(OSError):
                old.unlink()
        partial = self.path.with_suffix(".partial")
        partial.unlink(missing_ok=True)
        _copy(database, partial)
        partial.replace(self.path)


def today(now: datetime) -> datetime:
    """Return the beginning of the day, UTC: the present of a world that is the same all day."""
    return datetime.combine(now.date(), time(), tzinfo=UTC)


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target)) as write:
        read.backup(write)
