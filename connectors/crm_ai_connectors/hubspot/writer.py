"""Notes and tasks: written once, read back, taken back.

A write is two calls: create and read back. HubSpot has no idempotency key for these, so before a write
that may have happened already (a second attempt, or an answer that was lost) the record's notes or tasks
are searched for the reference line of the key.
"""

from __future__ import annotations

import html
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any
from urllib.parse import quote

from crm_ai_plugin.errors import NotFoundError, PermanentError, RetryableError, UserInputError
from crm_ai_plugin.ports.connector import Receipt, Target, WriteNote, WriteTask

from ..http.applied import applied
from ..http.retry import Effect
from ..text import reference
from ..text.values import EDITED
from .client import HubSpotClient
from .links import Links
from .mapper import activities
from .mapper.kinds import COMPANIES, CONTACTS, DEALS, NOTES, TASKS
from .mapper.values import moment, properties, text
from .objects import BATCH, Objects, Raw

_PLURALS = {"deal": DEALS, "contact": CONTACTS, "company": COMPANIES}
_ASSOCIATION_TYPES = {
    (NOTES, DEALS): 214,
    (NOTES, CONTACTS): 202,
    (NOTES, COMPANIES): 190,
    (TASKS, DEALS): 216,
    (TASKS, CONTACTS): 204,
    (TASKS, COMPANIES): 192,
}
_BODY = {NOTES: "hs_note_body", TASKS: "hs_task_body"}
_NAMES = {NOTES: "note", TASKS: "task"}
_SUBJECT = "hs_task_subject"
_MAX_BODY = 65_536
_NOON = time(12, tzinfo=UTC)
"""A task falls due at a moment; noon UTC is the same day from Honolulu to Auckland's winter."""
_REMEMBERED = 1_000


