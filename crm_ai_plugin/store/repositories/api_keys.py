"""API keys."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from ...errors import NotFoundError
from ..digest import digest
from ..tables.api_keys import ApiKeyTable
from ..tables.workspaces import WorkspaceTable
from .base import Repository

_PREFIX = "crmai_"
_ID_PREFIX = "key_"
_ID = re.compile(r"key_[0-9a-f]{16}")


@dataclass(frozen=True)
class ApiKeyRow:
    """A key of a workspace, without what opens it."""

    id: str
    label: str
    created_at: datetime
    role: str = "admin"
    scopes: Sequence[str] | None = None


@dataclass(frozen=True)
class KeyAccess:
    """What a key opens. `scopes` None: anything its role may."""

    id: str
    workspace_id: str
    role: str
    scopes: Sequence[str] | None


class ApiKeys(Repository):
    """Keys that machines authenticate with."""

    def create(
        self, workspace_id: str, label: str, *, role: str = "admin", scopes: Sequence[str] | None = None
    ) -> str:
        """Return a new key; it cannot be read again.

        Args:
            workspace_id: What it opens.
            label: What uses it.
            role: What whoever has it may do at most.
            scopes: What it is for; None: anything its role may.

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
            "role": role,
            "scopes": None if scopes is None else list(scopes),
            "created_at": self._now(),
        }
        self._run(self._insert(ApiKeyTable), [row])
        return plain

    def resolve(self, plain: str) -> str | None:
        """Return the workspace the key opens, if it is one of ours."""
        found = self.access(plain)
        return None if found is None else found.workspace_id

    def access(self, plain: str) -> KeyAccess | None:
        """Return what the key opens, if it is one of ours."""
        return self._access(ApiKeyTable.digest == digest(plain))

    def access_of(self, workspace_id: str, id: str) -> KeyAccess | None:  # noqa: A002
        """Return what the listed key opens, as long as it is not revoked."""
        if not _ID.fullmatch(id):
            return None
        begins = ApiKeyTable.digest.startswith(id.removeprefix(_ID_PREFIX))
        return self._access((ApiKeyTable.workspace_id == workspace_id) & begins)

    def _access(self, condition: Any) -> KeyAccess | None:  # noqa: ANN401  # a condition
        table = ApiKeyTable
        query = select(table.digest, table.workspace_id, table.role, table.scopes).where(condition)
        row = self._run(query).first()
        return None if row is None else KeyAccess(_id(row[0]), row[1], row[2], row[3])

    def list(self, workspace_id: str) -> Sequence[ApiKeyRow]:
        """Return the keys of a workspace, oldest first."""
        table = ApiKeyTable
        query = select(table.digest, table.label, table.created_at, table.role, table.scopes)
        here = query.where(table.workspace_id == workspace_id)
        rows = self._run(here.order_by(table.created_at, table.digest))
        return [ApiKeyRow(_id(found), *rest) for found, *rest in rows]

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
    return f"{_ID_PREFIX}{found[:16]}"
