"""Sandbox CRMs by name: each face's folder has a module ``playing`` with a class ``Crm``, and that is all it takes.

What is here knows no vendor. It is for those who run the whole product against a CRM, whichever that is.
"""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib import import_module
from importlib.util import find_spec
from types import TracebackType
from typing import Any, Literal, Protocol, Self, cast

from crm_ai_plugin.testing import sandbox
from crm_ai_plugin.testing.sandbox.faults import Fault
from crm_ai_plugin.testing.sandbox.requestlog import RequestLog
from crm_ai_plugin.testing.sandbox.sender import Event, EventSender
from crm_ai_plugin.testing.sandbox.state import Source, Store

__all__ = ["Action", "PlayedCrm", "Reach", "Wiring", "keys_in", "load", "names"]

_REFERENCE = re.compile(r"Ref crm-ai:([A-Za-z0-9._:-]+)")
Action = Literal["note", "task", "fields"]


@dataclass(frozen=True)
class Wiring:
    """What an installation of the product needs to be connected to a sandbox.

    Attributes:
        connector: Name of the connector.
        account: Id of the account at the CRM.
        config: Settings of the connection.
        secrets: Its secrets.
        app: Settings of the installation by section, for CRMs to which it is one app.
        path: Where the CRM's events go, for such an app; else
        receiver: who reads them at an address of the connection's own, with
        receiver_config: its settings.
    """

    connector: str
    account: str
    config: Mapping[str, Any]
    secrets: Mapping[str, Any]
    app: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    path: str = ""
    receiver: str = ""
    receiver_config: Mapping[str, Any] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        """``app`` as environment variables of the product's processes."""
        return {
            f"CRM_AI_{section.upper()}__{name.upper()}": value
            for section, values in self.app.items()
            for name, value in values.items()
        }


@dataclass(frozen=True)
class Reach:
    """Where our writes of one kind land.

    Attributes:
        kinds: Kinds of records that are stored.
        method: HTTP method of the call.
        path: Text in its path.
    """

    kinds: Collection[str]
    method: str
    path: str


class PlayedCrm(Protocol):
    """A sandbox CRM with the whole product in front of it. Ids are the CRM's own, values the product's."""

    url: str
    title: str
    """What people call it."""
    reaches: Mapping[Action, Reach]

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    @property
    def showcase_deal_id(self) -> str: ...

    @property
    def store(self) -> Store: ...

    @property
    def app_source(self) -> Source:
        """The author of our writes."""

    @property
    def requests(self) -> RequestLog: ...

    @property
    def webhooks(self) -> EventSender[Any]: ...

    @property
    def pages_url(self) -> str:
        """Where people begin to look."""

    def credentials(self) -> Mapping[str, str]:
        """What a client may call with, by name."""

    def state(self) -> Mapping[str, Any]:
        """What a client needs to connect, and where to look; ready for JSON."""

    def wait(self) -> None:
        """Block until the server is stopped."""

    def wiring(self) -> Wiring:
        """What connects the product."""

    def add_fault(self, fault: Fault) -> None:
        """Put a fault in force."""

    def open_deals(self) -> Sequence[str]:
        """Ids of open deals with people."""

    def deal_name(self, deal_id: str) -> str:
        """What the deal is called."""

    def deal_url(self, deal_id: str) -> str:
        """Where people look at the deal."""

    def mail(self, deal_id: str, subject: str, text: str) -> None:
        """The buyer writes a mail."""

    def phone(self, deal_id: str, title: str, text: str) -> None:
        """The rep logs a call."""

    def meet(self, deal_id: str, title: str, text: str) -> None:
        """The rep books a meeting."""

    def set_terms(self, deal_id: str, amount: int, close: date) -> None:
        """The rep changes the deal's amount and close date."""

    def note_keys(self, deal_id: str) -> Sequence[str]:
        """The keys under which the product wrote the deal's notes; as often as each is there."""

    def task_keys(self, deal_id: str) -> Sequence[str]:
        """The keys under which the product wrote the deal's tasks."""

    def own_fields(self, deal_id: str) -> Mapping[str, str]:
        """What our fields of the deal hold, by logical name; empty ones are left out."""

    def named(self, event: Event) -> str:
        """What tells an event from all others; a repeat has the same."""


class _Makes(Protocol):
    def __call__(
        self,
        *,
        seed: int = 7,
        deals: int = 300,
        now: datetime | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        latency_ms: int = 0,
        webhook_target: str = "",
        client_secret: str,
    ) -> PlayedCrm: ...


def keys_in(texts: Iterable[str]) -> list[str]:
    """The keys that the product's reference lines name."""
    return [key for text in texts for key in _REFERENCE.findall(text)]


def names() -> list[str]:
    """The sandbox CRMs there are; nothing of theirs is imported."""
    folders = [one.name for one in pkgutil.iter_modules(sandbox.__path__) if one.ispkg]
    return sorted(one for one in folders if find_spec(f"{sandbox.__name__}.{one}.playing") is not None)


def load(name: str) -> _Makes:
    """What makes the CRM of that name.

    Raises:
        KeyError: There is none.
    """
    if name not in names():
        raise KeyError(name)
    return cast(_Makes, import_module(f"{sandbox.__name__}.{name}.playing").Crm)
