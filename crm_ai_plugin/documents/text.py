"""Bytes as text."""

from __future__ import annotations

import codecs

from .bounds import unreadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decoded(data: bytes) -> str:
    """Return bytes as text: as their mark says, else as UTF-8, else as what Western Windows wrote.

    Raises:
        UserInputError: they are no text.
    """
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    try:
        if encoding is not None:
            return data.decode(encoding).replace("\x00", "")
        if b"\x00" in data:
            raise unreadable("it is no text")
        try:
            return data.decode()
        except UnicodeDecodeError:
            return data.decode("cp1252")
    except UnicodeError:
        raise unreadable(
            "it is neither UTF-8 nor any other encoding that is known", "save it as UTF-8"
        ) from None
