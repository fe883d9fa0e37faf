"""Column types that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Text, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC. A naive value is refused: it would be a guess.

    SQLite has no such type; there it is ISO 8601 text with a fixed width, which sorts by time.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the database's own type."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ANN401
        """Return what the driver is given."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time must be timezone-aware")
        if dialect.name != "sqlite":
            return value
        return (value if value.tzinfo is UTC else value.astimezone(UTC)).isoformat(" ", "microseconds")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ANN401
        """Return an aware UTC time."""
        if value is None:
            return None
        if dialect.name == "sqlite":
            return datetime.fromisoformat(value)
        moment: datetime = value
        return moment.astimezone(UTC)


def clean_text(text: str) -> str:
    """Return `text` with a replacement character for what PostgreSQL cannot hold: NUL and lone surrogates."""
    return text.replace("\x00", "\ufffd").encode(errors="replace").decode()


def clean_json(value: Any) -> Any:  # noqa: ANN401  # any JSON
    """Return `value` with clean texts, and None for numbers that JSON has no word for."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {clean_text(str(key)): clean_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean_json(item) for item in value]
    return value


def dump_json(value: Any) -> str:  # noqa: ANN401  # any JSON
    """Serialise for a JSON column; hostile text is cleaned, not refused, so that it cannot block a job."""
    if not value:  # most records have no custom fields and few lists
        return "{}" if isinstance(value, dict) else _encode(value)
    try:
        text = _encode(value)
        text.encode()
        if "\\u0000" not in text:
            return text
    except ValueError:  # NaN, or a lone surrogate
        pass
    return _encode(clean_json(value))


def load_json(text: str | bytes) -> Any:  # noqa: ANN401  # any JSON
    """Read a JSON column."""
    if text == "{}":
        return {}
    return [] if text == "[]" else json.loads(text)


_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
