"""What lies in a watched folder, and whether somebody is still writing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from crm_ai_plugin.errors import RetryableError

_CHUNK = 1 << 20


@dataclass(frozen=True)
class Seen:
    """A file as it was at one moment."""

    size: int
    written_ns: int


class Folder:
    """A folder of files.

    Args:
        path: Where it is.
        settle_s: How long nothing must have been written in it.
    """

    def __init__(self, path: Path, settle_s: float) -> None:
        self.path = path
        self._settle_s = settle_s

    def require(self) -> None:
        """Return if the folder is there.

        Raises:
            RetryableError: it can't be read at present.
        """
        self._look()

    def settled(self, now: datetime) -> Mapping[str, Seen]:
        """Return the files by name.

        Raises:
            RetryableError: it can't be reached, or something was written a moment ago.
        """
        found = self._look()
        latest = max((one.written_ns for one in found.values()), default=0) / 1e9
        # A time that is yet to come says nothing: another machine's clock wrote it.
        if 0 <= now.timestamp() - latest < self._settle_s:
            raise RetryableError(
                "files are being written in the watched folder",
                code="files_unsettled",
                retry_after=self._settle_s,
            )
        return found

    def require_same(self, before: Mapping[str, Seen]) -> None:
        """Return if nothing has been written since `before`.

        Raises:
            RetryableError: something has: what was read may be half of one and half of the other.
        """
        if self._look() != before:
            raise RetryableError(
                "files changed while they were read", code="files_unsettled", retry_after=self._settle_s
            )

    def digest(self, names: Iterable[str]) -> str:
        """Return a hash of the content of some files.

        Raises:
            RetryableError: one can't be read at present.
        """
        whole = hashlib.blake2b(digest_size=16)
        for name in sorted(names):
            whole.update(f"{name}\0".encode(errors="surrogateescape"))
            whole.update(self._content(self.path / name))
        return whole.hexdigest()

    def digest_of(self, path: Path) -> bytes:
        """Return a hash of one file anywhere; empty when there is none."""
        return self._content(path) if path.is_file() else b""

    def _content(self, path: Path) -> bytes:
        part = hashlib.blake2b(digest_size=16)
        try:
            with path.open("rb") as file:
                while chunk := file.read(_CHUNK):
                    part.update(chunk)
        except OSError as error:
            raise _away(error) from None
        return part.digest()

    def _look(self) -> dict[str, Seen]:
        try:
            files = [one for one in self.path.iterdir() if one.is_file() and not one.name.startswith(".")]
            stats = {one.name: one.stat() for one in files}
        except OSError as error:
            raise _away(error) from None
        return {name: Seen(stat.st_size, stat.st_mtime_ns) for name, stat in stats.items()}


def _away(error: OSError) -> RetryableError:
    return RetryableError(
        "the watched folder can't be read at present",
        code="folder_away",
        detail=type(error).__name__,
        hint="is it still there, and may the workers' user read it?",
    )
