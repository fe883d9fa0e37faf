"""What the handle of every face has: the account behind it, its request log, its sender of events."""

from __future__ import annotations

from typing import Any, Protocol

from crm_ai_plugin.testing.sandbox.clock import SandboxClock
from crm_ai_plugin.testing.sandbox.faults import Fault, Faults
from crm_ai_plugin.testing.sandbox.requestlog import RequestLog
from crm_ai_plugin.testing.sandbox.sender import EventSender
from crm_ai_plugin.testing.sandbox.state import Source, Store
from crm_ai_plugin.testing.world import World

__all__ = ["Control", "SandboxAccount"]


class SandboxAccount(Protocol):
    """An account of any vendor: a world put into records, with a clock and faults."""

    @property
    def world(self) -> World: ...

    @property
    def clock(self) -> SandboxClock: ...

    @property
    def store(self) -> Store: ...

    @property
    def faults(self) -> Faults: ...

    @property
    def app_source(self) -> Source: ...


class Control:
    """Acts on a sandbox account without HTTP; every method may be called from any thread."""

    def __init__(self, account: SandboxAccount, webhooks: EventSender[Any]) -> None:
        self._account = account
        self.webhooks = webhooks
        self.requests = RequestLog()

    @property
    def world(self) -> World:
        """The world the account was filled with; later changes are in the account's store only."""
        return self._account.world

    @property
    def clock(self) -> SandboxClock:
        """The account's present."""
        return self._account.clock

    @property
    def store(self) -> Store:
        """The account's records."""
        return self._account.store

    @property
    def app_source(self) -> Source:
        """The author of changes made with the app's credentials."""
        return self._account.app_source

    @property
    def faults(self) -> Faults:
        """The faults in force."""
        return self._account.faults

    def add_fault(self, fault: Fault) -> None:
        """Put a fault in force."""
        self._account.faults.add(fault)

    def clear_faults(self) -> None:
        """End all faults, steady latency and the rate budget."""
        self._account.faults.clear()
