"""Approvals: which version of a persona a person let into the CRM."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select

from ...errors import ConflictError
from ..tables.persona_approvals import PersonaApprovalTable
from .base import Repository


@dataclass(frozen=True)
class PersonaApprovalRow:
    """One decision; `number` counts a contact's decisions."""

    number: int
    insight_id: str
    version: int
    substance: str
    state: Literal["approved", "withdrawn"]
    by: str
    note: str
    at: datetime


class PersonaApprovals(Repository):
    """The approvals of one workspace. What was decided is never changed; a later decision stands above it."""

    def add(self, connection: str, contact_id: str, row: PersonaApprovalRow) -> None:
        """Store a decision.

        Raises:
            ConflictError: somebody else decided at the same moment.
        """
        values = {"connection": connection, "contact_id": contact_id, **row.__dict__}
        if not self._insert_new(PersonaApprovalTable, values):
            raise ConflictError("somebody else decided at the same moment: look and try again")

    def of(self, connection: str, contact_id: str) -> Sequence[PersonaApprovalRow]:
        """Return the decisions about a contact's persona, newest first."""
        table = PersonaApprovalTable
        query = (
            select(*_COLUMNS)
            .where(table.connection == connection, table.contact_id == contact_id)
            .order_by(table.number.desc())
        )
        return [PersonaApprovalRow(*row) for row in self._run(query)]


_COLUMNS = tuple(getattr(PersonaApprovalTable, name) for name in PersonaApprovalRow.__dataclass_fields__)
