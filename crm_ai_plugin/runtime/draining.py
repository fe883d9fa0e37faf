"""Turns stored deliveries into work: parse, route, drop repeats and echoes, coalesce per deal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from ..errors import WebhookRejected
from ..ports.clock import Clock
from ..ports.receiver import Event
from ..store import EventRow, InboxRow, Store, WorkspaceSession
from .dispatch import Dispatcher, WorkKey
from .registry import Registry

log = structlog.get_logger(__name__)

CHUNK = 200

Route = tuple[str, str]
"""(workspace, connection)"""


@dataclass(frozen=True)
class Drained:
    """What one pass did."""

    deliveries: int = 0
    events: int = 0
    duplicates: int = 0
    echoes: int = 0
    subjects: int = 0

    def __add__(self, other: Drained) -> Drained:
        return Drained(*(getattr(self, f) + getattr(other, f) for f in self.__dataclass_fields__))


@dataclass(frozen=True)
class Drain:
    """Reads the inbox until it is empty."""

    store: Store
    registry: Registry
    dispatcher: Dispatcher
    clock: Clock
    coalesce_ms: int

    def run(self) -> Drained:
        """Process every stored delivery; safe to run in several processes at once.

        Events and the work they cause are committed together, so a pass that dies half-way leaves either
        both or neither, and the next pass drops as repeats what was already taken.
        """
        total = Drained()
        while True:
            with self.store.system() as system:
                rows = system.inbox.unparsed(CHUNK)
            if not rows:
                return total
            total += self._chunk(rows)

    def _chunk(self, rows: Sequence[InboxRow]) -> Drained:
        parsed: list[str] = []
        rejected: list[tuple[str, str]] = []
        by_route: dict[Route, list[tuple[str, Event]]] = defaultdict(list)
        for row in rows:
            try:
                events = self._events(row)
            except WebhookRejected as error:
                rejected.append((row.id, error.code))
                continue
            parsed.append(row.id)
            for route, event in events:
                by_route[route].append((row.id, event))
        drained = Drained(deliveries=len(rows))
        keys: dict[WorkKey, datetime] = {}
        for (workspace, connection), found in by_route.items():
            with self.store.workspace(workspace) as session:
                part, subjects, due = self._take(session, connection, found)
            drained += part
            keys |= {(workspace, connection, kind, id_): due for kind, id_ in subjects}
        with self.store.system() as system:
            for inbox_id in parsed:
                system.inbox.mark_parsed(inbox_id)
            for inbox_id, code in rejected:
                log.warning("delivery_unreadable", delivery=inbox_id, code=code)
                system.inbox.mark_rejected(inbox_id, code)
        for key, due in keys.items():
            self.dispatcher.refresh(key, due)
        return drained

    def _events(self, row: InboxRow) -> list[tuple[Route, Event]]:
        receiver = self.registry.receiver(row.receiver)
        # Our own app id tells our echoes; it is a property of the connection, so parse once per connection's app.
        with self.store.system() as system:
            accounts = {e.account for e in receiver.parse(row.body, app_id=None)}
            routes = {a: system.connections.by_account(row.receiver, a) for a in accounts}
        found: list[tuple[Route, Event]] = []
        for account, connections in routes.items():
            for connection in connections:
                if connection.status == "off":
                    continue
                app_id = connection.config.get("app_id")
                for event in receiver.parse(row.body, app_id=str(app_id) if app_id else None):
                    if event.account == account:
                        found.append(((connection.workspace_id, connection.key), event))
        return found

    def _take(
        self, session: WorkspaceSession, connection: str, found: list[tuple[str, Event]]
    ) -> tuple[Drained, set[tuple[str, str]], datetime]:
        now = self.clock()
        due = now + timedelta(milliseconds=self.coalesce_ms)
        rows = {e.dedupe_key: (inbox_id, e) for inbox_id, e in reversed(found)}
        new = session.events.add_many([_row(connection, inbox_id, e) for inbox_id, e in rows.values()])
        fresh = {row.dedupe_key for row in new}
        subjects: dict[tuple[str, str], list[str]] = defaultdict(list)
        echoes = 0
        for key in fresh:
            _, event = rows[key]
            if event.echo:
                echoes += 1
                continue
            for subject in subjects_of(session, connection, event):
                subjects[subject].append(cause_of(event))
        for (kind, id_), causes in subjects.items():
            for cause in sorted(set(causes)):
                session.work.touch(connection, kind, id_, cause, due)
        part = Drained(
            events=len(found), duplicates=len(found) - len(fresh), echoes=echoes, subjects=len(subjects)
        )
        return part, set(subjects), due


def cause_of(event: Event) -> str:
    """Return what a rep reads as the cause of a change: kind and field, never a value."""
    return f"{event.kind} {event.field}" if event.field else event.kind


def subjects_of(session: WorkspaceSession, connection: str, event: Event) -> set[tuple[str, str]]:
    """Return the (type, id) pairs that an event makes worth a new look."""
    deals = {("deal", id_) for kind, id_ in event.related if kind == "deal"}
    if event.record_type == "deal":
        return deals | {("deal", event.record_id)}
    if deals:
        return deals
    known = session.records.deals_related(connection, event.record_type, event.record_id)
    if known:
        return {("deal", id_) for id_ in known}
    # A record we have never seen, e.g. a new e-mail: only the CRM knows which deal it belongs to.
    return {(event.record_type, event.record_id)}


def _row(connection: str, inbox_id: str, event: Event) -> EventRow:
    return EventRow(
        connection=connection,
        dedupe_key=event.dedupe_key,
        inbox_id=inbox_id,
        kind=event.kind,
        record_type=event.record_type,
        record_id=event.record_id,
        occurred_at=event.occurred_at,
        field=event.field,
        value=event.value,
        echo=event.echo,
    )
