"""Opens a guarded file as text and turns a bad byte into one clear error."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager

from ...errors import UserInputError
from .entry import Entry
from .guard import GuardedReader, locate_bad_byte
from .table import Progress, TableOptions

_BUFFER = 2**18


@contextmanager
def open_text(entry: Entry, options: TableOptions, progress: Progress) -> Iterator[io.TextIOWrapper]:
    """Yield the text of `entry`, line endings untouched, a byte order mark skipped.

    Raises:
        UserInputError: the bytes are no text in the expected encoding.
    """
    encoding = (options.encoding or "utf-8").lower().replace("_", "-")
    if encoding in ("utf-8", "utf8"):
        encoding = "utf-8-sig"
    wide = encoding.startswith(("utf-16", "utf16", "utf-32", "utf32"))
    guard = GuardedReader(entry, entry.open(), wide=wide, progress=progress)
    try:
        with io.TextIOWrapper(io.BufferedReader(guard, _BUFFER), encoding=encoding, newline="") as text:
            yield text
    except UnicodeError as error:
        raise locate_bad_byte(entry, encoding.removesuffix("-sig")) from error
    except UserInputError:
        raise
