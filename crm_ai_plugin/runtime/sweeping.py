"""Finds what was accepted and never done, and says "look" again.

The queue may lose everything; the inbox, the work table, the outbox, the notices, the syncs and the erasures may not.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..ports.clock import Clock
from ..store import Store
from .dispatch import Dispatcher

LIMIT = 500


@dataclass(frozen=True)
class Swept:
    """How much was found lying."""

    inbox: bool
    work: int
    deliveries: int
    syncs: int = 0
    notices: int = 0
    erasures: int = 0


@dataclass(frozen=True)
class Sweeper:
    """One pass over everything that is due."""

    store: Store
    dispatcher: Dispatcher
    clock: Clock

    def run(self) -> Swept:
        """Enqueue what is due and not held by a live worker."""
        now = self.clock()
        with self.store.system() as system:
            unparsed = bool(system.inbox.unparsed(1))
        if unparsed:
            self.dispatcher.drain_inbox()
        work = self.store.due_work(now, LIMIT)
        for workspace, connection, subject_type, subject_id in work:
            self.dispatcher.refresh((workspace, connection, subject_type, subject_id))
        deliveries = self.store.due_deliveries(now, LIMIT)
        for workspace, delivery_id in deliveries:
            self.dispatcher.deliver(workspace, delivery_id)
        syncs = self.store.due_syncs(now, LIMIT)
        for workspace, connection in syncs:
            self.dispatcher.sync(workspace, connection)
        notices = self.store.due_notices(now, LIMIT)
        for workspace, notice_id in notices:
            self.dispatcher.notify(workspace, notice_id)
        erasures = self.store.due_erasures(now, LIMIT)
        for workspace, erasure_id in erasures:
            self.dispatcher.forget(workspace, erasure_id)
        return Swept(unparsed, len(work), len(deliveries), len(syncs), len(notices), len(erasures))
