"""F: notes and tasks, written once, read back, taken back.

Hardly an API has an idempotency key. So before a write that may have happened already, the record's notes or
tasks are searched for the reference line of the key.
"""

from __future__ import annotations

import html
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Literal

from crm_ai_plugin.errors import NotFoundError, PermanentError, RetryableError, UserInputError
from crm_ai_plugin.ports.connector import Receipt, Target, WriteNote, WriteTask
from crm_ai_plugin.records import RecordType

from ..http.applied import applied
from ..http.retry import Effect
from ..text import plain_text, reference
from ..text.values import EDITED
from . import templates
from .client import Request, RestClient
from .coerce import text
from .extract import Raw, id_at, identity
from .model import Definition
from .model.writes import Engagement, WriteCall
from .objects import Objects
from .paging import Pager
from .paths import find, place

What = Literal["note", "task"]
Url = Callable[[RecordType, str], str | None]
_REMEMBERED = 1_000


def wrapped(call: WriteCall, content: Any) -> Any:  # noqa: ANN401  # JSON
    """Return a body in the wrapper that the CRM wants around it."""
    if call.wrap_list:
        content = [content]
    return place(call.wrap, content)


class Writer:
    """Writes notes and tasks."""

    def __init__(
        self,
        definition: Definition,
        client: RestClient,
        pager: Pager,
        objects: Objects,
        url: Url,
        companies: Callable[[str], str | None],
    ) -> None:
        self._definition = definition
        self._client = client
        self._pager = pager
        self._objects = objects
        self._url = url
        self._companies = companies
        self._lock = threading.Lock()
        self._receipts: OrderedDict[str, Receipt] = OrderedDict()
        self._uncertain: set[str] = set()

    def write_note(self, command: WriteNote) -> Receipt:
        """Put the note on the record; see `Connector`."""
        return self._write("note", command.key, command.target, note_values(command), command.attempt)

    def write_task(self, command: WriteTask) -> Receipt:
        """Create the task; see `Connector`."""
        return self._write("task", command.key, command.target, task_values(command), command.attempt)

    def prepared(self, what: What, key: str, target: Target, values: Mapping[str, Any]) -> Request:
        """Return the request that would create a note or task; nothing is sent.

        Raises:
            UserInputError: there is no such thing on that type of record.
            PermanentError: the text is too long.
        """
        part, known = self._part(what), self._known(what, key, target, values)
        longest = max(len(str(known["text"])), len(str(known["html"])))
        if longest > part.max_length:
            raise PermanentError(
                f"the text is longer than {self._definition.label} allows ({part.max_length:,} characters)",
                code="too_long",
            )
        body = wrapped(part.create, templates.fill(part.create.body, {**self._client.variables, **known}))
        return self._client.request(part.create, part.create.method, known, Effect.WRITE, body=body)

    def undo(self, receipt: Receipt) -> dict[str, str]:
        """Remove what the receipt names; something already gone is success, and what a person has edited stays."""
        undo, key = receipt.undo, receipt.key
        what: What = "task" if undo["object"] == "task" else "note"
        target = Target(undo["target_type"], str(undo["target_id"]))
        with self._lock:
            self._receipts.pop(f"{what}:{key}", None)
        if self._was_edited(what, target, receipt):
            return {what: EDITED}
        self._delete(what, key, target, str(undo["id"]))
        return {}

    def _was_edited(self, what: What, target: Target, receipt: Receipt) -> bool:
        part = self._part(what)
        if not part.read_back:
            return False
        stored = self._stored(what, receipt.key, target, str(receipt.undo["id"]))
        known = {**self._client.variables, **self._known(what, receipt.key, target, receipt.written)}
        return stored is not None and _words(_plain(part, stored)) != _words(self._content(part, known))

    def existing(self, what: What, target: Target) -> Iterator[Raw]:
        """Yield the notes or tasks of a record, as the CRM has them."""
        return self._pager.all(self._part(what).find, self._known(what, "", target, {}))

    def sweep(self, what: What, target: Target, keys: str) -> None:
        """Remove from a record all notes or tasks of ours whose key begins with `keys`."""
        part = self._part(what)
        for raw in list(self.existing(what, target)):
            key, one = reference.find(_plain(part, raw)), id_at(raw, part.id)
            if key is not None and key.startswith(keys) and one is not None:
                self._delete(what, key, target, one)

    def _part(self, what: What) -> Engagement:
        part = self._definition.writes.note if what == "note" else self._definition.writes.task
        if part is None:
            raise UserInputError(f"{self._definition.label} takes no {what}s", code="not_writable")
        return part

    def _known(self, what: What, key: str, target: Target, values: Mapping[str, Any]) -> dict[str, Any]:
        part = self._part(what)
        if target.type not in part.targets:
            raise UserInputError(
                f"{self._definition.label} has no {what} on a {target.type}", code="target_invalid"
            )
        defaults = {
            name: templates.render(value, self._client.variables) or None
            for name, value in part.defaults.items()
        }
        slots = set(
            templates.slots([part.create.model_dump(), part.find.model_dump(), part.delete.model_dump()])
        )
        if "target.company_id" in slots:
            defaults["target.company_id"] = self._company_of(target)
        given = {name: value for name, value in values.items() if value is not None}
        return {
            **defaults,
            **given,
            "key": reference.token(key),
            "reference": reference.line(key),
            "target.id": target.id,
            "target.type": part.targets[target.type],
        }

    def _write(
        self, what: What, key: str, target: Target, values: Mapping[str, Any], attempt: int
    ) -> Receipt:
        request = self.prepared(what, key, target, values)
        known = f"{what}:{key}"
        with self._lock:
            earlier = self._receipts.get(known)
            look = attempt > 1 or known in self._uncertain
        if earlier is not None:
            return replace(earlier, created=False)
        found = self._find(what, key, target) if look else None
        created = found is None
        found = found or self._create(what, key, target, values, request)
        receipt = Receipt(
            key=key,
            external_id=found,
            written={name: value for name, value in values.items() if isinstance(value, str)},
            undo={
                "what": "object",
                "object": what,
                "id": found,
                "target_type": target.type,
                "target_id": target.id,
            },
            created=created,
            url=self._url(target.type, target.id),
        )
        with self._lock:
            self._uncertain.discard(known)
            self._receipts[known] = receipt
            while len(self._receipts) > _REMEMBERED:
                self._receipts.popitem(last=False)
        return receipt

    def _create(
        self, what: What, key: str, target: Target, values: Mapping[str, Any], request: Request
    ) -> str:
        part = self._part(what)
        try:
            answer = self._client.send(request)
            new = identity(find(answer.body, part.created_id)) if part.created_id is not None else None
            if new is None:
                # The answer does not tell: what carries our line is ours.
                new = self._find(what, key, target)
            if new is None:
                raise RetryableError(
                    f"{self._definition.label}'s answer names no new record",
                    code="malformed_answer",
                    uncertain=True,
                )
            with applied(self._definition.label):
                stored = self._stored(what, key, target, new) if part.read_back else None
        except RetryableError:
            # Perhaps it is there: the next attempt has to look instead of writing a second one.
            with self._lock:
                self._uncertain.add(f"{what}:{key}")
            raise
        if part.read_back:
            self._check(what, key, target, new, stored, values)
        return new

    def _stored(self, what: What, key: str, target: Target, new: str) -> Raw | None:
        part = self._part(what)
        known = {**self._known(what, key, target, {}), "id": new}
        try:
            if part.read is not None:
                return self._objects.read(part.read, known)[0]
            rows = self._pager.all(part.find, known)
            return next((raw for raw in rows if id_at(raw, part.id) == new), None)
        except NotFoundError:
            return None

    def _check(
        self, what: What, key: str, target: Target, new: str, stored: Raw | None, values: Mapping[str, Any]
    ) -> None:
        part = self._part(what)
        held = _plain(part, stored)
        known = {**self._client.variables, **self._known(what, key, target, values), "id": new}
        lost = [] if _words(held) == _words(self._content(part, known)) else [part.text]
        for path, template in part.verify.items():
            if text(find(stored, path)) != text(templates.fill(template, known)):
                lost.append(path)
        if lost:
            # Half a note helps nobody and would have no receipt to undo it by.
            self._delete(what, key, target, new)
            raise PermanentError(
                f"{self._definition.label} did not keep what was written: {', '.join(lost)} reads back differently",
                code="read_back_differs",
                hint="look for an automation in the CRM that changes it, or mend the definition",
            )

    @staticmethod
    def _content(part: Engagement, known: Mapping[str, Any]) -> str:
        usual = "{html}" if part.format == "html" else "{text}"
        said = templates.render(part.content or usual, known)
        return plain_text.from_html(said) if part.format == "html" else said

    def _company_of(self, target: Target) -> str:
        found = self._companies(target.id) if target.type == "deal" else target.id
        if found is None:
            raise PermanentError(
                f"this deal has no company in {self._definition.label}, and notes and tasks lie there",
                code="no_company",
            )
        return found

    def _find(self, what: What, key: str, target: Target) -> str | None:
        part = self._part(what)
        wanted = reference.token(key)
        for raw in self.existing(what, target):
            if reference.find(_plain(part, raw)) == wanted:
                return id_at(raw, part.id)
        return None

    def _delete(self, what: What, key: str, target: Target, object_id: str) -> None:
        call = self._part(what).delete
        known = {**self._known(what, key, target, {}), "id": object_id}
        try:
            self._client.send(self._client.request(call, call.method, known, Effect.REPEATABLE))
        except NotFoundError:
            return


def note_values(command: WriteNote) -> dict[str, Any]:
    """Return what a note's templates may use; the reference line is in text and HTML."""
    line = reference.line(command.key)
    return {
        "text": f"{command.body_text}\n\n{line}",
        "html": f"{command.body_html}<p>{html.escape(line)}</p>",
        "subject": command.body_text.partition("\n")[0][:120],
        "at": command.at,
    }


def task_values(command: WriteTask) -> dict[str, Any]:
    """Return what a task's templates may use; the reference line is in text and HTML."""
    whole = f"{command.body_text}\n\n{reference.line(command.key)}"
    return {
        "text": whole,
        "html": "<br>".join(html.escape(row, quote=False) for row in whole.splitlines()),
        "subject": command.subject,
        "due": command.due,
        "owner.id": command.owner_id,
    }


def _plain(part: Engagement, raw: Raw | None) -> str:
    held = text(find(raw, part.text)) or ""
    return plain_text.from_html(held) if part.format == "html" else plain_text.tidy(held)


def _words(said: str) -> list[str]:
    return plain_text.tidy(said).split()
