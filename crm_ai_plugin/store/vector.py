"""A column of numbers that texts are compared by: pgvector's type on PostgreSQL, packed bytes where there is none.

On PostgreSQL without the extension the column is ``bytea``; then, as on SQLite, rows are compared in numpy. Which it
is stands in the database, is looked up once per engine, and changes only when :func:`adopt` changes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Dialect, Engine, LargeBinary, TypeDecorator, text
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine, UserDefinedType

Vector = NDArray[np.float32]
_KNOWN = "crm_ai_pgvector"


class PgVector(UserDefinedType[Any]):
    """pgvector's own type; no length, because models differ in theirs and the model stands beside each vector."""

    cache_ok = True

    def __init__(self, *_: Any) -> None:  # noqa: ANN401  # a length, where reflection finds one
        super().__init__()

    def get_col_spec(self, **_: Any) -> str:  # noqa: ANN401
        """Return the type's name."""
        return "vector"


ischema_names["vector"] = PgVector  # so that SQLAlchemy knows the column when it looks at the schema


class Embedding(TypeDecorator[Vector]):
    """Single-precision numbers."""

    impl = LargeBinary
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the database's own type."""
        return dialect.type_descriptor(LargeBinary() if dialect.name == "sqlite" else PgVector())

    def process_bind_param(self, value: Vector | None, dialect: Dialect) -> bytes | str | None:
        """Return what the driver is given."""
        if value is None:
            return None
        return as_text(value) if is_pgvector(dialect) else value.astype("<f4").tobytes()

    def process_result_value(self, value: Any, dialect: Dialect) -> Vector | None:  # noqa: ANN401
        """Return the numbers."""
        if value is None:
            return None
        if isinstance(value, str):
            return np.array(value.strip("[]").split(","), dtype=np.float32)
        return np.frombuffer(value, dtype="<f4")


def as_text(vector: Vector | Sequence[float]) -> str:
    """Return a vector as pgvector reads it, exact to the last bit."""
    return "[" + ",".join(repr(float(number)) for number in vector) + "]"


def is_pgvector(dialect: Dialect) -> bool:
    """Return whether the database is known to compare vectors itself; `uses_pgvector` finds out."""
    return bool(getattr(dialect, _KNOWN, False))


def uses_pgvector(engine: Engine) -> bool:
    """Return whether the database compares vectors itself; asked once, before a session binds any."""
    known: bool | None = getattr(engine.dialect, _KNOWN, None)
    if known is None:
        known = False
        if engine.dialect.name == "postgresql":
            with engine.connect() as connection:
                kind = _kind(connection)
            if kind is None:
                return False  # there is no such table yet, so nobody knows
            known = kind == "vector"
        setattr(engine.dialect, _KNOWN, known)
    return known


def column_type(connection: Connection) -> str:
    """Return the type a new column gets, the extension created where that is possible."""
    if connection.dialect.name == "sqlite":
        return "BLOB"
    return "vector" if _offer(connection) else "bytea"


def adopt(engine: Engine) -> bool:
    """Let PostgreSQL compare vectors once it can: the admin has installed the extension since.

    What was packed is dropped; it is computed from the texts again like that of new texts.

    Returns:
        Whether anything changed.
    """
    if engine.dialect.name != "postgresql":
        return False
    with engine.begin() as connection:
        if _kind(connection) != "bytea" or not _offer(connection):
            return False
        connection.execute(text("LOCK TABLE embeddings"))
        if _kind(connection) == "bytea":
            connection.execute(text("DELETE FROM embeddings"))
            connection.execute(
                text("ALTER TABLE embeddings ALTER COLUMN vector TYPE vector USING NULL::vector")
            )
    setattr(engine.dialect, _KNOWN, True)
    return True


def _kind(connection: Connection) -> str | None:
    query = text(
        "SELECT format_type(atttypid, NULL) FROM pg_attribute "
        "WHERE attrelid = to_regclass('embeddings') AND attname = 'vector' AND NOT attisdropped"
    )
    found = connection.execute(query).scalar()
    return None if found is None else str(found).rpartition(".")[2]


def _offer(connection: Connection) -> bool:
    """Create the extension if that is allowed; return whether its type can be used."""
    if connection.execute(text("SELECT 1 FROM pg_available_extensions WHERE name = 'vector'")).scalar():
        try:
            with connection.begin_nested():
                connection.execute(text("CREATE EXTENSION IF NOT EXISTS vector"))
        except DBAPIError:
            pass  # only an administrator may; whether one has done so is asked next
    return connection.execute(text("SELECT to_regtype('vector')")).scalar() is not None
