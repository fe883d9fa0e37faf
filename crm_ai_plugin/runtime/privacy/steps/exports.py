"""Reports that were written for the person: where they still lie they go; those that were sent on are told."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import structlog

from ....privacy.person import Person
from ....store import WorkspaceSession
from ....store.tables.audit import AuditTable
from ..access.writing import DATA
from ..errand import Errand, Part, Step

log = structlog.get_logger(__name__)

ACTION = "access_export"
_LARGEST = 512 * 1024 * 1024


def exports_of(session: WorkspaceSession, person: Person) -> list[tuple[str, str]]:
    """Return (id, where it went) of the reports that were written for a person."""
    rows = session.personal_rows.own(AuditTable, person)
    found = [row["detail"] for row in rows if row["action"] == ACTION]
    return [(str(one.get("export", "")), str(one.get("where", ""))) for one in found]


def _run(errand: Errand) -> Iterator[Part]:
    with errand.session() as session:
        found = exports_of(session, errand.person)
    removed = sum(_removed(export, Path(where)) for export, where in found if where)
    # What was downloaded or moved is out of reach; whoever sent it has to look after it.
    yield Part("access_exports", removed, kept=len(found) - removed)


def _removed(export: str, path: Path) -> bool:
    """Delete a report if it is the one that was written there; anything else that lies there is left alone."""
    try:
        if not path.is_absolute() or _id_at(path) != export:
            return False
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        log.warning("export_left", error=type(error).__name__)
        return False
    return True


def _id_at(path: Path) -> str | None:
    if path.is_dir():
        data = path / DATA
        content = data.read_bytes() if data.is_file() and data.stat().st_size <= _LARGEST else b"{}"
    elif path.is_file():
        with zipfile.ZipFile(path) as archive:
            content = archive.read(DATA) if archive.getinfo(DATA).file_size <= _LARGEST else b"{}"
    else:
        return None
    found = json.loads(content)
    return found.get("id") if isinstance(found, dict) else None


STEP = Step(20, _run)
