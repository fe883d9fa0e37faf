"""How large a document may be, and the one error of a document that can't be read."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import UserInputError

MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Bounds:
    """Most that is taken of one document.

    Attributes:
        size: Bytes of the file.
        pages: Pages of a PDF.
        characters: Of text.
        unpacked: Bytes that a packed format may come to.
        files: Members of a packed format.
        seconds: For reading it, where it is read in a process of its own.
        memory: Bytes of that process.
    """

    size: int = 20 * MEGABYTE
    pages: int = 1_000
    characters: int = 2 * MEGABYTE
    unpacked: int = 100 * MEGABYTE
    files: int = 5_000
    seconds: float = 20.0
    memory: int = 1_000 * MEGABYTE


DEFAULT = Bounds()


def unreadable(why: str, hint: str | None = None) -> UserInputError:
    """Return the error of a document that can't be read, whatever is wrong with it."""
    return UserInputError(
        f"the document can't be read: {why}", code="document_unreadable", hint=hint or "export it again"
    )


def check_text(length: int, bounds: Bounds) -> None:
    """Raise if there is more text than is taken."""
    if length > bounds.characters:
        raise unreadable(
            f"it holds more than {bounds.characters:,} characters of text", "split it into several documents"
        )
