"""The files in a folder or zip, or the one file that was named."""

from __future__ import annotations

import io
import zipfile
import zlib
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast

from ...errors import UserInputError

MAX_ZIP_ENTRIES = 1_000
MAX_ZIP_RATIO = 200
MAX_ZIP_BYTES = 20 * 2**30
_RATIO_MATTERS_FROM = 10 * 2**20

ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


@dataclass(frozen=True)
class Entry(ABC):
    """A file of a bundle. `size` is in bytes, unpacked."""

    name: str
    size: int

    @property
    def stem(self) -> str:
        """The name without its extension."""
        return PurePosixPath(self.name).stem

    @property
    def extension(self) -> str:
        """``.csv``; lower case."""
        return PurePosixPath(self.name).suffix.lower()

    @abstractmethod
    def open(self) -> BinaryIO:
        """Open for reading from the beginning.

        Raises:
            UserInputError: it can't be opened.
        """


@dataclass(frozen=True)
class _DiskEntry(Entry):
    path: Path

    def open(self) -> BinaryIO:
        try:
            return self.path.open("rb")
        except OSError as error:
            raise _unreadable(self.path, error) from error


@dataclass(frozen=True)
class _ZipEntry(Entry):
    archive: Path
    member: str

    def open(self) -> BinaryIO:
        try:
            archive = zipfile.ZipFile(self.archive)
        except (OSError, *ZIP_ERRORS) as error:
            raise _unreadable(self.archive, error) from error
        try:
            return io.BufferedReader(_Member(archive, self.member))
        except (OSError, *ZIP_ERRORS) as error:
            archive.close()
            raise UserInputError(
                f"{self.archive.name} holds {self.name}, which can't be unpacked.",
                code="bundle_unreadable",
                hint="Pack the files again without a password, with plain deflate compression.",
            ) from error


class _Member(io.RawIOBase):
    """A zip member that closes its archive with itself."""

    def __init__(self, archive: zipfile.ZipFile, member: str) -> None:
        super().__init__()
        self._archive = archive
        self._stream = cast("zipfile.ZipExtFile", archive.open(member))

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401  # a writable buffer
        return self._stream.readinto(buffer)

    def seekable(self) -> bool:
        return self._stream.seekable()

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return self._stream.seek(offset, whence)

    def close(self) -> None:
        self._stream.close()
        self._archive.close()
        super().close()


def list_entries(path: Path) -> list[Entry]:
    """Return the files of a folder or zip by name, or the one file at `path`.

    Raises:
        UserInputError: nothing there, not readable, or an archive that is not safe to read.
    """
    try:
        if path.is_dir():
            files = sorted(one for one in path.iterdir() if one.is_file() and not one.name.startswith("."))
            return [_DiskEntry(one.name, one.stat().st_size, one) for one in files]
        if path.suffix.lower() == ".zip":
            return _zip_entries(path)
        return [_DiskEntry(path.name, path.stat().st_size, path)]
    except OSError as error:
        raise _unreadable(path, error) from error


def _zip_entries(path: Path) -> list[Entry]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
    except ZIP_ERRORS as error:
        raise UserInputError(
            f"{path.name} is no readable zip archive.",
            code="bundle_unreadable",
            hint="Pack the folder again.",
        ) from error
    if len(members) > MAX_ZIP_ENTRIES:
        raise _unsafe(path, f"it holds more than {MAX_ZIP_ENTRIES:,} files")
    entries: dict[str, Entry] = {}
    total = 0
    for member in members:
        parts = PurePosixPath(member.filename.replace("\\", "/")).parts
        if not parts or parts[0] == "/" or ".." in parts or ":" in parts[0]:
            raise _unsafe(path, "a file name in it points outside of the archive")
        if "__MACOSX" in parts or parts[-1].startswith("."):
            continue
        total += member.file_size
        ratio = member.file_size / max(member.compress_size, 1)
        if member.file_size > _RATIO_MATTERS_FROM and ratio > MAX_ZIP_RATIO:
            raise _unsafe(path, f"{parts[-1]} unpacks to {ratio:,.0f} times its size")
        if total > MAX_ZIP_BYTES:
            raise _unsafe(path, f"it unpacks to more than {MAX_ZIP_BYTES // 2**30} GiB")
        if parts[-1] in entries:
            raise _unsafe(path, f"it holds {parts[-1]} twice")
        entries[parts[-1]] = _ZipEntry(parts[-1], member.file_size, path, member.filename)
    return [entries[name] for name in sorted(entries)]


def _unsafe(path: Path, why: str) -> UserInputError:
    return UserInputError(
        f"{path.name} was not read: {why}.",
        code="bundle_unsafe",
        hint="Unpack it yourself, look at what is in it, and import the folder.",
    )


def _unreadable(path: Path, error: Exception) -> UserInputError:
    why = "does not exist" if isinstance(error, FileNotFoundError) else "can't be read"
    return UserInputError(
        f"{path} {why}.",
        code="bundle_unreadable",
        detail=type(error).__name__,
        hint="Name a folder, a .zip, or one .csv, .jsonl or .parquet file that you may read.",
    )
