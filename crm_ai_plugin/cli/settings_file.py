"""Settings that a command is given as a YAML file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..errors import UserInputError

MAX_CONFIG_BYTES = 1_000_000


def read(path: Path | None) -> dict[str, Any]:
    """Return what the file holds, nothing when there is none.

    Raises:
        UserInputError: it can't be read, or holds something else than settings.
    """
    import yaml

    if path is None:
        return {}
    try:
        text = path.read_bytes()
        if len(text) > MAX_CONFIG_BYTES:
            raise UserInputError(f"{path} is too large for settings", code="config_too_large")
        found = yaml.safe_load(text)
    except OSError as error:
        reason = (error.strerror or "not readable").lower()
        raise UserInputError(f"can't read {path}: {reason}", code="config_unreadable") from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise UserInputError(f"{path} is no YAML", code="config_malformed") from None
    if not isinstance(found, dict):
        raise UserInputError(f"{path} holds no settings", code="config_malformed")
    return found
