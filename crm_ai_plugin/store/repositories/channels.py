"""Where notices go outside of the CRM."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import delete, select, update

from ...errors import NotFoundError
from ..tables.channels import ChannelTable
from .base import Query, Repository

ChannelKind = Literal["webhook", "email"]


@dataclass(frozen=True)
class ChannelRow:
    """An address outside. `disabled_reason` None: it is in use."""

    id: str
    kind: ChannelKind
    name: str
    config: Mapping[str, Any] = field(repr=False)
    secret_encrypted: bytes | None = field(repr=False)
    made_by: str
    disabled_reason: str | None = None
    failing_since: datetime | None = None
    created_at: datetime | None = None


class Channels(Repository):
    """The channels of one workspace."""

    def add(self, row: ChannelRow) -> None:
        """Store a channel."""
        values = {
            "id": row.id,
            "kind": row.kind,
            "name": row.name,
            "config": dict(row.config),
            "secret_encrypted": row.secret_encrypted,
            "made_by": row.made_by,
            "created_at": self._now(),
        }
        self._run(self._insert(ChannelTable), [values])

    def get(self, id: str) -> ChannelRow:  # noqa: A002
        """Return one.

        Raises:
            NotFoundError: there is none.
        """
        row = self._run(_rows().where(ChannelTable.id == id)).one_or_none()
        if row is None:
            raise NotFoundError(f"there is no channel {id!r}")
        return ChannelRow(*row)

    def list(self) -> Sequence[ChannelRow]:
        """Return all, oldest first."""
        return [ChannelRow(*row) for row in self._run(_rows().order_by(ChannelTable.id))]

    def set(self, id: str, **values: Any) -> bool:  # noqa: A002, ANN401  # columns
        """Change some of a channel's columns. Returns False when there is no such channel."""
        return self._run(update(ChannelTable).where(ChannelTable.id == id).values(**values)).rowcount == 1

    def remove(self, id: str) -> bool:  # noqa: A002
        """Delete a channel. Returns False when there is no such channel."""
        return self._run(delete(ChannelTable).where(ChannelTable.id == id)).rowcount == 1


def _rows() -> Query:
    table = ChannelTable
    return select(
        table.id,
        table.kind,
        table.name,
        table.config,
        table.secret_encrypted,
        table.made_by,
        table.disabled_reason,
        table.failing_since,
        table.created_at,
    )
