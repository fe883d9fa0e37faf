"""Secrets that a command is given as a file or on standard input, never as an argument, which others can see."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import UserInputError
from . import output, settings_file

_STDIN = "-"


def read(source: str) -> dict[str, str]:
    """Return secrets by name from a file of YAML or JSON, ``-`` for standard input.

    Says so when others can read the file.

    Raises:
        UserInputError: it can't be read, or holds something else than names with texts; quotes nothing of it.
    """
    if source == _STDIN:
        return _texts(settings_file.parsed(sys.stdin.buffer, "standard input", "secrets"), "standard input")
    try:
        with Path(source).open("rb") as file:
            open_to_others = stat.S_IMODE(os.fstat(file.fileno()).st_mode) & (stat.S_IRGRP | stat.S_IROTH)
            found = settings_file.parsed(file, source, "secrets")
    except OSError as error:
        raise settings_file.unreadable(source, error) from None
    except ValueError:
        raise UserInputError("that is no name of a file", code="config_unreadable") from None
    if open_to_others and os.name == "posix":
        output.tell(f"warning: others on this machine can read {source}: chmod 600, or delete it")
    return _texts(found, source)


def _texts(found: Mapping[Any, Any], source: str) -> dict[str, str]:
    secrets = {}
    for name, value in found.items():
        if not isinstance(name, str) or not isinstance(value, str):
            # YAML reads 0123 as another number, and 1e5, yes and 2026-01-01 as something else again.
            raise UserInputError(
                f"a secret in {source} is no text", code="secret_no_text", hint="put it in quotes"
            )
        secrets[name] = value
    return secrets
