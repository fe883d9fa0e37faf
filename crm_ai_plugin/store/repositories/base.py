"""What repositories stand on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import Insert

from ...ports.clock import Clock
from ..guard import GuardedSession
from ..tables import Base


class Repository:
    """Holds the session and the clock; each subclass owns one aggregate."""

    def __init__(self, session: GuardedSession, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    def _now(self) -> datetime:
        return self._clock()

    def _insert(self, table: type[Base]) -> Insert:
        """Return an INSERT that knows ON CONFLICT. Both dialects' constructs have the same methods."""
        target = cast(Table, table.__table__)
        if self._session.get_bind().dialect.name == "sqlite":
            return cast(Insert, sqlite.insert(target))
        return postgresql.insert(target)

    def _run(self, statement: Any, rows: Sequence[dict[str, Any]] | None = None) -> CursorResult[Any]:  # noqa: ANN401
        return cast("CursorResult[Any]", self._session.execute(statement, rows))
