"""What the web app needs of the runtime to know who asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from ...runtime.access.accounts import Accounts
from ...runtime.access.embeds import Embeds
from ...runtime.access.roles import Role
from ...runtime.live.feed import LiveFeed


class KeyAccess(Protocol):
    """What an API key opens."""

    @property
    def id(self) -> str:
        """Under which it is listed."""

    @property
    def workspace_id(self) -> str:
        """The workspace."""

    @property
    def role(self) -> Any:  # noqa: ANN401  # a Role, kept as text
        """What whoever has it may do at most."""

    @property
    def scopes(self) -> Sequence[str] | None:
        """What it is for; None: anything its role may."""


class Keys(Protocol):
    """API keys of a workspace."""

    def list(self, workspace: str) -> Sequence[Any]:
        """Return them, without what opens them."""

    def create(
        self, workspace: str, label: str, by: str, *, role: Role, scopes: Sequence[str] | None
    ) -> tuple[str, str]:
        """Return (id, key) of a new one; it is shown this once."""

    def revoke(self, workspace: str, key_id: str, by: str) -> None:
        """Let a key open nothing from now on."""


class AnswersOnce(Protocol):
    """Tells a CRM's workflow the same when it asks again."""

    def once(
        self, workspace: str, request: str, answer: Callable[[], Mapping[str, str] | None]
    ) -> Mapping[str, str] | None:
        """Return what was answered to a request, or answer it now."""


class LetsIn(Protocol):
    """Keys, people, pages inside a CRM."""

    @property
    def accounts(self) -> Accounts: ...

    @property
    def live(self) -> LiveFeed: ...

    @property
    def embeds(self) -> Embeds: ...

    @property
    def api_keys(self) -> Keys: ...

    @property
    def workflow_answers(self) -> AnswersOnce: ...

    def access(self, api_key: str) -> KeyAccess | None:
        """Return what an API key opens."""

    def connected_accounts(self, connector: str, account: str) -> Sequence[tuple[str, str]]:
        """Return (workspace, connection) of whoever is connected to an account of a CRM at present."""

    def frame_ancestors(self, workspace: str, connection: str | None) -> Sequence[str]:
        """Return where a connection's CRM shows pages of others."""
