"""Reads single fields of an event, and says so when one can't be right."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from ..elements import MalformedEventError, identifier
from ..json_body import clean_text

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_MS = 253_402_300_799_999  # 9999-12-31
_MAX_NAME = 256

# The record is read again anyway; a whole e-mail body has no business in the event log.
MAX_VALUE = 1_000


def required_id(event: Mapping[str, Any], name: str) -> str:
    """Return the id in the field `name`.

    Raises:
        MalformedEventError: it is missing or can't be an id.
    """
    found = identifier(event.get(name))
    if found is None:
        raise MalformedEventError(name)
    return found


def occurred_at(event: Mapping[str, Any]) -> datetime:
    """Return ``occurredAt`` (Unix milliseconds) as UTC.

    Raises:
        MalformedEventError: it is missing or outside the calendar.
    """
    value = event.get("occurredAt")
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _LAST_MS:
        raise MalformedEventError("occurredAt")
    return _EPOCH + timedelta(milliseconds=value)


def name(event: Mapping[str, Any], field: str) -> str | None:
    """Return a short text field, cleaned; None when it is missing or no text."""
    value = event.get(field)
    return clean_text(value, _MAX_NAME) if isinstance(value, str) and value else None


def value(event: Mapping[str, Any]) -> str | None:
    """Return ``propertyValue`` as text of at most `MAX_VALUE` characters."""
    found = event.get("propertyValue")
    if isinstance(found, str):
        return clean_text(found, MAX_VALUE)
    if isinstance(found, bool):
        return "true" if found else "false"
    return None if found is None or isinstance(found, (dict, list)) else str(found)[:MAX_VALUE]
