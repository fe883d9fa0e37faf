"""Settings that a command is given as a YAML file."""

from __future__ import annotations

from pathlib import Path
from typing import IO, Any

from ..errors import UserInputError

MAX_CONFIG_BYTES = 1_000_000


def read(path: Path | None) -> dict[str, Any]:
    """Return what the file holds, nothing when there is none.

    Raises:
        UserInputError: it can't be read, or holds something else than settings.
    """
    if path is None:
        return {}
    try:
        with path.open("rb") as file:
            return parsed(file, str(path), "settings")
    except OSError as error:
        raise unreadable(str(path), error) from None


def parsed(file: IO[bytes], name: str, what: str) -> dict[str, Any]:
    """Return what an open file of YAML or JSON holds; no message quotes it.

    Raises:
        UserInputError: it holds something else than names with values.
    """
    import yaml

    try:
        text = file.read(MAX_CONFIG_BYTES + 1)
        if len(text) > MAX_CONFIG_BYTES:
            raise UserInputError(f"{name} is too large for {what}", code="config_too_large")
        found = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        raise UserInputError(f"{name} is no YAML", code="config_malformed") from None
    if not isinstance(found, dict):
        raise UserInputError(f"{name} holds no {what}", code="config_malformed")
    return found


def unreadable(name: str, error: OSError) -> UserInputError:
    """Return the complaint about a file that can't be read."""
    reason = (error.strerror or "not readable").lower()
    return UserInputError(f"can't read {name}: {reason}", code="config_unreadable")
