"""What the web app needs of the runtime to connect and disconnect CRMs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from ...ports.selection import Selection
from ...runtime.installs.selecting import Offered
from ...runtime.installs.values import Begun, Connected, Disconnected, Invitation, Link, Offer


class Installing(Protocol):
    """Connecting CRMs in the browser. Each method raises `CrmAiError` with a hint that an admin can act on."""

    def offers(self) -> Sequence[Offer]:
        """Return the CRMs that can be connected, by key."""

    def open_link(
        self,
        workspace: str,
        connector: str,
        *,
        connection: str | None = None,
        config: Mapping[str, Any] | None = None,
        by: str,
        choose_first: bool = False,
    ) -> Link:
        """Return a link for an admin."""

    def invitation(self, connector: str, link: str, browser: str | None) -> Invitation:
        """Return what a link offers, without using it."""

    def begin(self, connector: str, link: str, browser: str | None) -> Begun:
        """Bind a link to a browser."""

    def finish(self, connector: str, params: Mapping[str, str], browser: str | None) -> Connected:
        """Make the connection that a browser comes back for."""


class Disconnecting(Protocol):
    """Ending connections."""

    def run(self, workspace: str, key: str, *, by: str, undo: bool = False) -> Disconnected:
        """End a connection."""


class Selecting(Protocol):
    """Choosing what is read and written through a connection. Raises as `runtime.installs.selecting` does."""

    def offered(self, workspace: str, key: str) -> Offered:
        """Return what can be chosen."""

    def choose(self, workspace: str, key: str, selection: Selection, *, by: str) -> bool:
        """Keep a choice."""


class Installs(Protocol):
    """Connecting and disconnecting CRMs."""

    @property
    def installing(self) -> Installing: ...

    @property
    def selecting(self) -> Selecting: ...

    @property
    def disconnecting(self) -> Disconnecting: ...
