"""People who must not be profiled: who says so, what is erased when they do, and how they come back.

A wish comes from the CRM's record or from somebody here. From the moment it is noted nothing more is stored of the
person but that they are there (`store.repositories.records.silencing`); here is erased what was derived before.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import structlog
from redis import Redis
from redis.exceptions import RedisError

from ...errors import CrmAiError, NotFoundError, RetryableError
from ...ports.clock import Clock
from ...privacy import RedisKeys
from ...privacy.person import Person
from ...store import OptOut, Store
from ...store.tables.outbox import OutboxTable
from ..write_back.undoing import Undoing
from .profile import erase_profile

log = structlog.get_logger(__name__)

AT_ONCE = 200
ACTOR = "do-not-profile"
PAUSE_S = 3600
"""How long a CRM that could not take back what was written is left alone."""
WAITS = RedisKeys(
    "crm-ai:opt-outs:waits:", "that a CRM could not be reached to take something back", lives="an hour"
)


@dataclass(frozen=True)
class Wish:
    """Whether somebody must not be profiled, and since when which of the two says so."""

    connection: str
    contact_id: str
    crm_since: datetime | None = None
    here_since: datetime | None = None
    here_by: str | None = None
    erased_at: datetime | None = None

    @property
    def do_not_profile(self) -> bool:
        """Whether either says so."""
        return self.crm_since is not None or self.here_since is not None


@dataclass(frozen=True)
class OptingOut:
    """Wishes of all workspaces."""

    store: Store
    undoing: Undoing
    redis: Redis
    clock: Clock

    def get(self, workspace: str, contact_id: str, connection: str | None = None) -> Wish:
        """Return what is known of somebody's wish.

        Raises:
            NotFoundError: no such contact, and no connection was named, or none of the workspace's.
            ConflictError: several connections have a contact of that id.
        """
        key = self._connection(workspace, contact_id, connection)
        with self.store.workspace(workspace) as session:
            return _wish(key, contact_id, session.records.opt_out(key, contact_id))

    def opt_out(self, workspace: str, contact_id: str, *, by: str, connection: str | None = None) -> Wish:
        """Note that somebody must not be profiled, and erase what was; twice is once.

        With the connection named, somebody may be meant whom the CRM has not delivered yet.

        Raises:
            NotFoundError: no such contact, and no connection was named, or none of the workspace's.
            ConflictError: several connections have a contact of that id.
        """
        key = self._connection(workspace, contact_id, connection)
        with self.store.workspace(workspace) as session:
            before = session.records.opt_out(key, contact_id)
            session.records.opt_out_here(key, contact_id, by)
            if before is None or before.here_since is None:
                session.audit.add(by, "do_not_profile", f"contact:{contact_id}", {"connection": key})
        self._erase(workspace, key, contact_id)
        return self.get(workspace, contact_id, key)

    def lift(self, workspace: str, contact_id: str, *, by: str, connection: str | None = None) -> Wish:
        """Take back what was said here. What was erased comes back when the CRM delivers it again.

        Returns:
            The wish that is left: the CRM's record may have one as well.

        Raises:
            NotFoundError: no such contact, and no connection was named, or none of the workspace's.
            ConflictError: several connections have a contact of that id.
        """
        key = self._connection(workspace, contact_id, connection)
        with self.store.workspace(workspace) as session:
            if session.records.lift_opt_out(key, contact_id):
                session.audit.add(by, "profile_again", f"contact:{contact_id}", {"connection": key})
            return _wish(key, contact_id, session.records.opt_out(key, contact_id))

    def erase_due(self, workspace: str, limit: int = AT_ONCE) -> int:
        """Erase what was derived from people whose CRM has come to say so, and what waits for a CRM; returns of how many."""
        with self.store.workspace(workspace) as session:
            due = session.records.opt_outs_to_erase(limit)
        due = [one for one in due if not self._waits(workspace, one[0])]
        for connection, contact_id in due:
            self._erase(workspace, connection, contact_id)
        if due:
            log.info("profiles_erased", people=len(due))
        return len(due)

    def _erase(self, workspace: str, connection: str, contact_id: str) -> None:
        with self.store.workspace(workspace) as session:
            wish = session.records.opt_out(connection, contact_id)
            if wish is None or wish.erased_at is not None:
                return
            erase_profile(session, connection, contact_id)
            session.records.silence(connection, [contact_id])
            person = Person(contacts=((connection, contact_id),))
            written = [row["id"] for row in session.personal_rows.own(OutboxTable, person)]
        if self._taken_back(workspace, connection, written):
            with self.store.workspace(workspace) as session:
                session.records.opt_out_erased(connection, contact_id)

    def _taken_back(self, workspace: str, connection: str, deliveries: Sequence[str]) -> bool:
        """Take back what was written about somebody; return False if the CRM has to be asked again later."""
        for id_ in sorted(deliveries, reverse=True):
            try:
                self.undoing.one(workspace, id_, ACTOR)
            except RetryableError as error:
                log.warning("opt_out_waits_for_crm", connection=connection, code=error.code)
                self._pause(workspace, connection)
                return False
            except CrmAiError as error:
                # It can't be written to any more, or the record is gone: asking again would change nothing.
                log.warning("opt_out_left_in_crm", connection=connection, delivery=id_, code=error.code)
                continue
            with self.store.workspace(workspace) as session:
                session.outbox.empty(id_)
        return True

    def _connection(self, workspace: str, contact_id: str, connection: str | None) -> str:
        with self.store.workspace(workspace) as session:
            try:
                return session.records.find_contact(contact_id, connection)[0]
            except NotFoundError:
                if connection is None:
                    raise
        with self.store.system() as system:
            # The wish may be known here before the person is, but not before their CRM is.
            return system.connections.get(workspace, connection).key

    def _pause(self, workspace: str, connection: str) -> None:
        with suppress(RedisError):
            self.redis.set(f"{WAITS.prefix}{workspace}:{connection}", "1", ex=PAUSE_S)

    def _waits(self, workspace: str, connection: str) -> bool:
        try:
            return bool(self.redis.exists(f"{WAITS.prefix}{workspace}:{connection}"))
        except RedisError:
            return False


def _wish(connection: str, contact_id: str, held: OptOut | None) -> Wish:
    if held is None:
        return Wish(connection, contact_id)
    return Wish(connection, contact_id, held.crm_since, held.here_since, held.here_by, held.erased_at)
