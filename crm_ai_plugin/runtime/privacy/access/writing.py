"""Writes a report as a folder or a zip: whole, or not at all."""

from __future__ import annotations

import io
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from ....errors import UserInputError
from .pages import html, markdown
from .report import AccessReport

PAGE, TEXT, DATA, SCHEMA = "report.html", "report.md", "data.json", "data.schema.json"


def contents(report: AccessReport) -> Mapping[str, bytes]:
    """Return the files of a report by name; no name of them comes from data."""
    schema = json.dumps(AccessReport.model_json_schema(), indent=2)
    files = {
        PAGE: html(report),
        TEXT: markdown(report),
        DATA: report.model_dump_json(indent=2),
        SCHEMA: schema,
    }
    # A lone surrogate, which no file in UTF-8 can hold, must not cost the answer.
    return {name: text.encode("utf-8", "replace") for name, text in files.items()}


def zipped(report: AccessReport) -> bytes:
    """Return the files of a report as a zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents(report).items():
            archive.writestr(zipfile.ZipInfo(name, report.made_at.timetuple()[:6]), content)
    return buffer.getvalue()


def require_room(out: Path) -> None:
    """Look whether something can be written to `out` before anything is gathered for it.

    Raises:
        UserInputError: something is there already, or there is no folder for it to be in.
    """
    if out.is_dir() and not any(out.iterdir()):
        return
    if out.exists():
        raise UserInputError(
            f"{out} is there already", code="out_exists", hint="name a folder or .zip file that is not"
        )
    if not out.absolute().parent.is_dir():
        raise UserInputError(f"there is no folder {out.absolute().parent}", code="out_unwritable")


def write(report: AccessReport, out: Path) -> None:
    """Write a report to a zip if `out` ends so, else to a folder; readable by its owner only.

    It is put together beside `out` and renamed, so that one that is cut off leaves nothing that looks whole.

    Raises:
        UserInputError: something is there already, or can't be written.
    """
    require_room(out)
    try:
        draft = Path(tempfile.mkdtemp(prefix=".access-", dir=out.absolute().parent))
        try:
            if out.suffix.lower() == ".zip":
                _put(draft / "whole", zipped(report))
                os.replace(draft / "whole", out)  # atomic, and over nothing
                return
            for name, content in contents(report).items():
                _put(draft / name, content)
            if out.is_dir():
                out.rmdir()
            draft.rename(out)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        reason = (error.strerror or "failed").lower()
        raise UserInputError(f"can't write {out}: {reason}", code="out_unwritable") from None


def _put(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
