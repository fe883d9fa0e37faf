"""Bytes → document. Whatever the bytes are, nothing but `UserInputError` comes out."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from pathlib import PurePosixPath
from typing import Protocol

from ..errors import UserInputError
from . import formats
from .bounds import DEFAULT, Bounds, check_text, unreadable
from .document import Document

PARSER_VERSION = 1
"""Raised when the same bytes come to other sections, so that a document that is added again is read again."""
MOST_TITLE = 200


class _Format(Protocol):
    ENDINGS: tuple[str, ...]

    @staticmethod
    def read(data: bytes, bounds: Bounds) -> Document: ...


@cache
def _formats() -> Mapping[str, _Format]:
    """Formats by ending; each file of the folder is one."""
    found: dict[str, _Format] = {}
    for info in pkgutil.iter_modules(formats.__path__):
        module: _Format = importlib.import_module(f"{formats.__name__}.{info.name}")  # type: ignore[assignment]  # checked by use
        if hasattr(module, "ENDINGS"):
            found |= dict.fromkeys(module.ENDINGS, module)
    return found


def endings() -> list[str]:
    """Return the endings of files that can be read."""
    return sorted(_formats())


def parse(data: bytes, name: str, bounds: Bounds = DEFAULT) -> Document:
    """Return what the document says.

    Args:
        data: The file's bytes.
        name: The file's name; its ending tells the format, and it is the title of a document without one.
        bounds: Most that is taken.

    Raises:
        UserInputError: ``document_format`` for an ending nobody reads, ``document_unreadable`` for everything else.
    """
    path = PurePosixPath(name.replace("\\", "/"))
    reader = _formats().get(path.suffix.lower())
    if reader is None:
        raise UserInputError(
            f"documents of kind {path.suffix[:20] or 'without an ending'} are not read",
            code="document_format",
            hint=f"one of {', '.join(endings())}",
        )
    if len(data) > bounds.size:
        raise unreadable(
            f"it is larger than {bounds.size // 1_000_000} MB", "split it into several documents"
        )
    try:
        found = reader.read(data, bounds)
    except UserInputError:
        raise
    except MemoryError:
        raise unreadable("it takes too much memory") from None
    except Exception as error:  # noqa: BLE001  # parsers of hostile bytes fail in every way there is
        raise unreadable(f"it is damaged ({type(error).__name__})") from None
    check_text(sum(len(section.text) for section in found.sections), bounds)
    if not any(section.text.strip() for section in found.sections):
        raise unreadable("there is no text in it", "a scan has to be run through text recognition first")
    title = " ".join(found.title.split())[:MOST_TITLE] or path.stem[:MOST_TITLE]
    return Document(title, found.media_type, found.sections, found.pages)
