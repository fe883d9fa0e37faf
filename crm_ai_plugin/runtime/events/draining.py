"""Turns stored deliveries into work: parse, route, drop repeats and echoes, coalesce per deal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from ...errors import ConfigurationError, NotFoundError, PluginLoadError, WebhookRejected
from ...ports.clock import Clock
from ...ports.receiver import Event, Receiver
from ...store import ConnectionRow, EventRow, InboxRow, Store, WorkspaceSession
from ..dispatch import Dispatcher, WorkKey
from ..privacy.forgetting import Forgetting
from ..registry import Registry
from .endpoints import ENDPOINT_FACT, BoundEndpoint, Endpoints

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
    forgetting: Forgetting

    def run(self) -> Drained:
        """Process every stored delivery; safe to run in several processes at once.

        Events and the work they cause are committed together, so a pass that dies half-way leaves either
        both or neither, and the next pass drops as repeats what was already taken.
        """
        total = Drained()
        stuck: set[str] = set()
        while True:
            with self.store.system() as system:
                rows = [row for row in system.inbox.unparsed(CHUNK + len(stuck)) if row.id not in stuck]
            if not rows:
                return total
            total += self._chunk(rows, stuck)

    def _chunk(self, rows: Sequence[InboxRow], stuck: set[str]) -> Drained:
        read: list[str] = []
        rejected: list[tuple[str, str]] = []
        by_route: dict[Route, list[tuple[str, Event]]] = defaultdict(list)
        routing = _Routing(self.store, Endpoints(self.store, self.registry))
        for row in rows:
            try:
                events = self._events(row, routing)
            except (NotFoundError, PluginLoadError, ConfigurationError) as error:
                # Accepted is accepted: it waits until its receiver is back, and does not hold up the others.
                log.warning("delivery_waits", delivery=row.id, receiver=row.receiver, code=error.code)
                stuck.add(row.id)
                continue
            except WebhookRejected as error:
                rejected.append((row.id, error.code))
                continue
            read.append(row.id)
            for route, event in events:
                by_route[route].append((row.id, event))
        drained = Drained(deliveries=len(read) + len(rejected))
        erasures: list[tuple[str, str]] = []
        if any(event.erasure for found in by_route.values() for _, event in found):
            self.forgetting.hash_key.ensure()
        keys: dict[WorkKey, datetime] = {}
        for (workspace, connection), found in sorted(by_route.items(), key=lambda item: item[0]):
            with self.store.workspace(workspace) as session:
                part, subjects, due = self._take(session, connection, found)
                asked = [event for _, event in found if event.erasure]
                erasures += [(workspace, one) for one in self._open(session, connection, asked)]
            drained += part
            keys |= {(workspace, connection, kind, id_): due for kind, id_ in subjects}
        with self.store.system() as system:
            for inbox_id in read:
                system.inbox.mark_parsed(inbox_id)
            for inbox_id, code in rejected:
                log.warning("delivery_unreadable", delivery=inbox_id, code=code)
                system.inbox.mark_rejected(inbox_id, code)
        # It calls CRMs and compacts the database: no other event waits for that.
        for workspace, erasure_id in erasures:
            self.dispatcher.forget(workspace, erasure_id)
        for key, due in keys.items():
            self.dispatcher.refresh(key, due)
        return drained

    def _open(self, session: WorkspaceSession, connection: str, asked: Sequence[Event]) -> list[str]:
        """Begin what CRMs ask for. An event that came before begins nothing new."""
        people = sorted({event.record_id for event in asked})
        return [self.forgetting.open(session, connection, one, "crm") for one in people]

    def _events(self, row: InboxRow, routing: _Routing) -> list[tuple[Route, Event]]:
        bound = routing.endpoint(row)
        if bound is None:
            return _parsed(self.registry.receiver(row.receiver), row, routing)
        if bound.connection.status == "off":
            return []
        # The address said whose it is, whatever the body claims.
        return [((bound.row.workspace_id, bound.row.connection), event) for event in bound.events(row)]

    def _take(
        self, session: WorkspaceSession, connection: str, found: list[tuple[str, Event]]
    ) -> tuple[Drained, set[tuple[str, str]], datetime]:
        now = self.clock()
        due = now + timedelta(milliseconds=self.coalesce_ms)
        # Of somebody who was forgotten nothing is kept, not even that something happened to their record.
        found = [
            (inbox_id, event)
            for inbox_id, event in found
            if event.erasure
            or event.record_type != "contact"
            or not session.records.is_erased(connection, event.record_id)
        ]
        rows = {e.dedupe_key: (inbox_id, e) for inbox_id, e in reversed(found)}
        # Sorted, here and below: two passes over the same events that lock rows in different orders would
        # lock each other out.
        new = session.events.add_many([_row(connection, *rows[key]) for key in sorted(rows)])
        fresh = {row.dedupe_key for row in new}
        subjects: dict[tuple[str, str], list[str]] = defaultdict(list)
        echoes = 0
        # Of a new e-mail there are several events, and one of them says to which deal it belongs.
        named = {(e.record_type, e.record_id): e.related for _, e in rows.values() if e.related}
        for key in sorted(fresh):
            _, event = rows[key]
            if not event.related:
                event = replace(event, related=named.get((event.record_type, event.record_id), ()))
            if event.echo:
                echoes += 1
            else:
                for subject in subjects_of(session, connection, event):
                    subjects[subject].append(cause_of(event))
        for (kind, id_), causes in sorted(subjects.items()):
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
    if event.erasure:
        # Erased without asking the CRM; the deals are those that we knew of.
        known = session.records.deals_related(connection, event.record_type, event.record_id)
        return deals | {("deal", id_) for id_ in known}
    if event.kind.lower().endswith("deletion"):
        # Looking it up is what erases our copy; the deals it belonged to follow from there.
        return deals | {(event.record_type, event.record_id)}
    if deals:
        return deals
    known = session.records.deals_related(connection, event.record_type, event.record_id)
    if known:
        return {("deal", id_) for id_ in known}
    # A record we have never seen, e.g. a new e-mail: only the CRM knows which deal it belongs to.
    return {(event.record_type, event.record_id)}


@dataclass
class _Routing:
    """Who is connected to an account, asked once per pass."""

    store: Store
    endpoints: Endpoints
    known: dict[Route, Sequence[ConnectionRow]] = field(default_factory=dict)
    bound: dict[str, BoundEndpoint] = field(default_factory=dict)

    def endpoint(self, row: InboxRow) -> BoundEndpoint | None:
        id_ = row.headers.get(ENDPOINT_FACT)
        if id_ is None:
            return None
        if id_ not in self.bound:
            self.bound[id_] = self.endpoints.get(id_)
        return self.bound[id_]

    def connections(self, receiver: str, account: str) -> Sequence[ConnectionRow]:
        if (receiver, account) not in self.known:
            with self.store.system() as system:
                self.known[receiver, account] = system.connections.by_account(receiver, account)
        return self.known[receiver, account]


def _parsed(receiver: Receiver, row: InboxRow, routing: _Routing) -> list[tuple[Route, Event]]:
    """Return the events of a delivery with where they go to; what nobody is connected to is left out.

    Raises:
        WebhookRejected: it can't be read, or none of it is for anybody here.
    """
    found: list[tuple[Route, Event]] = []
    accounts = {event.account for event in _read(receiver, row, None)}
    anybody = not accounts
    for account in sorted(accounts):
        for connection in routing.connections(row.receiver, account):
            anybody = True
            # Our own app's id tells our echoes; it is a property of the connection.
            app_id = connection.config.get("app_id")
            route = (connection.workspace_id, connection.key)
            events = _read(receiver, row, str(app_id) if app_id else None)
            found += [(route, one) for one in _heard(connection, events) if one.account == account]
    if not anybody:
        raise WebhookRejected("nobody is connected to this account", code="unknown_connection")
    return found


def _heard(connection: ConnectionRow, events: Sequence[Event]) -> Sequence[Event]:
    """Return the events that are for a connection.

    One that is switched off does nothing any more, but its records are still there for people to be erased from.
    """
    if connection.status != "off":
        return events
    return [replace(event, echo=True) for event in events if event.erasure]


def _read(receiver: Receiver, row: InboxRow, app_id: str | None) -> Sequence[Event]:
    try:
        return receiver.parse(row.body, app_id=app_id)
    except WebhookRejected:
        raise
    except Exception as error:
        # A receiver promises to raise nothing else; a partner's may break its word, which must cost no neighbour.
        log.warning("receiver_crashed", receiver=row.receiver, error=type(error).__name__)
        raise WebhookRejected("the receiver failed on this delivery", code="receiver_failed") from error


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
