"""API keys."""

from __future__ import annotations

import secrets

from sqlalchemy import select

from ...errors import NotFoundError
from ..digest import digest
from ..tables.api_keys import ApiKeyTable
from ..tables.workspaces import WorkspaceTable
from .base import Repository

_PREFIX = "crmai_"


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
