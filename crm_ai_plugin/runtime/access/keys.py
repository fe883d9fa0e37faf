"""API keys of a workspace, with a note of who made and revoked them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...errors import UserInputError
from ...store import ApiKeyRow, Store, api_key_id
from .roles import ROLES, SCOPES, Role

LONGEST_LABEL = 100


@dataclass(frozen=True)
class ApiKeys:
    """Makes, lists and revokes keys."""

    store: Store

    def list(self, workspace: str) -> Sequence[ApiKeyRow]:
        """Return the keys of a workspace, without what opens it."""
        with self.store.system() as system:
            return system.api_keys.list(workspace)

    def create(
        self,
        workspace: str,
        label: str,
        by: str,
        *,
        role: Role = "admin",
        scopes: Sequence[str] | None = None,
    ) -> tuple[str, str]:
        """Return (id, key) of a new one; it is shown this once.

        Args:
            workspace: What it opens.
            label: What uses it; shown in the list.
            by: Who makes it.
            role: What whoever has it may do at most.
            scopes: What it is for; None: anything its role may.

        Raises:
            UserInputError: a label, role or scope that can't be.
        """
        label = label.strip()
        if not 0 < len(label) <= LONGEST_LABEL:
            raise UserInputError(f"a label has 1 to {LONGEST_LABEL} characters", code="label_length")
        if role not in ROLES:
            raise UserInputError(f"a role is one of {', '.join(ROLES)}", code="role_unknown")
        if scopes is not None and (not scopes or set(scopes) - set(SCOPES)):
            raise UserInputError(f"scopes are some of {', '.join(SCOPES)}", code="scope_unknown")
        with self.store.system() as system:
            key = system.api_keys.create(workspace, label, role=role, scopes=scopes)
        with self.store.workspace(workspace) as session:
            session.audit.add(by, "key_created", api_key_id(key), {"role": role, "scopes": scopes})
        return api_key_id(key), key

    def revoke(self, workspace: str, key_id: str, by: str) -> None:
        """Let a key open nothing from now on.

        Raises:
            NotFoundError: the workspace has no such key.
        """
        with self.store.system() as system:
            system.api_keys.revoke(workspace, key_id)
        with self.store.workspace(workspace) as session:
            session.audit.add(by, "key_revoked", key_id, {})
