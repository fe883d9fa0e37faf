"""Approve before write-back: of a persona nothing gets into the CRM that no person let through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import structlog

from ...errors import ConflictError, CrmAiError, NotFoundError, UserInputError
from ...insights import Insight
from ...insights.persona import PersonaPayload
from ...ports.clock import Clock
from ...ports.connector import Capability, Connector
from ...records import Contact
from ...store import OutboxRow, PersonaApprovalRow, Store, WorkspaceSession, new_id
from ..advice.previewing import PlannedWrite, planned
from ..connections import Connections
from ..dispatch import Dispatcher
from ..registry import Registry
from ..write_back.turns import last_written
from ..write_back.undoing import Undoing
from .building import KIND, SUBJECT
from .fields import persona_fields
from .visibility import GUEST, Visibility
from .write_policy import WritePolicy, policy_in

log = structlog.get_logger(__name__)

State = Literal["waiting", "approved", "withdrawn", "nothing"]
MAX_NOTE = 500
AUTOMATIC = "automatic"
"""Who approved where an admin decided that nobody has to."""


@dataclass(frozen=True)
class ApprovalView:
    """Where a persona stands.

    Attributes:
        version: The newest one.
        state: Of the newest version. ``waiting``: it says something that nobody approved; ``nothing``: it says nothing.
        approved_version: The newest that was approved, whether or not it still counts.
        by: Who decided last.
        at: When.
        note: What they noted.
        deliveries: Ids of the writes that the approval caused.
    """

    contact: str
    connection: str
    version: int
    state: State
    approved_version: int | None = None
    by: str | None = None
    at: datetime | None = None
    note: str = ""
    deliveries: Sequence[str] = ()


@dataclass(frozen=True)
class Approving:
    """Takes decisions and plans the writes that follow, in one transaction."""

    store: Store
    registry: Registry
    connections: Connections
    visibility: Visibility
    undoing: Undoing
    dispatcher: Dispatcher
    clock: Clock

    def state(self, workspace: str, contact_id: str, connection: str | None = None) -> ApprovalView:
        """Return where the newest version stands.

        Raises:
            NotFoundError: no such contact, or nobody has looked at them yet.
        """
        with self.store.workspace(workspace) as session:
            insight = _latest(session, contact_id, connection)
            return _view(session, insight)

    def approve(
        self,
        workspace: str,
        contact_id: str,
        version: int,
        *,
        by: str,
        note: str = "",
        connection: str | None = None,
    ) -> ApprovalView:
        """Let a version into the CRM; a version that says the same needs no new approval, and twice is once.

        Args:
            workspace: Whose contact.
            contact_id: Its id in the CRM.
            version: What was looked at; it has to be the newest.
            by: Who decides.
            note: Why, or what to know.
            connection: Needed when two connections share the contact's id.

        Raises:
            ConflictError: ``version_old``: there is a newer version than the one that was looked at.
            UserInputError: the contact must not be profiled, or nothing is said about them.
            NotVisibleError: the persona is hidden from whoever reads the CRM.
        """
        with self.store.workspace(workspace) as session:
            insight = _latest(session, contact_id, connection)
            if insight.version != version:
                raise ConflictError(
                    f"version {version} is not the newest: look at version {insight.version} and approve that",
                    code="version_old",
                )
            _require_writable(session, insight)
        self._approve(workspace, insight, by, note.strip()[:MAX_NOTE])
        return self.state(workspace, contact_id, insight.connection)

    def after(self, workspace: str, insight: Insight) -> None:
        """Write a new version at once where an admin decided that nobody has to approve; what can't be is logged."""
        with self.store.workspace(workspace) as session:
            if policy_in(session).policy.approval != "automatic":
                return
        try:
            with self.store.workspace(workspace) as session:
                _require_writable(session, insight)
            self._approve(workspace, insight, AUTOMATIC, "")
        except CrmAiError as error:
            log.info("persona_not_written", code=error.code)

    def withdraw(
        self,
        workspace: str,
        contact_id: str,
        *,
        by: str,
        note: str = "",
        take_back: bool = False,
        connection: str | None = None,
    ) -> ApprovalView:
        """Take an approval back: what waits is not written; with `take_back` what was written is taken out of the CRM.

        Raises:
            ConflictError: nothing is approved, or a write is under way.
        """
        with self.store.workspace(workspace) as session:
            insight = _latest(session, contact_id, connection)
            decided = session.persona_approvals.of(insight.connection, contact_id)
            last = decided[0] if decided else None
            if last is None or last.state != "approved":
                raise ConflictError("no version of this persona is approved", code="not_approved")
            made = PersonaApprovalRow(
                last.number + 1,
                last.insight_id,
                last.version,
                last.substance,
                "withdrawn",
                by,
                note.strip()[:MAX_NOTE],
                self.clock(),
            )
            session.persona_approvals.add(insight.connection, contact_id, made)
            session.audit.add(by, "persona_withdrawn", f"contact:{contact_id}", {"version": last.version})
            rows = _written(session, insight)
            for row in rows:
                if row.state == "pending" and not row.doubted:
                    session.outbox.cancel(row.id)
        if take_back:
            for row in rows:
                if row.state != "undone":
                    self.undoing.one(workspace, row.id, by)
        return self.state(workspace, contact_id, insight.connection)

    def preview(
        self, workspace: str, contact_id: str, connection: str | None = None
    ) -> Sequence[PlannedWrite]:
        """Return what approving the newest version would write now, value by value; nothing is written.

        Raises:
            NotFoundError: no such contact, nobody has looked at them yet, or there is no CRM to write to.
            UserInputError: the contact must not be profiled, or nothing is said about them.
        """
        with self.store.workspace(workspace) as session:
            insight = _latest(session, contact_id, connection)
            _require_writable(session, insight)
            policy = policy_in(session).policy
            rows = session.outbox.list(connection=insight.connection, subject=(SUBJECT, contact_id))
        with self.connections.open(workspace, insight.connection) as connector:
            made = self._rows(workspace, insight, policy, connector, 0)
            return [planned(connector, row, KIND, last_written(rows)) for row in made]

    def _approve(self, workspace: str, insight: Insight, by: str, note: str) -> None:
        contact_id = insight.subject.id
        with self.store.workspace(workspace) as session:
            policy = policy_in(session).policy
            decided = session.persona_approvals.of(insight.connection, contact_id)
        if _holds(decided, insight):
            return
        number = decided[0].number + 1 if decided else 1
        try:
            with self.connections.open(workspace, insight.connection) as connector:
                rows = self._rows(workspace, insight, policy, connector, number)
        except NotFoundError:
            # Records that came in files: there is no CRM to write to, and the decision is kept all the same.
            rows = []
        with self.store.workspace(workspace) as session:
            row = PersonaApprovalRow(
                number, insight.id, insight.version, insight.fingerprint, "approved", by, note, self.clock()
            )
            session.persona_approvals.add(insight.connection, contact_id, row)
            session.audit.add(by, "persona_approved", f"contact:{contact_id}", {"version": insight.version})
            added = [one.id for one in rows if session.outbox.add(one)]
        for id_ in added:
            self.dispatcher.deliver(workspace, id_)

    def _rows(
        self, workspace: str, insight: Insight, policy: WritePolicy, connector: Connector, number: int
    ) -> list[OutboxRow]:
        """Return the writes of an approved version; only what everybody may see gets into a CRM that everybody reads."""
        shown = self.visibility.seen(workspace, insight, GUEST)
        now, rows = self.clock(), []
        notes_on = getattr(connector, "notes_on", (SUBJECT,))
        if policy.note and Capability.WRITES_NOTES in connector.capabilities and SUBJECT in notes_on:
            card = self.registry.card_builder(KIND).build(shown)
            note = {
                "body_html": self.registry.card_host("note").render(card),
                "body_text": self.registry.card_host("plain").render(card),
                "at": insight.as_of.isoformat(),
            }
            rows.append(_row(insight, "note", number, note, now))
        if policy.fields and SUBJECT in getattr(connector, "fields_on", ()):
            rows.append(_row(insight, "fields", number, {"values": persona_fields(shown)}, now))
        return rows


