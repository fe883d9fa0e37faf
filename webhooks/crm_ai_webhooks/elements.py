"""Reads ids of unknown content, and says so when one can't be right."""

from __future__ import annotations

import re

_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}", re.ASCII)
_MAX_ID = 2**63


class MalformedEventError(ValueError):
    """One element of a delivery can't be read; the others can. Never leaves this package."""


def identifier(value: object) -> str | None:
    """Return an id as a string, or None when there is none.

    Raises:
        MalformedEventError: it is something that can't be an id.
    """
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _MAX_ID:
        return str(value)
    if isinstance(value, str) and _ID.fullmatch(value):
        return value
    raise MalformedEventError("id")
