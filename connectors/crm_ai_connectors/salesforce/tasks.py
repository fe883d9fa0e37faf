"""Tasks: written once, read back, taken back.

Activities can't have an external id, so a task's description ends with our reference line. A write is two
calls, create and read back; before one that may have happened already, the record's tasks are searched.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_ai_plugin.errors import PermanentError, RetryableError, UserInputError
from crm_ai_plugin.ports.connector import Receipt, WriteTask

from ..http.applied import applied
from ..http.receipts import Receipts
from ..text import reference
from ..text.values import EDITED
from . import soql
from .ids import record_id
from .links import Links
from .mapper.kinds import TASK
from .mapper.rows import Row, day, flag
from .objects import Objects, created_names
from .queries import Queries, Query
from .soql import Select

_RELATES_BY = {"deal": "WhatId", "company": "WhatId", "contact": "WhoId"}
_FIELDS = ("Id", "Subject", "Description", "ActivityDate", "WhatId", "WhoId", "IsDeleted")
_MAX_SUBJECT = 255
_MAX_BODY = 32_000


class TaskWriter:
    """Writes tasks."""

    def __init__(self, objects: Objects, queries: Queries, links: Links) -> None:
        self._objects = objects
        self._queries = queries
        self._links = links
        self._receipts = Receipts()

    def write(self, command: WriteTask) -> Receipt:
        """Create the task; see `Connector`."""
        relates_by = _RELATES_BY.get(command.target.type)
        if relates_by is None:
            raise UserInputError(f"Salesforce has no task on a {command.target.type}", code="target_invalid")
        if (earlier := self._receipts.earlier(command.key)) is not None:
            return earlier
        target = record_id(command.target.id)
        wanted = {
            "Subject": command.subject[:_MAX_SUBJECT],
            "Description": f"{command.body_text}\n\n{reference.line(command.key)}",
            "ActivityDate": command.due.isoformat(),
            relates_by: target,
        }
        if command.owner_id:
            wanted["OwnerId"] = record_id(command.owner_id)
        if len(wanted["Description"]) > _MAX_BODY:
            raise PermanentError(
                "the text is longer than Salesforce allows (32,000 characters)", code="too_long"
            )
        look = self._receipts.must_look(command.key, command.attempt)
        found = self._find(relates_by, target, command.key) if look else None
        row = found or self._create(command.key, wanted)
        receipt = self._receipt(command, row, created=found is None)
        self._receipts.keep(command.key, receipt)
        return receipt

    def undo(self, receipt: Receipt) -> dict[str, str]:
        """Delete the task; one already gone is success, and one that a person has edited or closed stays."""
        one = record_id(str(receipt.undo["id"]))
        self._receipts.forget(receipt.key)
        rows = self._queries.one(Query(Select(TASK, (*_FIELDS, "IsClosed")), soql.where_is("Id", one)))
        if rows and not flag(rows[0].get("IsDeleted")) and _was_edited(rows[0], receipt.written):
            return {"task": EDITED}
        self._objects.delete(TASK, one)
        return {}

    def _create(self, key: str, wanted: Mapping[str, Any]) -> Row:
        try:
            one = self._objects.create(TASK, wanted)
            with applied("Salesforce"):
                rows = self._queries.one(Query(Select(TASK, _FIELDS), soql.where_is("Id", one)))
        except RetryableError:
            # It may be there: the next attempt has to find it instead of writing a second one.
            self._receipts.doubt(key)
            raise
        stored = rows[0] if rows else {}
        lost = created_names(wanted, stored, ("Subject", "Description"))
        if day(stored.get("ActivityDate")) != day(wanted["ActivityDate"]):
            lost.append("ActivityDate")
        if lost:
            # Half a task helps nobody and would have no receipt to undo it by.
            self._objects.delete(TASK, one)
            raise PermanentError(
                f"Salesforce did not keep what was written: {', '.join(sorted(lost))} reads back differently",
                code="read_back_differs",
                hint="look for a flow, trigger or field permission in Salesforce that changes tasks",
            )
        return stored

    def _find(self, relates_by: str, target: str, key: str) -> Row | None:
        wanted = reference.token(key)
        for row in self._queries.one(Query(Select(TASK, _FIELDS), soql.where_is(relates_by, target))):
            if not flag(row.get("IsDeleted")) and reference.find(str(row.get("Description") or "")) == wanted:
                return row
        return None

    def _receipt(self, command: WriteTask, row: Row, *, created: bool) -> Receipt:
        one = record_id(str(row.get("Id")))
        return Receipt(
            key=command.key,
            external_id=one,
            written={name: row.get(name) for name in ("Subject", "Description", "ActivityDate")},
            undo={"what": "task", "id": one},
            created=created,
            url=self._links.page(TASK, one),
        )


def _was_edited(row: Row, written: Mapping[str, Any]) -> bool:
    texts = [name for name in ("Subject", "Description") if name in written]
    other_day = day(row.get("ActivityDate")) != day(written.get("ActivityDate"))
    return other_day or flag(row.get("IsClosed")) or bool(created_names(written, row, texts))
