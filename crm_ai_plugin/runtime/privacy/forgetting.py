"""Forgets a person everywhere: one cascade for the command line, the API and CRMs' privacy events.

First, in one transaction, marks are left by which the person is known again and nothing comes back, and who it is is
sealed. Then step after step is done, each in transactions of its own and noted when it is done. Cut off anywhere, the
sweeper has it gone on with; what waits for a CRM is tried again until it works.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from typing import Any, cast

import structlog

from ...discovery import import_modules
from ...errors import ConflictError, CrmAiError, NotFoundError
from ...ports.clock import Clock
from ...privacy.person import Person
from ...store import ErasureRow, ErasureState, Store, WorkspaceSession
from ..backoff import retry_at
from ..hash_key import HashKey
from ..vault import Vault
from . import steps
from .errand import Errand, Part, Step

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=10)
"""How long a process that went silent keeps an erasure from being gone on with."""
MOST_PAUSE = timedelta(days=1)


@dataclass(frozen=True)
class Forgetting:
    """Erasures of all workspaces.

    Args:
        store: What is searched.
        vault: Seals who is to be forgotten until it is done.
        hash_key: By which they are known again.
        errand: Makes what steps work with, from (workspace, erasure, person).
        clock: The time.
    """

    store: Store
    vault: Vault
    hash_key: HashKey
    errand: Callable[[str, ErasureRow, Person], Errand]
    clock: Clock

    def forget(
        self,
        workspace: str,
        contact_id: str,
        connection: str | None = None,
        by: str = "cli",
        told: Callable[[int, int], None] = lambda _done, _all: None,
    ) -> ErasureRow:
        """Forget a contact and whoever has its address, and return the receipt. Forgetting twice is forgetting once.

        Raises:
            NotFoundError: no such contact, and none that was forgotten.
            ConflictError: several connections have a contact of that id.
        """
        with self.store.workspace(workspace) as session:
            connection = self._connection(session, contact_id, connection)
        self.hash_key.ensure()
        with self.store.workspace(workspace) as session:
            id_ = self.open(session, connection, contact_id, by)
        return self.run(workspace, id_, told)

    def open(self, session: WorkspaceSession, connection: str, contact_id: str, by: str) -> str:
        """Begin an erasure in the transaction of `session`; from its commit on nothing of the person is stored.

        Call `hash_key.ensure` before the transaction begins.

        Returns:
            Its id: of the one before, if that is under way or has left nothing to do.
        """
        self._adopt(session)
        erasures = session.erasures
        mark = erasures.marker.contact(connection, contact_id)
        known = erasures.of_mark(mark)
        if known and (known[0].state != "done" or not self._is_held(session, connection, contact_id)):
            erasures.again(known[0].id)
            return known[0].id
        person = session.records.who_is(connection, contact_id)
        id_ = erasures.add(mark, connection, by, self.vault.encrypt(person.to_dict()))
        erasures.leave_marks(id_, [*person.marks(erasures.marker), *session.records.said_marks(person)])
        session.audit.add(by, "forget", id_, {"connection": connection})
        return id_

    def run(
        self, workspace: str, erasure_id: str, told: Callable[[int, int], None] = lambda _done, _all: None
    ) -> ErasureRow:
        """Go on with an erasure as far as it goes now; returns how far that is."""
        with self.store.workspace(workspace) as session:
            row = session.erasures.claim(erasure_id, self.clock() + LEASE)
            if row is None:
                return session.erasures.get(erasure_id)
        if row.sealed is None:
            raise ConflictError(f"erasure {erasure_id} is not sealed any more", code="erasure_unsealed")
        errand = self.errand(workspace, row, Person.from_dict(self.vault.decrypt(row.sealed)))
        parts = {str(one["place"]): Part(**one) for one in row.parts}
        all_steps = found_steps()
        for number, (name, step) in enumerate(all_steps, start=1):
            if not _is_over(name, parts):
                self._step(errand, name, step, parts)
                self._note(workspace, erasure_id, parts, "running", LEASE)
            told(number, len(all_steps))
        waiting = any(part.state == "pending" for part in parts.values())
        pause = min(retry_at(self.clock(), row.attempts, None) - self.clock(), MOST_PAUSE)
        self._note(workspace, erasure_id, parts, "pending" if waiting else "done", pause)
        with self.store.workspace(workspace) as session:
            return session.erasures.get(erasure_id)

    def receipt(self, workspace: str, erasure_id: str) -> ErasureRow:
        """Return what was removed where.

        Raises:
            NotFoundError: no such erasure.
        """
        with self.store.workspace(workspace) as session:
            return session.erasures.get(erasure_id)

    def receipts(self, workspace: str, limit: int | None = 100) -> Sequence[ErasureRow]:
        """Return receipts, newest first."""
        with self.store.workspace(workspace) as session:
            return session.erasures.list(limit)

    def again(self, workspace: str, erasure_id: str) -> ErasureRow:
        """Go on now with what is pending, and return how far it is.

        Raises:
            NotFoundError: no such erasure.
        """
        with self.store.workspace(workspace) as session:
            session.erasures.get(erasure_id)
            session.erasures.again(erasure_id)
        return self.run(workspace, erasure_id)

    def lift(self, workspace: str, erasure_id: str, by: str) -> ErasureRow:
        """Let somebody come back who has agreed again; what was erased stays erased until the CRM delivers it.

        Raises:
            NotFoundError: no such erasure.
            ConflictError: it is under way.
        """
        with self.store.workspace(workspace) as session:
            row = session.erasures.get(erasure_id)
            if row.state == "running":
                raise ConflictError("the erasure is still under way", code="erasure_running")
            if row.lifted_at is None:
                session.erasures.lift(erasure_id, by)
                session.audit.add(by, "lift_erasure", erasure_id)
            return session.erasures.get(erasure_id)

    def _step(self, errand: Errand, name: str, step: Step, parts: dict[str, Part]) -> None:
        before = {place: part for place, part in parts.items() if place != _over(name)}
        try:
            found = list(step.run(errand))
        except CrmAiError as error:
            log.warning("erasure_step_waits", step=name, code=error.code)
            parts[f"step:{name}"] = Part(f"step:{name}", state="pending", code=error.code)
            return
        parts.pop(f"step:{name}", None)
        for part in found:
            earlier = before.get(part.place)
            removed = part.removed + (earlier.removed if earlier else 0)
            kept = part.kept + (earlier.kept if earlier else 0)
            parts[part.place] = replace(part, removed=removed, kept=kept)
        if all(part.state != "pending" for part in found):
            parts[_over(name)] = Part(_over(name))

    def _note(
        self,
        workspace: str,
        erasure_id: str,
        parts: dict[str, Part],
        state: ErasureState,
        pause: timedelta,
    ) -> None:
        listed: list[dict[str, Any]] = [part.to_dict() for _, part in sorted(parts.items())]
        if state == "done":
            listed = [one for one in listed if not str(one["place"]).startswith("over:")]
        with self.store.workspace(workspace) as session:
            session.erasures.note(erasure_id, listed, state, self.clock() + pause)

    def _connection(self, session: WorkspaceSession, contact_id: str, connection: str | None) -> str:
        try:
            return session.records.find_contact(contact_id, connection)[0]
        except NotFoundError:
            if connection is not None:
                # Never seen, or forgotten before: the CRM may name somebody whom it has not delivered yet.
                return connection
            raise

    def _is_held(self, session: WorkspaceSession, connection: str, contact_id: str) -> bool:
        try:
            session.records.find_contact(contact_id, connection)
        except NotFoundError:
            return False
        return True

    def _adopt(self, session: WorkspaceSession) -> None:
        """Hash the ids of those who were erased before ids were hashed."""
        old = session.erasures.unhashed()
        if old:
            marker = session.erasures.marker
            for mark in (marker.contact(*one) for one in old):
                session.erasures.leave_marks(f"contact:{mark}", [(mark, "contact")])
            session.erasures.drop_unhashed()


@cache
def found_steps() -> Sequence[tuple[str, Step]]:
    """Return (name, step) of every module in `steps`, in their order."""
    found = [
        (module.__name__.rpartition(".")[2], cast(Step, vars(module)["STEP"]))
        for module in import_modules(steps)
    ]
    return sorted(found, key=lambda one: (one[1].order, one[0]))


def _over(name: str) -> str:
    return f"over:{name}"


def _is_over(name: str, parts: dict[str, Part]) -> bool:
    return _over(name) in parts