def _row(
    insight: Insight,
    action: Literal["note", "fields"],
    number: int,
    command: Mapping[str, object],
    now: datetime,
) -> OutboxRow:
    return OutboxRow(
        id=new_id("dlv"),
        connection=insight.connection,
        insight_id=insight.id,
        action=action,
        target_type=SUBJECT,
        target_id=insight.subject.id,
        key=f"{insight.id}.{number}.{action}",
        command=command,
        due_at=now,
        created_at=now,
        kind=KIND,
    )


def _latest(session: WorkspaceSession, contact_id: str, connection: str | None) -> Insight:
    key, _ = session.records.find_contact(contact_id, connection)
    found = session.insights.latest(KIND, SUBJECT, contact_id, key)
    if found is None:
        raise NotFoundError(f"there is no persona of contact {contact_id!r} yet", code="no_insight")
    return found


def _require_writable(session: WorkspaceSession, insight: Insight) -> None:
    (contact,) = session.records.fetch(insight.connection, Contact, [insight.subject.id])
    if contact.do_not_profile:
        raise UserInputError("this contact must not be profiled; nothing is written", code="not_profiled")
    if not PersonaPayload.model_validate(insight.payload).traits:
        raise UserInputError("nothing is said about this contact yet", code="nothing_to_write")


def _holds(decided: Sequence[PersonaApprovalRow], insight: Insight) -> bool:
    """Whether what was decided last lets this version's substance through."""
    return bool(decided) and decided[0].state == "approved" and decided[0].substance == insight.fingerprint


def _written(session: WorkspaceSession, insight: Insight) -> list[OutboxRow]:
    """Return a persona's writes, newest first."""
    rows = session.outbox.list(connection=insight.connection, subject=(SUBJECT, insight.subject.id))
    return sorted((row for row in rows if row.kind == KIND), key=lambda row: row.id, reverse=True)


def _view(session: WorkspaceSession, insight: Insight) -> ApprovalView:
    decided = session.persona_approvals.of(insight.connection, insight.subject.id)
    last = decided[0] if decided else None
    state: State = "waiting"
    if _holds(decided, insight):
        state = "approved"
    elif last is not None and last.state == "withdrawn" and last.substance == insight.fingerprint:
        state = "withdrawn"
    elif not PersonaPayload.model_validate(insight.payload).traits:
        state = "nothing"
    approved = next((row.version for row in decided if row.state == "approved"), None)
    return ApprovalView(
        contact=insight.subject.id,
        connection=insight.connection,
        version=insight.version,
        state=state,
        approved_version=approved,
        by=last.by if last else None,
        at=last.at if last else None,
        note=last.note if last else "",
        deliveries=[row.id for row in _written(session, insight)],
    )
