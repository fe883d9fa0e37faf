"""What the web app needs of the runtime to keep records in step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol


class ConnectionReport(Protocol):
    """How connections are kept in step, as plain JSON."""

    def all(self, workspace: str) -> Sequence[dict[str, Any]]:
        """Return every connection of a workspace, by key."""

    def one(self, workspace: str, key: str) -> dict[str, Any]:
        """Return one connection.

        Raises:
            NotFoundError: there is none of that name.
        """


class Pulls(Protocol):
    """Keeping records in step."""

    @property
    def connection_report(self) -> ConnectionReport: ...

    def ask_sync(
        self, workspace: str, connection: str, *, full: bool = False, accept_loss: bool = False
    ) -> None:
        """Ask for a sync, to be done by workers.

        Raises:
            NotFoundError: there is no such connection.
            ConfigurationError: there is nothing to read behind it.
        """
