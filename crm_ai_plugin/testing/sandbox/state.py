"""The sandbox's records: thread-safe, with history, associations and listeners; it knows no vendor.

A face (``hubspot/``, later others) fills a store in its own vocabulary of kinds and property names and
speaks its own protocol over it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from crm_ai_plugin.testing.sandbox.clock import SandboxClock

__all__ = ["Change", "HistoryEntry", "Link", "Record", "Source", "Store", "UnknownRecordError"]


class UnknownRecordError(LookupError):
    """No live record of that kind and id exists."""


@dataclass(frozen=True, slots=True)
class Source:
    """Who made a change: ``CRM_UI`` with a user, ``INTEGRATION`` with an app."""

    type: str
    id: str


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """A value a property took."""

    value: str
    at: datetime
    source: Source


@dataclass(slots=True)
class Record:
    """A record of any kind; property values are strings, as the vendors send them."""

    kind: str
    id: str
    properties: dict[str, str]
    created_at: datetime
    updated_at: datetime
    source: Source
    archived_at: datetime | None = None
    history: dict[str, list[HistoryEntry]] = field(default_factory=dict)

    def history_of(self, name: str) -> list[HistoryEntry]:
        """The values ``name`` took, newest first; one entry when it never changed."""
        if name in self.history:
            return list(reversed(self.history[name]))
        if name in self.properties:
            return [HistoryEntry(self.properties[name], self.created_at, self.source)]
        return []


@dataclass(frozen=True, slots=True)
class Link:
    """One end of an association; ``labels`` are type ids of the face's vocabulary."""

    kind: str
    id: str
    labels: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Change:
    """What listeners are told. ``event`` is creation, propertyChange, deletion or associationChange."""

    event: str
    kind: str
    id: str
    at: datetime
    source: Source
    name: str = ""
    value: str = ""
    other: Link | None = None
    removed: bool = False


Listener = Callable[[list[Change]], None]


