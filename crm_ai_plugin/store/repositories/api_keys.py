"""API keys."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from ...errors import NotFoundError
from ..digest import digest
from ..tables.api_keys import ApiKeyTable
from ..tables.workspaces import WorkspaceTable
from .base import Repository

_PREFIX = "crmai_"


@dataclass(frozen=True)
class ApiKeyRow:
    """A key of a workspace, without what opens it."""

    id: str
    label: str
    created_at: datetime


class ApiKeys(Repository):
    """Keys that machines authenticate with."""

    def create(self, workspace_id: str, label: str) -> str:
        """Return a new key; it cannot be read again.

        Raises:
            NotFoundError: no such workspace.
        """
        if self._session.scalar(select(WorkspaceTable.id).where(WorkspaceTable.id == workspace_id)) is None:
            raise NotFoundError(f"there is no workspace {workspace_id!r}")
        plain = _PREFIX + secrets.token_urlsafe(32)
        row = {
            "digest": digest(plain),
            "workspace_id": workspace_id,
            "label": label,
            "created_at": self._now(),
        }
        self._run(self._insert(ApiKeyTable), [row])
        return plain

    def resolve(self, plain: str) -> str | None:
        """Return the workspace the key opens, if it is one of ours."""
        found: str | None = self._session.scalar(
            select(ApiKeyTable.workspace_id).where(ApiKeyTable.digest == digest(plain))
        )
        return found

    def list(self, workspace_id: str) -> Sequence[ApiKeyRow]:
        """Return the keys of a workspace, oldest first."""
        table = ApiKeyTable
        query = select(table.digest, table.label, table.created_at).where(table.workspace_id == workspace_id)
        rows = self._run(query.order_by(table.created_at, table.digest))
        return [ApiKeyRow(_id(found), label, at) for found, label, at in rows]

    def revoke(self, workspace_id: str, id: str) -> None:  # noqa: A002
        """Delete a key: it opens nothing from now on.

        Raises:
            NotFoundError: the workspace has no such key.
        """
        query = select(ApiKeyTable.digest).where(ApiKeyTable.workspace_id == workspace_id)
        meant = [found for (found,) in self._run(query) if _id(found) == id]
        if not meant:
            raise NotFoundError(f"workspace {workspace_id!r} has no API key {id!r}")
        self._run(delete(ApiKeyTable).where(ApiKeyTable.digest.in_(meant)))


def api_key_id(plain: str) -> str:
    """Return the name under which a key is listed and revoked; it opens nothing."""
    return _id(digest(plain))


def _id(found: str) -> str:
    return f"key_{found[:16]}"
