"""Notes: a record of the package's insight object, or an enhanced note where there is no package.

The insight object has an external id, our key, so writing twice is writing once: an upsert and a read, without
a search. An enhanced note (`ContentNote`) has none; its title ends with the reference line, by which it is
found among the record's notes before a write that may have happened already. Neither comes back as an
activity: this connector reads no notes.
"""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import UTC, datetime

from crm_ai_plugin.errors import CrmAiError, NotFoundError, PermanentError, RetryableError, UserInputError
from crm_ai_plugin.ports.connector import Receipt, WriteNote

from ..http.applied import applied
from ..http.receipts import Receipts
from ..text import plain_text, reference
from ..text.values import EDITED
from . import answers, soql
from .config import SalesforceConfig
from .ids import record_id
from .links import Links
from .objects import Objects, created_names
from .queries import Queries, Query
from .soql import Select

_NOTE = "ContentNote"
_LINK = "ContentDocumentLink"
_MAX_HTML = 131_072
_TITLE = 120
_TARGETS = frozenset({"deal", "contact", "company"})


class NoteWriter:
    """Writes notes and takes them back."""

    def __init__(self, objects: Objects, queries: Queries, config: SalesforceConfig, links: Links) -> None:
        self._objects = objects
        self._queries = queries
        self._config = config
        self._links = links
        self._receipts = Receipts()
        own = config.own
        self._object = config.insight_object
        self._key = own("CRM_AI_Key__c")
        self._deal = own("CRM_AI_Opportunity__c")
        self._html = own("CRM_AI_Body_Html__c")
        self._text = own("CRM_AI_Body_Text__c")
        self._as_of = own("CRM_AI_As_Of__c")

    def write(self, command: WriteNote) -> Receipt:
        """Put the note on the record; see `Connector`."""
        if command.target.type not in _TARGETS:
            raise UserInputError(f"Salesforce has no note on a {command.target.type}", code="target_invalid")
        record_id(command.target.id)
        if len(command.body_html) > _MAX_HTML:
            raise PermanentError("the text is longer than Salesforce allows", code="too_long")
        mode = self._config.notes
        known_missing = mode == "auto" and not self._queries.schema.has(self._object)
        if command.target.type != "deal" or mode == "content_note" or known_missing:
            return self._content_note(command)
        try:
            return self._insight(command)
        except (NotFoundError, answers.MissingError) as error:
            problem: CrmAiError = error
        if self._has_package():
            raise _install(problem) if isinstance(problem, answers.MissingError) else problem
        if mode == "insight":
            raise _install(problem)
        return self._content_note(command)

    def undo(self, receipt: Receipt) -> dict[str, str]:
        """Delete what the receipt names; something already gone is success, and what a person has edited stays."""
        name, one = str(receipt.undo["object"]), record_id(str(receipt.undo["id"]))
        if name not in {self._object, _NOTE}:
            raise UserInputError("this receipt names no note", code="receipt_invalid")
        self._receipts.forget(receipt.key)
        field = self._text if name == self._object else "Title"
        rows = self._queries.one(Query(Select(name, ("Id", field)), soql.where_is("Id", one)))
        if rows and field in receipt.written and created_names(receipt.written, rows[0], (field,)):
            return {"note": EDITED}
        self._objects.delete(name, one)
        return {}

    # --- the package's object ---

    def _insight(self, command: WriteNote) -> Receipt:
        values = {
            self._deal: record_id(command.target.id),
            self._html: command.body_html,
            self._text: command.body_text,
            self._as_of: _iso(command.at),
        }
        key = reference.token(command.key)
        created = self._objects.upsert(self._object, self._key, key, values)
        select = Select(self._object, ("Id", self._deal, self._html, self._text, self._as_of))
        with applied("Salesforce"):
            rows = self._queries.one(Query(select, soql.where_is(self._key, key)))
        stored = rows[0] if rows else {}
        lost = created_names(values, stored, (self._text,)) if rows else [self._key]
        if rows and plain_text.from_html(str(stored.get(self._html) or "")).split() != (
            plain_text.from_html(command.body_html).split()
        ):
            lost.append(self._html)
        if lost:
            if rows and created:
                self._objects.delete(self._object, str(stored["Id"]))
            raise _differs(lost)
        one = str(stored["Id"])
        return Receipt(
            key=command.key,
            external_id=one,
            written={self._text: command.body_text, self._as_of: stored.get(self._as_of)},
            undo={"what": "note", "object": self._object, "id": one},
            created=created,
            url=self._links.page(self._object, one),
        )

    def _has_package(self) -> bool:
        self._queries.one(Query(Select(self._object, ("Id",)), soql.one_row()))
        return self._queries.schema.has(self._object)

    # --- an enhanced note ---

    def _content_note(self, command: WriteNote) -> Receipt:
        if (earlier := self._receipts.earlier(command.key)) is not None:
            return earlier
        target = record_id(command.target.id)
        found = (
            self._find(target, command.key)
            if self._receipts.must_look(command.key, command.attempt)
            else None
        )
        one = found or self._create(target, command)
        receipt = Receipt(
            key=command.key,
            external_id=one,
            written={"Title": _title(command)},
            undo={"what": "note", "object": _NOTE, "id": one},
            created=found is None,
            url=self._links.page(_NOTE, one),
        )
        self._receipts.keep(command.key, receipt)
        return replace(receipt, created=found is None)

    def _create(self, target: str, command: WriteNote) -> str:
        content = base64.b64encode(command.body_html.encode()).decode()
        try:
            one = self._objects.create_linked(
                _NOTE,
                {"Title": _title(command), "Content": content},
                _LINK,
                "ContentDocumentId",
                {"LinkedEntityId": target, "ShareType": "V"},
            )
            with applied("Salesforce"):
                stored = self._find(target, command.key)
        except RetryableError:
            # It may be there: the next attempt has to find it instead of writing a second one.
            self._receipts.doubt(command.key)
            raise
        if stored is None:
            self._objects.delete(_NOTE, one)
            raise _differs([_NOTE])
        return one

    def _find(self, target: str, key: str) -> str | None:
        """Return the id of the note on the record whose title ends with the key's reference line."""
        select = Select(_LINK, ("Id", "ContentDocumentId", "ContentDocument.Title"))
        wanted = reference.token(key)
        for row in self._queries.one(Query(select, soql.where_is("LinkedEntityId", target))):
            if reference.find(str(row.get("ContentDocument.Title") or "")) == wanted:
                return record_id(str(row.get("ContentDocumentId")))
        return None


def _title(command: WriteNote) -> str:
    first = next((row.strip() for row in command.body_text.splitlines() if row.strip()), "Deal coach")
    # In a composite call "@{" would be taken for a reference to another part of it.
    first = first.replace("@{", "@ {")
    short = first if len(first) <= _TITLE else f"{first[: _TITLE - 1].rstrip()}…"
    return f"{short} {reference.line(command.key)}"


def _differs(lost: list[str]) -> PermanentError:
    return PermanentError(
        f"Salesforce did not keep what was written: {', '.join(sorted(lost))} reads back differently",
        code="read_back_differs",
        hint="look for a flow, trigger or field permission in Salesforce that changes it",
    )


def _install(error: CrmAiError) -> PermanentError:
    named = (
        error.user_message if isinstance(error, answers.MissingError) else "Salesforce has no insight object"
    )
    return PermanentError(
        f"{named}: {answers.INSTALL_HINT}",
        code="package_missing",
        detail=error.detail,
        hint=answers.INSTALL_HINT,
    )


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
