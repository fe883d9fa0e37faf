"""Documents that admins write as files: YAML, or JSON, which is YAML as well."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import UserInputError

MAX_BYTES = 100_000


def read_document(file: Path, code: str) -> object:
    """Read a file, or standard input for -.

    Raises:
        UserInputError: with `code`; it can't be read, is too large, or is neither YAML nor JSON.
    """
    from ..runtime.advice.controls import read_document as parse

    return parse(str(file), read_text(file, code), code)


def read_text(file: Path, code: str) -> str:
    """Read a file as UTF-8, or standard input for -.

    Raises:
        UserInputError: with `code`, or ``file_unreadable``.
    """
    try:
        if str(file) == "-":
            raw = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with file.open("rb") as opened:
                raw = opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise UserInputError(
            f"can't read {file}: {(error.strerror or 'not readable').lower()}", code="file_unreadable"
        ) from None
    if len(raw) > MAX_BYTES:
        raise UserInputError(f"{file} is too large", code=code, hint=f"at most {MAX_BYTES} bytes")
    try:
        return str(raw, "utf-8-sig")
    except UnicodeDecodeError:
        raise UserInputError(f"{file} is not UTF-8 text", code=code) from None


def write_document(document: Mapping[str, Any]) -> str:
    """Return a document as YAML."""
    import yaml

    return (
        yaml.safe_dump(dict(document), sort_keys=False, allow_unicode=True).rstrip("\n") if document else "{}"
    )
