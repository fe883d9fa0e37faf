"""Everything one sandbox HubSpot account consists of."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import request

from crm_ai_plugin.testing.sandbox.clock import SandboxClock
from crm_ai_plugin.testing.sandbox.faults import Faults
from crm_ai_plugin.testing.sandbox.hubspot.journal import Journal
from crm_ai_plugin.testing.sandbox.hubspot.service import ObjectService
from crm_ai_plugin.testing.sandbox.hubspot.tokens import Tokens
from crm_ai_plugin.testing.sandbox.state import Source, Store
from crm_ai_plugin.testing.world import World

__all__ = ["HubSpotAccount"]


@dataclass(frozen=True, slots=True)
class HubSpotAccount:
    """A portal with its records, the app installed in it, and the faults in force."""

    portal_id: int
    app_id: int
    client_id: str
    client_secret: str
    world: World
    clock: SandboxClock
    store: Store
    service: ObjectService
    tokens: Tokens
    faults: Faults
    journal: Journal = field(default_factory=Journal)

    def uninstall(self) -> None:
        """Take the app off the account: its tokens die, and the journal tells."""
        self.tokens.uninstall()
        self.journal.uninstalled(self.portal_id, self.clock.now().isoformat())

    @property
    def app_source(self) -> Source:
        """The author of changes made with the app's token."""
        return Source("INTEGRATION", str(self.app_id))

    def dropped_field(self) -> str:
        """The property the write being served has to lose, empty when none."""
        fault = self.faults.take("drop_field", request.method, request.path)
        return fault.field if fault is not None else ""