class Writer:
    """Writes notes and tasks."""

    def __init__(self, client: HubSpotClient, objects: Objects, links: Links) -> None:
        self._client = client
        self._objects = objects
        self._links = links
        self._lock = threading.Lock()
        self._receipts: OrderedDict[str, Receipt] = OrderedDict()
        self._uncertain: set[str] = set()

    def write_note(self, command: WriteNote) -> Receipt:
        """Put the note on the record; see `Connector`."""
        body = f"{command.body_html}<p>{html.escape(reference.line(command.key))}</p>"
        wanted = {"hs_timestamp": _iso(command.at), _BODY[NOTES]: body}
        return self._write(NOTES, command.key, command.target, wanted, command.attempt)

    def write_task(self, command: WriteTask) -> Receipt:
        """Create the task; see `Connector`."""
        lines = (*command.body_text.splitlines(), "", reference.line(command.key))
        wanted = {
            "hs_timestamp": _iso(datetime.combine(command.due, _NOON)),
            _SUBJECT: command.subject,
            _BODY[TASKS]: "<br>".join(html.escape(row, quote=False) for row in lines),
            "hs_task_status": "NOT_STARTED",
            "hs_task_priority": "MEDIUM",
            "hs_task_type": "TODO",
        }
        if command.owner_id:
            wanted["hubspot_owner_id"] = command.owner_id
        return self._write(TASKS, command.key, command.target, wanted, command.attempt)

    def undo(self, receipt: Receipt) -> dict[str, str]:
        """Archive what the receipt names; something already gone is success.

        One that a person has edited since is theirs as well, and stays.
        """
        object_type, found = str(receipt.undo["object_type"]), str(receipt.undo["id"])
        with self._lock:
            self._receipts.pop(f"{object_type}:{receipt.key}", None)
        if self._was_edited(object_type, found, receipt.written):
            return {_NAMES[object_type]: EDITED}
        self._archive(object_type, found)
        return {}

    def _was_edited(self, object_type: str, found: str, written: Mapping[str, Any]) -> bool:
        try:
            held = properties(self._objects.get(object_type, found, tuple(written)))
        except NotFoundError:
            return False
        return not all(_kept(object_type, name, str(value or ""), held) for name, value in written.items())

    def _write(
        self, object_type: str, key: str, target: Target, wanted: Mapping[str, str], attempt: int
    ) -> Receipt:
        plural = _PLURALS.get(target.type)
        if plural is None:
            raise UserInputError(f"HubSpot has no {object_type} on a {target.type}", code="target_invalid")
        if len(wanted[_BODY[object_type]]) > _MAX_BODY:
            raise PermanentError(
                "the text is longer than HubSpot allows (65,536 characters)", code="too_long"
            )
        known = f"{object_type}:{key}"
        with self._lock:
            earlier = self._receipts.get(known)
            look = attempt > 1 or known in self._uncertain
        if earlier is not None:
            return replace(earlier, created=False)
        found = self._find(object_type, plural, target.id, key) if look else None
        receipt = self._receipt(
            object_type, key, target, found or self._create(known, plural, target, wanted), wanted
        )
        receipt = replace(receipt, created=found is None)
        with self._lock:
            self._uncertain.discard(known)
            self._receipts[known] = receipt
            while len(self._receipts) > _REMEMBERED:
                self._receipts.popitem(last=False)
        return receipt

    def _create(self, known: str, plural: str, target: Target, wanted: Mapping[str, str]) -> Raw:
        object_type = known.partition(":")[0]
        kind = {
            "associationCategory": "HUBSPOT_DEFINED",
            "associationTypeId": _ASSOCIATION_TYPES[object_type, plural],
        }
        body = {"properties": wanted, "associations": [{"to": {"id": target.id}, "types": [kind]}]}
        try:
            created = self._client.write("POST", f"/crm/objects/{{v}}/{object_type}", body, Effect.WRITE)
            created_id = text(created.get("id"))
            if created_id is None:
                raise RetryableError(
                    "HubSpot's answer names no new record", code="malformed_answer", uncertain=True
                )
        except RetryableError as error:
            if error.uncertain:
                with self._lock:
                    self._uncertain.add(known)
            raise
        try:
            with applied("HubSpot"):
                stored = self._objects.get(object_type, created_id, tuple(wanted))
        except RetryableError:
            # It is there, only not checked: the next attempt has to find it instead of writing a second one.
            with self._lock:
                self._uncertain.add(known)
            raise
        self._check(object_type, stored, wanted, created_id)
        return stored

    def _check(self, object_type: str, stored: Raw, wanted: Mapping[str, str], created_id: str) -> None:
        lost = [
            name for name, value in wanted.items() if not _kept(object_type, name, value, properties(stored))
        ]
        if lost:
            # Half a note helps nobody and would have no receipt to undo it by.
            self._archive(object_type, created_id)
            raise PermanentError(
                f"HubSpot did not keep what was written: {', '.join(sorted(lost))} reads back differently",
                code="read_back_differs",
                hint="look for a workflow or rule in HubSpot that changes these properties",
            )

    def _find(self, object_type: str, plural: str, target_id: str, key: str) -> Raw | None:
        """Return the note or task on the target that carries the key's reference line."""
        related = self._objects.associations(plural, object_type, [target_id]).get(target_id, [])
        wanted = reference.token(key)
        names = ("hs_timestamp", _BODY[object_type], *((_SUBJECT,) if object_type == TASKS else ()))
        # A lost write is a late one: newest first, and no further than where it is found.
        ids = sorted((one.id for one in related), key=lambda one: (len(one), one), reverse=True)
        for start in range(0, len(ids), BATCH):
            for raw in self._objects.batch_read(object_type, ids[start : start + BATCH], names).values():
                if reference.find(activities.body_of(raw, object_type)) == wanted:
                    return raw
        return None

    def _receipt(
        self, object_type: str, key: str, target: Target, raw: Raw, wanted: Mapping[str, str]
    ) -> Receipt:
        found = str(raw["id"])
        values = properties(raw)
        return Receipt(
            key=key,
            external_id=found,
            written={name: values.get(name) for name in wanted if name in values},
            undo={"what": "object", "object_type": object_type, "id": found},
            url=self._links.activity(target.type, target.id, found),
        )

    def _archive(self, object_type: str, object_id: str) -> None:
        try:
            self._client.write(
                "DELETE",
                f"/crm/objects/{{v}}/{object_type}/{quote(object_id, safe='')}",
                None,
                Effect.REPEATABLE,
            )
        except NotFoundError:
            return


def _kept(object_type: str, name: str, wanted: str, stored: Mapping[str, Any]) -> bool:
    """Return whether HubSpot holds what was sent; it may tidy the HTML but not the words."""
    held = stored.get(name)
    if name == _BODY[object_type]:
        sent = activities.body_of({"properties": {name: wanted}}, object_type)
        return activities.body_of({"properties": {name: held}}, object_type).split() == sent.split()
    if name == "hs_timestamp":
        return moment(held) == moment(wanted)
    return (text(held) or "") == wanted.strip()


def _iso(at: datetime) -> str:
    # HubSpot keeps milliseconds; anything finer would read back differently.
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
