"""What a connection may be called."""

from __future__ import annotations

import re

from ...errors import UserInputError

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