class Store:
    """Records of one account. Every method is safe to call from any thread."""

    def __init__(
        self,
        clock: SandboxClock,
        first_new_id: int = 90_000_000_001,
        name_id: Callable[[str, int], str] = lambda _, number: str(number),
    ) -> None:
        self._name_id = name_id
        self._saved: dict[tuple[str, str], Record | None] | None = None
        self._held: list[Change] = []
        self.lock = threading.RLock()
        self.clock = clock
        self._records: dict[str, dict[str, Record]] = {}
        self._links: dict[tuple[str, str], dict[tuple[str, str], frozenset[int]]] = {}
        self._next_id = first_new_id
        self._listeners: list[Listener] = []
        self._watchers: list[Callable[[Record], None]] = []

    def listen(self, listener: Listener) -> None:
        """Have ``listener`` called with the changes of every later write, in order."""
        self._listeners.append(listener)

    def watch(self, watcher: Callable[[Record], None]) -> None:
        """Have ``watcher`` called with every record the moment it is written, even if that is taken back."""
        self._watchers.append(watcher)

    def seed(self, record: Record) -> None:
        """Put a record in place without telling anyone."""
        self._records.setdefault(record.kind, {})[record.id] = record

    def get(self, kind: str, record_id: str, *, archived: bool = False) -> Record:
        """The record of that kind and id.

        Raises:
            UnknownRecordError: There is none, or it is archived and ``archived`` is false.
        """
        with self.lock:
            record = self._records.get(kind, {}).get(record_id)
            if record is None or (record.archived_at is not None) is not archived:
                raise UnknownRecordError(f"{kind} {record_id}")
            return record

    def kinds(self) -> list[str]:
        """The kinds of which there is or was a record."""
        with self.lock:
            return sorted(self._records)

    def all(self, kind: str, *, archived: bool = False) -> list[Record]:
        """All records of a kind in order of their ids."""
        with self.lock:
            found = [
                r for r in self._records.get(kind, {}).values() if (r.archived_at is not None) is archived
            ]
        # Ids of one vendor have one form: shorter numbers first, then as they are written.
        return sorted(found, key=lambda record: (len(record.id), record.id))

    def create(self, kind: str, properties: Mapping[str, str], source: Source) -> Record:
        """Make a record; it gets the next free id."""
        with self.lock:
            at = self.clock.now()
            record = Record(kind, self._name_id(kind, self._next_id), dict(properties), at, at, source)
            self._next_id += 1
            self._keep(kind, record.id)
            self.seed(record)
            self._show(record)
            changes = [Change("creation", kind, record.id, at, source)]
            changes += [
                Change("propertyChange", kind, record.id, at, source, name, value)
                for name, value in properties.items()
            ]
            self._tell(changes)
            return record

    def update(self, kind: str, record_id: str, properties: Mapping[str, str], source: Source) -> Record:
        """Set properties; values equal to the present ones change nothing but the time of update.

        Raises:
            UnknownRecordError: There is no such live record.
        """
        with self.lock:
            record = self.get(kind, record_id)
            self._keep(kind, record_id)
            at = self.clock.now()
            changes = []
            for name, value in properties.items():
                if record.properties.get(name, "") == value:
                    continue
                if name not in record.history:
                    record.history[name] = list(reversed(record.history_of(name)))
                record.history[name].append(HistoryEntry(value, at, source))
                record.properties[name] = value
                changes.append(Change("propertyChange", kind, record_id, at, source, name, value))
            record.updated_at = at
            self._show(record)
            self._tell(changes)
            return record

    def archive(self, kind: str, record_id: str, source: Source) -> None:
        """Take a record out of sight; archiving what is gone already does nothing."""
        with self.lock:
            record = self._records.get(kind, {}).get(record_id)
            if record is None or record.archived_at is not None:
                return
            self._keep(kind, record_id)
            record.archived_at = record.updated_at = self.clock.now()
            self._tell([Change("deletion", kind, record_id, record.archived_at, source)])

    def link(
        self, kind: str, record_id: str, other: Link, back: Iterable[int], source: Source | None = None
    ) -> None:
        """Associate two records, adding to labels there are; ``back`` are the labels seen from ``other``.

        Raises:
            UnknownRecordError: One end does not exist (seeding, without ``source``, does not check).
        """
        with self.lock:
            if source is not None:
                self.get(kind, record_id)
                self.get(other.kind, other.id)
            here, there = (kind, record_id), (other.kind, other.id)
            ends = self._links.setdefault(here, {})
            before = ends.get(there)
            ends[there] = (before or frozenset()) | other.labels
            far = self._links.setdefault(there, {})
            far[here] = far.get(here, frozenset()) | frozenset(back)
            if source is not None and before != ends[there]:
                at = self.clock.now()
                self._tell([Change("associationChange", kind, record_id, at, source, other=other)])

    def unlink(self, kind: str, record_id: str, other: Link, source: Source) -> None:
        """Remove the association of two records; removing what is not there does nothing."""
        with self.lock:
            here, there = (kind, record_id), (other.kind, other.id)
            if self._links.get(here, {}).pop(there, None) is None:
                return
            self._links.get(there, {}).pop(here, None)
            at = self.clock.now()
            self._tell([Change("associationChange", kind, record_id, at, source, other=other, removed=True)])

    def links(self, kind: str, record_id: str, to_kind: str) -> list[Link]:
        """The live records of ``to_kind`` a record is associated with, in order of their ids."""
        with self.lock:
            ends = self._links.get((kind, record_id), {})
            live = self._records.get(to_kind, {})
            found = [
                Link(far_kind, far_id, labels)
                for (far_kind, far_id), labels in ends.items()
                if far_kind == to_kind and far_id in live and live[far_id].archived_at is None
            ]
        return sorted(found, key=lambda link: (len(link.id), link.id))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Take back every record written inside when an exception leaves the block; listeners hear at its end.

        Inside another transaction it is part of that one. Associations are not taken back.
        """
        with self.lock:
            if self._saved is not None:
                yield
                return
            self._saved = {}
            try:
                yield
            except BaseException:
                self._take_back(self._saved)
                self._held = []
                raise
            finally:
                self._saved = None
                held, self._held = self._held, []
                self._tell(held)

    def _show(self, record: Record) -> None:
        for watcher in self._watchers:
            watcher(record)

    def _keep(self, kind: str, record_id: str) -> None:
        if self._saved is None or (kind, record_id) in self._saved:
            return
        record = self._records.get(kind, {}).get(record_id)
        if record is not None:
            histories = {name: list(entries) for name, entries in record.history.items()}
            record = replace(record, properties=dict(record.properties), history=histories)
        self._saved[kind, record_id] = record

    def _take_back(self, saved: dict[tuple[str, str], Record | None]) -> None:
        for (kind, record_id), record in saved.items():
            if record is None:
                self._records[kind].pop(record_id, None)
            else:
                self._records[kind][record_id] = record

    def _tell(self, changes: list[Change]) -> None:
        if self._saved is not None:
            self._held += changes
        elif changes:
            for listener in self._listeners:
                listener(changes)
