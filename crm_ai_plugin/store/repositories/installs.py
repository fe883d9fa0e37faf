"""Connections in the making: from the link an admin is given to the answer the CRM sends the browser back with."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, or_, select, update

from ..digest import digest
from ..ids import INSTALL, new_id
from ..tables.installs import InstallTable
from .base import Query, Repository

_KEPT = timedelta(days=7)
"""How long a link that is over can still be told from one that never was."""


@dataclass(frozen=True)
class InstallRow:
    """A connection in the making; link, state and browser are not kept, only their hashes."""

    id: str
    workspace_id: str
    connector: str
    connection: str | None
    """The key it is to have, if that was said."""
    config: Mapping[str, Any] = field(repr=False)
    made_by: str
    browser_digest: str | None = field(repr=False)
    verifier_encrypted: bytes | None = field(repr=False)
    expires_at: datetime
    finished_at: datetime | None
    choose_first: bool = False
    """Whether nothing is read before an admin has said what."""

    def is_of(self, browser: str | None) -> bool:
        """Return whether it was begun in this browser."""
        return browser is not None and self.browser_digest == digest(browser)


class Installs(Repository):
    """All connections in the making."""

    def open(
        self,
        workspace_id: str,
        connector: str,
        *,
        connection: str | None,
        config: Mapping[str, Any],
        made_by: str,
        expires_at: datetime,
        choose_first: bool = False,
    ) -> tuple[str, str]:
        """Return id and link token of a new row; the token cannot be read again. Clears away old rows."""
        self._run(delete(InstallTable).where(InstallTable.expires_at < self._now() - _KEPT))
        id_, token = new_id(INSTALL), secrets.token_urlsafe(32)
        row = {
            "id": id_,
            "workspace_id": workspace_id,
            "connector": connector,
            "connection": connection,
            "config": dict(config),
            "made_by": made_by,
            "link_digest": digest(token),
            "created_at": self._now(),
            "expires_at": expires_at,
            "choose_first": choose_first,
        }
        self._run(self._insert(InstallTable), [row])
        return id_, token

    def by_link(self, token: str) -> InstallRow | None:
        """Return the row of a link, over or not."""
        return self._one(InstallTable.link_digest == digest(token))

    def begin(self, id: str, browser: str, state: str, verifier_encrypted: bytes) -> bool:  # noqa: A002
        """Bind a row to a browser and to the one state that may come back; an earlier state no longer may.

        Returns:
            False when it was begun in another browser, has been finished or is over.
        """
        table = InstallTable
        mine = or_(table.browser_digest.is_(None), table.browser_digest == digest(browser))
        open_ = (table.id == id, table.finished_at.is_(None), table.expires_at > self._now())
        begun = (
            update(table)
            .where(*open_, mine)
            .values(
                browser_digest=digest(browser),
                state_digest=digest(state),
                verifier_encrypted=verifier_encrypted,
            )
        )
        return self._run(begun).rowcount == 1

    def by_state(self, state: str) -> InstallRow | None:
        """Return the row that waits for a state to come back."""
        return self._one(InstallTable.state_digest == digest(state))

    def take(self, state: str) -> bool:
        """Use a state up; False when somebody else has."""
        table = InstallTable
        used = update(table).where(table.state_digest == digest(state), table.finished_at.is_(None))
        return self._run(used.values(state_digest=None, verifier_encrypted=None)).rowcount == 1

    def finish(self, id: str) -> None:  # noqa: A002
        """Note that it has become a connection: its link is used up."""
        done = {"finished_at": self._now(), "state_digest": None, "verifier_encrypted": None}
        self._run(update(InstallTable).where(InstallTable.id == id).values(done))

    def _one(self, condition: Any) -> InstallRow | None:  # noqa: ANN401  # a condition
        row = self._run(_rows().where(condition)).one_or_none()
        return None if row is None else InstallRow(*row)


def _rows() -> Query:
    table = InstallTable
    return select(
        table.id,
        table.workspace_id,
        table.connector,
        table.connection,
        table.config,
        table.made_by,
        table.browser_digest,
        table.verifier_encrypted,
        table.expires_at,
        table.finished_at,
        table.choose_first,
    )
