"""What the library's commands read from files and the command line."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import UserInputError

if TYPE_CHECKING:
    from ..runtime.objections.library.notations import Notation

MAX_BYTES = 64_000_000
ENDINGS: dict[str, Notation] = {".json": "json", ".csv": "csv", ".yaml": "yaml", ".yml": "yaml"}


def notation_of(path: Path, given: Notation | None) -> Notation:
    """Return the notation of a file: the one that was named, else the one its ending says.

    Raises:
        UserInputError: neither says.
    """
    found = given or ENDINGS.get(path.suffix.lower())
    if found is None:
        raise UserInputError(
            f"{path.name} does not say what it is", code="library_file", hint="--format json, csv or yaml"
        )
    return found


def text_of(path: Path) -> str:
    """Return a file's text, or that of standard input for ``-``.

    Raises:
        UserInputError: it can't be read, or is no text of that size.
    """
    try:
        if str(path) == "-":
            raw = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with path.open("rb") as opened:
                raw = opened.read(MAX_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or "not readable").lower()
        raise UserInputError(f"can't read {path}: {reason}", code="file_unreadable") from None
    if len(raw) > MAX_BYTES:
        raise UserInputError(f"{path} is too large for a library", code="library_file")
    try:
        return str(raw, "utf-8-sig")
    except UnicodeDecodeError:
        raise UserInputError(f"{path} is not UTF-8 text", code="library_file") from None


def moment(text: str | None) -> datetime | None:
    """Return a date or time.

    Raises:
        UserInputError: it is none.
    """
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise UserInputError(
            f"{text[:40]!r} is no date", code="date_invalid", hint="write it like 2027-03-31"
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def sentence(text: str) -> str | dict[str, str]:
    """Return a template's sentence as given on the command line: ``claim:ID`` names a claim."""
    kind, mark, name = text.partition(":")
    return {"claim": name.strip()} if mark and kind.strip().casefold() == "claim" else text


def content_of(kind: str, **parts: Any) -> dict[str, Any]:  # noqa: ANN401  # texts and lists of texts
    """Return the parts that were given."""
    return {"kind": kind} | {name: part for name, part in parts.items() if part not in (None, [], ())}
