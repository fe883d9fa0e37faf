"""Plans what an insight version writes into the CRM, as outbox rows with idempotency keys.

Note and fields are keyed by insight version; a task by deal, action and the state of the facts behind it,
so that the same advice in a later version does not make a second task.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ...insights import Insight, actions_of
from ...ports.connector import Capability, Target, WriteFields, WriteNote, WriteTask
from ...privacy import CrmWrite
from ...settings import WriteBackSettings
from ...store import DeliveryAction, OutboxRow
from ...store.ids import new_id
from ..registry import Registry

WRITES = (
    CrmWrite("note", "the card of an insight as text, its quotes included"),
    CrmWrite("fields", "figures and the next step, in fields of our own"),
    CrmWrite("task", "the first step, with why and how"),
)


@dataclass(frozen=True)
class WriteBackPlan:
    """Decides which deliveries an insight causes."""

    registry: Registry
    settings: WriteBackSettings

    def rows(
        self,
        insight: Insight,
        capabilities: frozenset[Capability],
        triggers: dict[str, str],
        owner_id: str | None,
        now: datetime,
        unwritten: Collection[str] = (),
    ) -> list[OutboxRow]:
        """Return the outbox rows of a new insight version, in the order in which they are carried out.

        `unwritten` names actions and fields that an admin left out.
        """
        card = self.registry.card_builder(insight.kind).build(insight)
        rows = []
        if self.settings.notes and "note" not in unwritten and Capability.WRITES_NOTES in capabilities:
            note = {
                "body_html": self.registry.card_host("note").render(card),
                "body_text": self.registry.card_host("plain").render(card),
                "at": insight.as_of.isoformat(),
            }
            rows.append(_row(insight, "note", f"{insight.id}.note", note, now))
        if self.settings.fields and "fields" not in unwritten and Capability.WRITES_FIELDS in capabilities:
            told = json.loads(self.registry.card_host("fields").render(card))
            values = {name: value for name, value in told.items() if name not in unwritten}
            if values:
                rows.append(_row(insight, "fields", f"{insight.id}.fields", {"values": values}, now))
        if self.settings.tasks and "task" not in unwritten and Capability.WRITES_TASKS in capabilities:
            rows += _task(insight, triggers, owner_id, now)
        return rows


def _task(insight: Insight, triggers: dict[str, str], owner_id: str | None, now: datetime) -> list[OutboxRow]:
    top = next((a for a in actions_of(insight) if a.state.state == "open"), None)
    if top is None:
        return []
    substance = "|".join((insight.connection, insight.subject.id, top.key, triggers.get(top.key, "")))
    key = f"task.{hashlib.blake2b(substance.encode(), digest_size=9).hexdigest()}"
    command = {
        "subject": top.title,
        "body_text": f"{top.why}\n\n{top.how}",
        "due": top.due.isoformat(),
        "owner_id": owner_id,
    }
    return [_row(insight, "task", key, command, now)]


def _row(
    insight: Insight, action: DeliveryAction, key: str, command: dict[str, Any], now: datetime
) -> OutboxRow:
    return OutboxRow(
        id=new_id("dlv"),
        connection=insight.connection,
        insight_id=insight.id,
        action=action,
        target_type=insight.subject.type,
        target_id=insight.subject.id,
        key=key,
        command=command,
        due_at=now,
        created_at=now,
        kind=insight.kind,
    )


def command_of(row: OutboxRow, attempt: int, expected: dict[str, Any]) -> WriteNote | WriteFields | WriteTask:
    """Return the typed command of an outbox row."""
    target = Target(row.target_type, row.target_id)  # type: ignore[arg-type]  # stored from a RecordType
    c = row.command
    if row.action == "note":
        at = datetime.fromisoformat(c["at"])
        return WriteNote(row.key, target, c["body_html"], c["body_text"], at, attempt)
    if row.action == "fields":
        return WriteFields(row.key, target, c["values"], expected, attempt)
    due = date.fromisoformat(c["due"])
    return WriteTask(row.key, target, c["subject"], c["body_text"], due, c.get("owner_id"), attempt)
