"""What a connection may be called."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ...errors import UserInputError
from ...store import ConnectionRow

_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


def require_key(connection: str) -> None:
    """Refuse what is no key of a connection.

    Raises:
        UserInputError: code ``connection_key``.
    """
    if not _KEY.fullmatch(connection):
        raise UserInputError(
            f"{connection!r} is no key for a connection",
            code="connection_key",
            hint="small letters, digits, - and _, e.g. hubspot-1",
        )


def named(rows: Iterable[ConnectionRow], connector: str, key: str | None) -> ConnectionRow | None:
    """Return the connection of that key among those of a workspace, if there is one.

    Raises:
        UserInputError: it is one of another connector.
    """
    found = next((row for row in rows if row.key == key), None)
    if found is not None and found.connector != connector:
        raise UserInputError(f"connection {key} is one of {found.connector}", code="connection_key")
    return found
