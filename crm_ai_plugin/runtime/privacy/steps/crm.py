"""What was written into the CRMs: taken back as any delivery is; what can't be now waits and is tried again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from ....errors import CrmAiError, NotFoundError, PermanentError, UserInputError
from ....store import WorkspaceSession
from ....store.tables.audit import AuditTable
from ....store.tables.outbox import OutboxTable
from ..errand import Errand, Part, Step

ACTOR = "erasure"


def _run(errand: Errand) -> Iterator[Part]:
    with errand.session() as session:
        rows = session.personal_rows
        found = [*rows.own(OutboxTable, errand.person), *rows.mentioning(OutboxTable, errand.person)]
    # First what has not been written, so that no worker writes it meanwhile; then newest first, so that values
    # that are put back end at the oldest, the human's own.
    found.sort(key=lambda row: row["id"], reverse=True)
    found.sort(key=lambda row: row["state"] == "done")
    removed, kept, waiting, failed = Counter[str](), Counter[str](), dict[str, str](), dict[str, str]()
    for row in found:
        place = f"crm:{row['connection']}"
        try:
            kept[place] += _taken_back(errand, row)
            removed[place] += 1
        except (PermanentError, UserInputError) as error:
            failed[place] = error.code
        except CrmAiError as error:
            waiting[place] = error.code
    for place in sorted({f"crm:{row['connection']}" for row in found}):
        code = waiting.get(place) or failed.get(place)
        state = "pending" if place in waiting else "failed" if place in failed else "done"
        yield Part(place, removed[place], state, kept[place], code)  # type: ignore[arg-type]  # one of the three


def _taken_back(errand: Errand, row: Mapping[str, Any]) -> int:
    """Take one delivery back and empty it; returns how many things a person had changed since."""
    try:
        done = errand.undoing.one(errand.workspace, row["id"], ACTOR)
        kept = len(done.kept)
    except NotFoundError:
        # The record it was written to is gone from the CRM, and what was written with it.
        errand.connections.row(errand.workspace, row["connection"])
        kept = 0
        with errand.session() as session:
            session.outbox.undone(row["id"])
    with errand.session() as session:
        session.outbox.empty(row["id"])
        if row["target_type"] == "contact":
            _unname(session, row["id"])
    return kept


def _unname(session: WorkspaceSession, delivery_id: str) -> None:
    """Take the person's id out of what the audit log says of a delivery about them."""
    rows = session.personal_rows
    for deed in rows.holding(AuditTable, ["subject"], [delivery_id]):
        if "target" in deed["detail"]:
            detail = {name: value for name, value in deed["detail"].items() if name != "target"}
            rows.put(AuditTable, deed, detail=detail)


STEP = Step(50, _run)
