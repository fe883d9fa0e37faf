"""Connections: installed connectors, with their encrypted secrets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import select, update

from ...errors import ConflictError, NotFoundError
from ..tables.connections import ConnectionTable
from ..tables.workspaces import WorkspaceTable
from .base import Query, Repository

ConnectionStatus = Literal["active", "reauthorise", "uninstalled", "off"]
"""``reauthorise``: the credentials are dead; ``uninstalled``: the app was taken off in the CRM; ``off``: by us."""


@dataclass(frozen=True)
class ConnectionRow:
    """A connection. `account` is the CRM's own tenant id; `secrets_encrypted` is stored as given."""

    workspace_id: str
    key: str
    connector: str
    account: str
    config: Mapping[str, Any] = field(default_factory=dict, repr=False)
    secrets_encrypted: bytes | None = field(default=None, repr=False)
    status: ConnectionStatus = "active"
    created_at: datetime | None = None
    """None when adding: now."""
    selection: Mapping[str, Any] | None = field(default=None, repr=False)
    """What an admin chose to have read and written, as of `ports.selection`; None: all. `put` leaves it as it is."""


class Connections(Repository):
    """All connections of the installation: an event is routed before its workspace is known."""

    def add(self, row: ConnectionRow) -> None:
        """Store a new connection.

        Raises:
            NotFoundError: no such workspace.
            ConflictError: the workspace has a connection of that key.
        """
        if (
            self._session.scalar(select(WorkspaceTable.id).where(WorkspaceTable.id == row.workspace_id))
            is None
        ):
            raise NotFoundError(f"there is no workspace {row.workspace_id!r}")
        values = {
            "workspace_id": row.workspace_id,
            "key": row.key,
            "connector": row.connector,
            "account": row.account,
            "config": dict(row.config),
            "secrets_encrypted": row.secrets_encrypted,
            "status": row.status,
            "created_at": row.created_at or self._now(),
            "selection": None if row.selection is None else dict(row.selection),
        }
        if not self._insert_new(ConnectionTable, values):
            raise ConflictError(f"workspace {row.workspace_id!r} already has a connection {row.key!r}")

    def put(self, row: ConnectionRow) -> None:
        """Store a connection; one of that key is replaced, with its secrets, and is active again.

        Raises:
            NotFoundError: no such workspace.
        """
        changes = {
            "connector": row.connector,
            "account": row.account,
            "config": dict(row.config),
            "secrets_encrypted": row.secrets_encrypted,
            "status": row.status,
        }
        there = update(ConnectionTable).where(*_is(row.workspace_id, row.key)).values(changes)
        if self._run(there).rowcount == 0:
            self.add(row)

    def list(self, workspace_id: str | None = None) -> Sequence[ConnectionRow]:
        """Return the connections of one workspace, or of all."""
        query = _rows()
        if workspace_id is not None:
            query = query.where(ConnectionTable.workspace_id == workspace_id)
        return [ConnectionRow(*row) for row in self._run(query)]

    def get(self, workspace_id: str, key: str) -> ConnectionRow:
        """Return one connection.

        Raises:
            NotFoundError: the workspace has none of that key.
        """
        row = self._run(_rows().where(*_is(workspace_id, key))).one_or_none()
        if row is None:
            raise NotFoundError(
                f"workspace {workspace_id!r} has no connection {key!r}", code="connection_unknown"
            )
        return ConnectionRow(*row)

    def by_account(self, connector: str, account: str) -> Sequence[ConnectionRow]:
        """Return who is connected to an account of a CRM; several workspaces may be."""
        table = ConnectionTable
        return [
            ConnectionRow(*row)
            for row in self._run(_rows().where(table.connector == connector, table.account == account))
        ]

    def save_secrets(self, workspace_id: str, key: str, secrets: bytes) -> None:
        """Replace the encrypted secrets.

        Raises:
            NotFoundError: no such connection.
        """
        self._change(workspace_id, key, secrets_encrypted=secrets)

    def forget_secrets(self, workspace_id: str, key: str) -> None:
        """Delete the encrypted secrets.

        Raises:
            NotFoundError: no such connection.
        """
        self._change(workspace_id, key, secrets_encrypted=None)

    def swap_secrets(self, workspace_id: str, key: str, held: bytes, secrets: bytes) -> bool:
        """Replace the encrypted secrets if they still are `held`; returns whether they were."""
        table = ConnectionTable
        statement = update(table).where(*_is(workspace_id, key), table.secrets_encrypted == held)
        return self._run(statement.values(secrets_encrypted=secrets)).rowcount == 1

    def set_selection(self, workspace_id: str, key: str, selection: Mapping[str, Any]) -> None:
        """Store what is to be read and written.

        Raises:
            NotFoundError: no such connection.
        """
        self._change(workspace_id, key, selection=dict(selection))

    def set_status(
        self, workspace_id: str, key: str, status: ConnectionStatus, *, only_active: bool = False
    ) -> None:
        """Set whether the connection is used; with `only_active` one that is not active stays as it is.

        Raises:
            NotFoundError: no such connection.
        """
        if not only_active:
            self._change(workspace_id, key, status=status)
            return
        conditions = (*_is(workspace_id, key), ConnectionTable.status == "active")
        self._run(update(ConnectionTable).where(*conditions).values(status=status))

    def _change(self, workspace_id: str, key: str, **values: Any) -> None:  # noqa: ANN401
        changed = self._run(update(ConnectionTable).where(*_is(workspace_id, key)).values(values))
        if changed.rowcount == 0:
            raise NotFoundError(
                f"workspace {workspace_id!r} has no connection {key!r}", code="connection_unknown"
            )


def _is(workspace_id: str, key: str) -> tuple[Any, Any]:
    return ConnectionTable.workspace_id == workspace_id, ConnectionTable.key == key


def _rows() -> Query:
    table = ConnectionTable
    return select(
        table.workspace_id,
        table.key,
        table.connector,
        table.account,
        table.config,
        table.secrets_encrypted,
        table.status,
        table.created_at,
        table.selection,
    ).order_by(table.workspace_id, table.key)
