"""What repositories stand on."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, cast

from sqlalchemy import CursorResult, Select, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import Insert
from sqlalchemy.util import immutabledict

from ...ports.clock import Clock
from ..changes import Change
from ..guard import GuardedSession
from ..tables import Base

Rows = CursorResult[*tuple[Any, ...]]
Query = Select[*tuple[Any, ...]]


class Repository:
    """Holds the session and the clock; each subclass owns one aggregate."""

    def __init__(self, session: GuardedSession, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    def _now(self) -> datetime:
        return self._clock()

    def _changed(self, what: Literal["insight", "work", "sync"], connection: str, **data: object) -> None:
        """Have it told once it is committed."""
        self._session.changes.append(Change(what, connection, data))

    @property
    def _dialect(self) -> str:
        return self._session.get_bind().dialect.name

    def _insert(self, table: type[Base]) -> Insert:
        return insert_into(self._dialect, table)

    def _insert_new(self, table: type[Base], row: dict[str, Any]) -> bool:
        """Insert a row; return False when one with the same key, or another unique value, is there."""
        first_key = next(iter(cast(Table, table.__table__).primary_key))
        statement = self._insert(table).on_conflict_do_nothing().returning(first_key)
        return self._run(statement, row).first() is not None

    def _run(self, statement: Any, rows: Any = None) -> Rows:  # noqa: ANN401  # one row, many or none
        result = self._session.execute(statement, rows, execution_options=_OPTIONS)
        return cast("Rows", result)


def insert_into(dialect: str, table: type[Base]) -> Insert:
    """Return an INSERT that knows ON CONFLICT. Both dialects' constructs have the same methods."""
    target = cast(Table, table.__table__)
    return cast(Insert, sqlite.insert(target)) if dialect == "sqlite" else postgresql.insert(target)


# Sessions hold no objects that an UPDATE would have to be carried over to.
_OPTIONS = immutabledict({"synchronize_session": False})
