"""Webhook endpoints: the addresses at which connections get deliveries."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from ...errors import NotFoundError
from ..digest import digest
from ..ids import ENDPOINT, new_id
from ..tables.webhook_endpoints import WebhookEndpointTable
from .base import Query, Repository
from .connections import Connections


@dataclass(frozen=True)
class EndpointRow:
    """An address of one connection; `config` is the receiver's. The token in the address is not kept."""

    id: str
    workspace_id: str
    connection: str
    receiver: str
    config: Mapping[str, Any] = field(repr=False)
    created_at: datetime


class WebhookEndpoints(Repository):
    """All endpoints of the installation."""

    def open(
        self, workspace_id: str, connection: str, receiver: str, config: Mapping[str, Any]
    ) -> tuple[str, str]:
        """Return id and token of a new endpoint; the token cannot be read again.

        Raises:
            NotFoundError: no such connection.
        """
        Connections(self._session, self._clock).get(workspace_id, connection)
        id_, token = new_id(ENDPOINT), secrets.token_urlsafe(32)
        row = {
            "id": id_,
            "digest": digest(token),
            "workspace_id": workspace_id,
            "connection": connection,
            "receiver": receiver,
            "config": dict(config),
            "created_at": self._now(),
        }
        self._run(self._insert(WebhookEndpointTable), [row])
        return id_, token

    def resolve(self, token: str) -> EndpointRow | None:
        """Return the endpoint of a token; how long that takes tells nothing about other tokens."""
        wanted = digest(token)
        table = WebhookEndpointTable
        found = self._run(_rows().add_columns(table.digest).where(table.digest == wanted)).one_or_none()
        if found is None or not hmac.compare_digest(found[-1], wanted):
            return None
        return EndpointRow(*found[:-1])

    def get(self, id: str) -> EndpointRow:  # noqa: A002
        """Return one endpoint.

        Raises:
            NotFoundError: there is none, or it was closed.
        """
        row = self._run(_rows().where(WebhookEndpointTable.id == id)).one_or_none()
        if row is None:
            raise NotFoundError(f"there is no webhook endpoint {id!r}")
        return EndpointRow(*row)

    def list(self, workspace_id: str, connection: str | None = None) -> Sequence[EndpointRow]:
        """Return the endpoints of a workspace or of one connection, oldest first."""
        query = _rows().where(WebhookEndpointTable.workspace_id == workspace_id)
        if connection is not None:
            query = query.where(WebhookEndpointTable.connection == connection)
        return [EndpointRow(*row) for row in self._run(query)]

    def set_config(self, workspace_id: str, id: str, config: Mapping[str, Any]) -> None:  # noqa: A002
        """Replace the receiver's settings.

        Raises:
            NotFoundError: the workspace has no such endpoint.
        """
        changed = self._run(
            update(WebhookEndpointTable).where(*_is(workspace_id, id)).values(config=dict(config))
        )
        if changed.rowcount == 0:
            raise NotFoundError(f"workspace {workspace_id!r} has no webhook endpoint {id!r}")

    def close(self, workspace_id: str, id: str) -> None:  # noqa: A002
        """Delete an endpoint: its address leads nowhere from now on.

        Raises:
            NotFoundError: the workspace has no such endpoint.
        """
        deleted = self._run(delete(WebhookEndpointTable).where(*_is(workspace_id, id)))
        if deleted.rowcount == 0:
            raise NotFoundError(f"workspace {workspace_id!r} has no webhook endpoint {id!r}")


def _is(workspace_id: str, id_: str) -> tuple[Any, Any]:
    return WebhookEndpointTable.workspace_id == workspace_id, WebhookEndpointTable.id == id_


def _rows() -> Query:
    table = WebhookEndpointTable
    return select(
        table.id, table.workspace_id, table.connection, table.receiver, table.config, table.created_at
    ).order_by(table.id)
