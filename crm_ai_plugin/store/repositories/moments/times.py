"""Many times at once, without an object for each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

import numpy as np
from sqlalchemy import DateTime, Dialect, Text, TypeDecorator
from sqlalchemy.types import TypeEngine

from ....ports.moments import Floats, days

_WIDTH = len("2026-01-31 23:59:59.123456")
"""What SQLite holds before the offset, which is always that of UTC."""


class TimeAsStored(TypeDecorator[Any]):
    """A moment as the driver hands it over: aware on PostgreSQL, text of a fixed width on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the database's own type."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else DateTime(timezone=True))


def days_as_stored(times: Sequence[str | datetime | None]) -> Floats:
    """Return moments as days since 1970, NaN for None: the very numbers that :func:`days` makes one by one."""
    if not any(isinstance(time, str) for time in times):
        return days(cast("Sequence[datetime | None]", times))
    texts = np.array(["NaT" if time is None else time for time in times], dtype=f"U{_WIDTH}")
    moments = texts.astype("datetime64[us]")
    microseconds = moments.astype(np.int64).astype(float)
    return np.where(np.isnat(moments), np.nan, microseconds / 1e6 / 86_400.0)
