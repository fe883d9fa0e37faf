"""Watches the bytes of a text file as they pass: how many, how long the lines are, and that it is text."""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable
from typing import Any, BinaryIO

from ...errors import UserInputError
from .entry import ZIP_ERRORS, Entry

MAX_LINE_BYTES = 4 * 2**20
"""No cell of a CRM is longer; a line that is would be held in memory whole."""

_CHUNK = 2**18


class GuardedReader(io.RawIOBase):
    """Passes bytes on and raises `UserInputError` for what can't be a text table."""

    def __init__(
        self, entry: Entry, stream: BinaryIO, *, wide: bool, progress: Callable[[int], None]
    ) -> None:
        super().__init__()
        self._entry = entry
        self._stream = stream
        self._wide = wide  # UTF-16 and UTF-32 are full of NUL bytes
        self._progress = progress
        self._position = 0
        self._line = 1
        self._since_newline = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401  # a writable buffer
        view = memoryview(buffer)[:_CHUNK]
        try:
            chunk = self._stream.read(len(view))
        except (OSError, *ZIP_ERRORS) as error:
            raise UserInputError(
                f"{self._entry.name} can't be read beyond byte {self._position:,}: it is damaged.",
                code="bundle_unreadable",
                hint="Export or pack the file again.",
            ) from error
        self._check(chunk)
        view[: len(chunk)] = chunk
        self._position += len(chunk)
        self._progress(self._position)
        return len(chunk)

    def close(self) -> None:
        self._stream.close()
        super().close()

    def _check(self, chunk: bytes) -> None:
        if self._position == 0 and not self._wide:
            _check_beginning(self._entry, chunk)
        nul = -1 if self._wide else chunk.find(b"\0")
        if nul >= 0:
            line = self._line + chunk.count(b"\n", 0, nul)
            raise UserInputError(
                f"{self._entry.name}, line {line}: NUL at byte {self._position + nul:,}; this is no text.",
                code="bundle_not_text",
                hint="Export it again as CSV in UTF-8; for UTF-16 set `encoding: utf-16` in a mapping.",
            )
        last = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
        self._line += chunk.count(b"\n")
        self._since_newline = len(chunk) - last - 1 if last >= 0 else self._since_newline + len(chunk)
        if self._since_newline > MAX_LINE_BYTES:
            raise UserInputError(
                f"{self._entry.name}, line {self._line}: longer than {MAX_LINE_BYTES // 2**20} MiB.",
                code="bundle_line_too_long",
                hint="Is this a table with one record per line? Shorten or leave out the long column.",
            )


def _check_beginning(entry: Entry, chunk: bytes) -> None:
    if chunk.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UserInputError(
            f"{entry.name} is written in UTF-16, not UTF-8.",
            code="bundle_encoding",
            hint="Set `encoding: utf-16` in a mapping, or save it as CSV UTF-8.",
        )
    if chunk.startswith(b"PK\x03\x04"):
        raise UserInputError(
            f"{entry.name} is a zip archive or an Excel workbook, not a text table.",
            code="bundle_not_text",
            hint="Save the sheet as CSV UTF-8, or name the archive .zip.",
        )


def locate_bad_byte(entry: Entry, encoding: str) -> UserInputError:
    """Return the error for a file that is not in `encoding`, with the place of its first bad byte."""
    decoder = codecs.getincrementaldecoder(encoding)()
    offset, line = 0, 1
    with entry.open() as stream:
        while True:
            chunk = stream.read(_CHUNK)
            kept = len(decoder.getstate()[0])
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeError as error:  # UTF-16 without a byte order mark has no position
                start = max(getattr(error, "start", 0) - kept, 0)
                offset += start
                line += chunk.count(b"\n", 0, start)
                break
            if not chunk:
                break
            offset += len(chunk)
            line += chunk.count(b"\n")
    other = "cp1252" if encoding.startswith("utf") else "utf-8"
    return UserInputError(
        f"{entry.name}, line {line}: byte {offset:,} is not {encoding.upper()}.",
        code="bundle_encoding",
        hint=f"Save the file as UTF-8, or name its encoding in a mapping, e.g. `encoding: {other}`.",
    )
