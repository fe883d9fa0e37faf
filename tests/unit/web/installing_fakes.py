"""Connecting and disconnecting without a CRM: one link, one browser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from crm_ai_plugin.errors import CrmAiError, NotFoundError, UserInputError
from crm_ai_plugin.ports.installing import Permission
from crm_ai_plugin.runtime.installs.values import (
    Begun,
    Connected,
    Disconnected,
    Invitation,
    Link,
    Offer,
    WebhookAddress,
)

LINK = "link-token"
BROWSER = "b" * 43
EXPIRES = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
DEALS = Permission("deals.read", "reads <deals>")
MAILS = Permission("mails.read", "reads mails", optional=True)


@dataclass
class FakeInstalling:
    """Does what it is told, and notes what it was asked."""

    calls: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    failure: CrmAiError | None = None
    connected: Connected = field(
        default_factory=lambda: Connected(
            "Acme CRM",
            "ws_a",
            "acme-1",
            "<42>",
            False,
            [MAILS],
            WebhookAddress("https://ai.example/webhooks/in/tok<en", secret=True),
            True,
        )
    )

    def offers(self) -> Sequence[Offer]:
        self._note("offers")
        return [
            Offer("acme", "Acme CRM", [DEALS, MAILS], None),
            Offer("globex", "Globex", [DEALS], "set CRM_AI_GLOBEX__CLIENT_ID"),
        ]

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
        self._note(
            "open_link", workspace=workspace, connector=connector, connection=connection, config=config
        )
        return Link("inst_1", f"https://ai.example/install/{connector}/start?t={LINK}", EXPIRES)

    def invitation(self, connector: str, link: str, browser: str | None) -> Invitation:
        self._note("invitation", connector=connector, link=link, browser=browser)
        if link != LINK:
            raise UserInputError("this link is not valid", code="link_invalid", hint="ask for another one")
        return Invitation("Acme <CRM>", "ws_a", None, None, [DEALS, MAILS])

    def begin(self, connector: str, link: str, browser: str | None) -> Begun:
        self._note("begin", connector=connector, link=link, browser=browser)
        return Begun("https://crm.example/authorize?state=st", browser or BROWSER)

    def finish(self, connector: str, params: Mapping[str, str], browser: str | None) -> Connected:
        self._note("finish", connector=connector, params=params, browser=browser)
        return self.connected

    def _note(self, name: str, **given: Any) -> None:
        self.calls.append((name, given))
        if self.failure is not None:
            raise self.failure


@dataclass
class FakeDisconnecting:
    """Knows one connection."""

    calls: list[tuple[str, str, str, bool]] = field(default_factory=list)

    def run(self, workspace: str, key: str, *, by: str, undo: bool = False) -> Disconnected:
        if (workspace, key) != ("ws_a", "acme-1"):
            raise NotFoundError("no such connection")
        self.calls.append((workspace, key, by, undo))
        return Disconnected(key, "42", True, None, 3 if undo else 0)
