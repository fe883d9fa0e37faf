"""What was shared by link."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Text, delete, or_, select, update
from sqlalchemy import cast as as_type

from ...errors import NotFoundError
from ..digest import digest
from ..tables.shares import ShareLinkTable, ShareTable
from .base import Query, Repository


@dataclass(frozen=True)
class ShareRow:
    """A shared document as it was when it was shared. `people` None: it may speak of anybody."""

    id: str
    kind: str
    subject_type: str
    subject_id: str
    document: Mapping[str, Any] = field(repr=False)
    people: Sequence[str] | None = field(repr=False)
    passcode: str | None = field(repr=False)
    made_by: str
    expires_at: datetime
    failures: int = 0
    created_at: datetime | None = None
    revoked_at: datetime | None = None
    views: int = 0
    viewed_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        """Return whether its link still leads to it."""
        return self.revoked_at is None and now < self.expires_at


class Shares(Repository):
    """The shared documents of one workspace."""

    def add(self, row: ShareRow) -> None:
        """Store a shared document."""
        values = {
            "id": row.id,
            "kind": row.kind,
            "subject_type": row.subject_type,
            "subject_id": row.subject_id,
            "document": dict(row.document),
            "people": None if row.people is None else list(row.people),
            "passcode": row.passcode,
            "failures": 0,
            "made_by": row.made_by,
            "created_at": self._now(),
            "expires_at": row.expires_at,
            "views": 0,
        }
        self._run(self._insert(ShareTable), [values])

    def get(self, id: str) -> ShareRow:  # noqa: A002
        """Return one.

        Raises:
            NotFoundError: there is none, or it was cleared away.
        """
        row = self._run(_rows().where(ShareTable.id == id)).one_or_none()
        if row is None:
            raise NotFoundError(f"nothing was shared as {id!r}")
        return ShareRow(*row)

    def list(self, limit: int | None = None) -> Sequence[ShareRow]:
        """Return what was shared, newest first."""
        return [ShareRow(*row) for row in self._run(_rows().order_by(ShareTable.id.desc()).limit(limit))]

    def viewed(self, id: str) -> bool:  # noqa: A002
        """Count a view. Returns False when there is no such share."""
        table = ShareTable
        seen = (
            update(table)
            .where(table.id == id)
            .values(views=table.views + 1, viewed_at=self._now(), failures=0)
        )
        return self._run(seen).rowcount == 1

    def failed(self, id: str) -> int:  # noqa: A002
        """Count a wrong passcode; returns how many there were in a row, 0 when there is no such share."""
        table = ShareTable
        counted = update(table).where(table.id == id).values(failures=table.failures + 1)
        row = self._run(counted.returning(table.failures)).one_or_none()
        return 0 if row is None else int(row[0])

    def revoke(self, id: str) -> bool:  # noqa: A002
        """Let the link lead nowhere from now on. Returns False when there is no such share, or it was done."""
        table = ShareTable
        over = update(table).where(table.id == id, table.revoked_at.is_(None))
        # What nobody may see any more is not kept either.
        return self._run(over.values(revoked_at=self._now(), document={}, people=[])).rowcount == 1

    def erase_contact(self, connection: str, contact_id: str) -> int:
        """Take back what may speak of a person; returns how many documents that were."""
        found = [row.id for row in self._naming(f"{connection}:{contact_id}", "contact", contact_id)]
        taken = sum(self.revoke(one) for one in found)
        # Whose card was shared is not kept of those either that were taken back before.
        table = ShareTable
        theirs = update(table).where(table.subject_type == "contact", table.subject_id == contact_id)
        self._run(theirs.values(subject_id=""))
        return taken

    def prune(self, before: datetime) -> int:
        """Delete what expired before; returns how many rows that were."""
        return self._run(delete(ShareTable).where(ShareTable.expires_at < before)).rowcount

    def _naming(self, person: str, kind: str, id_: str) -> Sequence[ShareRow]:
        table = ShareTable
        text = as_type(table.people, Text)
        may = or_(
            table.people.is_(None),
            text.contains(id_, autoescape=True),
            (table.subject_type == kind) & (table.subject_id == id_),
            # An id that JSON spells otherwise than the database's text does is found by looking at all.
            text.contains("\\", autoescape=True),
        )
        rows = [ShareRow(*row) for row in self._run(_rows().where(table.revoked_at.is_(None), may))]
        return [
            row
            for row in rows
            if row.people is None or person in row.people or (row.subject_type, row.subject_id) == (kind, id_)
        ]


class ShareLinks(Repository):
    """All links of the installation."""

    def open(self, workspace_id: str, share_id: str, expires_at: datetime) -> str:
        """Return the token of a new link; it cannot be read again. Clears away links that are over."""
        self._run(delete(ShareLinkTable).where(ShareLinkTable.expires_at < self._now()))
        token = secrets.token_urlsafe(32)
        row = {
            "digest": digest(token),
            "workspace_id": workspace_id,
            "share_id": share_id,
            "expires_at": expires_at,
        }
        self._run(self._insert(ShareLinkTable), [row])
        return token

    def resolve(self, token: str) -> tuple[str, str] | None:
        """Return (workspace, share) of a link; how long that takes tells nothing about other links."""
        table = ShareLinkTable
        wanted = digest(token)
        row = self._run(
            select(table.workspace_id, table.share_id).where(table.digest == wanted)
        ).one_or_none()
        return None if row is None else (row[0], row[1])


def _rows() -> Query:
    table = ShareTable
    return select(
        table.id,
        table.kind,
        table.subject_type,
        table.subject_id,
        table.document,
        table.people,
        table.passcode,
        table.made_by,
        table.expires_at,
        table.failures,
        table.created_at,
        table.revoked_at,
        table.views,
        table.viewed_at,
    )
