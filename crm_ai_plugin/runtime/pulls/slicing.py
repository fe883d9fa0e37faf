"""One slice of a sync: reads pages, stores each with its cursor and the progress, settles what is gone."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ...ports.clock import Clock
from ...ports.connector import Connector, Page
from ...store import Store, SyncClaim, SyncState, WorkspaceSession, kinds_of
from ..narrowing import Narrowing
from .comparing import Comparing
from .quota import mind_the_day
from .run import Pass, Progress, Refusals

Tell = Callable[[str, int], None]
"""Told the kind and the number of records so far."""
CAUSE = "sync.change"
"""Cause of looking at a deal that changed without an event having told."""
_WHOLE = "whole"


class LostError(Exception):
    """Our lease ran out and somebody else is at it."""


def unfinished(progress: Progress) -> Progress:
    """Return what a new run takes over from one that was given up.

    Its cursor stands in the midst of a complete delivery, which goes on.
    """
    return Progress(begun=[mark for mark in progress.begun if mark.startswith(_WHOLE)])


@dataclass
class Slice:
    """The passes of one slice."""

    store: Store
    clock: Clock
    workspace: str
    claim: SyncClaim
    progress: Progress
    refusals: Refusals
    connector: Connector
    tell: Tell
    narrowing: Narrowing = field(default_factory=Narrowing)
    left_out: set[str] = field(default_factory=set)
    """Deals of this slice that lie in pipelines which nobody chose."""

    @property
    def _comparing(self) -> Comparing:
        return Comparing(self.store, self.clock, self.narrowing)

    def passes(self, passes: list[Pass], state: SyncState, until: float) -> bool:
        """Read until all is done (True) or time is up (False)."""
        phases = ["load" if self.progress.first else "changes"]
        if state.mode == "full" and not self.progress.first:
            phases.append("compare")
        self.progress.passes = len(phases) * len(passes)
        for phase in phases:
            self.progress.phase = phase
            for one in passes:
                if _mark(phase, one) in self.progress.done:
                    continue
                self.progress.kind = one.name
                if not self._pass(phase, one, state, until):
                    return False
        return True

    def _pass(self, phase: str, one: Pass, state: SyncState, until: float) -> bool:
        connection, mark = self.claim.connection, _mark(phase, one)
        comparing = phase == "compare"
        cursor_name = f"compare:{one.name}" if comparing else one.name
        with self._session() as session:
            if comparing and mark not in self.progress.begun:
                # What a comparison that was given up left behind is of no use: begin at the beginning.
                session.cursors.drop(connection, cursor_name)
                self._begin(session, mark, one)
                self._note(session)
            elif phase == "load" and _mark(_WHOLE, one) not in self.progress.begun:
                # Events have brought records before; one that is gone since is not delivered.
                self._begin(session, _mark(_WHOLE, one), one)
                self._note(session)
            began_at = cursor = session.cursors.get(connection, cursor_name)
        read_at = self.clock()
        pages = one.pages(cursor)
        while (page := next(pages, None)) is not None:
            with self._session() as session:
                self._page(session, phase, one, page, min(read_at, page.as_of or read_at))
                if page.cursor is not None and page.cursor != cursor:
                    session.cursors.set(connection, cursor_name, page.cursor)
                    cursor = page.cursor
                self._note(session)
            mind_the_day(self.connector)
            # Not before it has got on: what overlaps is read again, and must not be all that a slice reads.
            if page.cursor is not None and cursor != began_at and time.monotonic() >= until:
                return False
            read_at = self.clock()
        self._end(phase, one, state, cursor)
        return True

    def _page(self, session: WorkspaceSession, phase: str, one: Pass, page: Page, read_at: datetime) -> None:
        connection = self.claim.connection
        if page.whole:
            self.refusals.begin(one.name)
            if phase != "compare":
                self._begin(session, _mark(_WHOLE, one), one)
        records, left = self.narrowing.split(page.records, self.left_out)
        self.left_out |= left
        if left and phase == "changes":
            # It may have been moved there; a comparison finds that out by itself.
            self.progress.of(phase, "deal").gone += session.records.delete(
                connection, "deal", sorted(left), read_at
            )
        stored = session.records.store_page(connection, records, read_at)
        if self._begun(phase, one):
            session.expected.seen(connection, records)
        if page.deleted_ids:
            kind = page.deleted_kind or one.name
            gone = session.records.delete(connection, kind, page.deleted_ids, read_at)
            self.progress.of(phase, kind).gone += gone
        self.refusals.add(one.name, page)
        for kind, number in kinds_of(records).items():
            self.progress.of(phase, kind).seen += number
        for kind in one.kinds:
            count = self.progress.of(phase, kind)
            count.added += stored.added.get(kind, 0)
            count.changed += stored.changed.get(kind, 0)
            self.tell(kind, count.seen)
        if phase != "load":
            self._touch(session, stored.deals)

    def _touch(self, session: WorkspaceSession, deals: frozenset[str]) -> None:
        """Have somebody look at deals that changed without an event having told us."""
        for deal_id in sorted(deals):
            session.work.touch(self.claim.connection, "deal", deal_id, CAUSE, self.clock())

    def _begin(self, session: WorkspaceSession, mark: str, one: Pass) -> None:
        self._comparing.begin(session, self.claim.connection, one)
        if mark not in self.progress.begun:
            self.progress.begun.append(mark)

    def _begun(self, phase: str, one: Pass) -> str | None:
        """Return the mark of a complete delivery that is under way."""
        mark = _mark("compare" if phase == "compare" else _WHOLE, one)
        return mark if mark in self.progress.begun else None

    def _end(self, phase: str, one: Pass, state: SyncState, cursor: str | None) -> None:
        connection, mark = self.claim.connection, _mark(phase, one)
        if begun := self._begun(phase, one):
            found = self._comparing.settle(self.workspace, connection, one, accept_loss=state.accept_loss)
            for kind, vanished in found.items():
                count = self.progress.of(phase, kind)
                count.gone += vanished.gone
                count.seen += vanished.overlooked
            self.progress.begun.remove(begun)
        self.progress.done.append(mark)
        with self._session() as session:
            if phase == "compare":
                # From where everything has been read, changes are read on.
                if cursor is not None:
                    session.cursors.set(connection, one.name, cursor)
                session.cursors.drop(connection, f"compare:{one.name}")
            self._note(session)

    def _note(self, session: WorkspaceSession) -> None:
        values = {"progress": self.progress.to_json(), "refused": self.refusals.by_kind}
        held(session.syncs.note(self.claim, **values))

    def _session(self) -> Any:  # noqa: ANN401  # a context manager
        return self.store.workspace(self.workspace)


def _mark(phase: str, one: Pass) -> str:
    return f"{phase}:{one.name}"


def held(ours: bool) -> None:  # noqa: FBT001  # an answer of the store
    """Return if the store said that the claim is still ours; raised inside a transaction, it rolls it back.

    Raises:
        LostError: it is not.
    """
    if not ours:
        raise LostError
