"""The HubSpot face as a running server."""

from __future__ import annotations

from datetime import datetime

from crm_ai_plugin.testing.sandbox.clock import SandboxClock
from crm_ai_plugin.testing.sandbox.faults import Faults
from crm_ai_plugin.testing.sandbox.hubspot.account import HubSpotAccount
from crm_ai_plugin.testing.sandbox.hubspot.control import SandboxControl
from crm_ai_plugin.testing.sandbox.hubspot.events import EventMaker
from crm_ai_plugin.testing.sandbox.hubspot.face import hubspot_face
from crm_ai_plugin.testing.sandbox.hubspot.seed import seed_store
from crm_ai_plugin.testing.sandbox.hubspot.service import ObjectService
from crm_ai_plugin.testing.sandbox.hubspot.tokens import Tokens
from crm_ai_plugin.testing.sandbox.hubspot.webhooks import WebhookOptions, WebhookSender
from crm_ai_plugin.testing.sandbox.serving import ServedSandbox, check_free
from crm_ai_plugin.testing.sandbox.state import Store
from crm_ai_plugin.testing.world import World, build_world

__all__ = ["SandboxServer"]


class SandboxServer(ServedSandbox, SandboxControl):
    """A HubSpot-like CRM on loopback, filled with a generated world.

    Use it as a context manager, or call :meth:`start` and :meth:`stop`::

        with SandboxServer(seed=7, deals=50) as crm:
            requests.get(f"{crm.url}/crm/objects/2026-09/deals", headers=crm.auth_headers)

    Args:
        seed: Seed of the world.
        deals: Number of deals.
        now: The world's present, aware; the sandbox's clock runs on from there. Real time when left out.
        world: A ready world instead of ``seed``, ``deals`` and ``now``.
        host: Address to listen on.
        port: Port to listen on; 0 takes a free one.
        latency_ms: Added to every API call.
        budget_per_10s: Calls allowed in any ten seconds, unlimited when ``None``.
        webhook_target: Where events are posted; nowhere when empty.
        client_id: The app's OAuth client id.
        client_secret: The app's secret, which also signs webhooks.
        portal_id: The account's id.
        app_id: The app's id; changes made with its token carry it as ``sourceId``.
        access_ttl_s: Life of access tokens in seconds.
        rotate_refresh: Whether refresh tokens serve only once.
        legacy_events: Whether webhook events are named ``deal.propertyChange`` instead of the generic way.

    Raises:
        OSError: The port is taken.
    """

    def __init__(
        self,
        *,
        seed: int = 7,
        deals: int = 300,
        now: datetime | None = None,
        world: World | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        latency_ms: int = 0,
        budget_per_10s: int | None = None,
        webhook_target: str = "",
        client_id: str = "sandbox-client-id",
        client_secret: str = "sandbox-client-secret",  # noqa: S107 - made up, opens nothing
        portal_id: int = 4242001,
        app_id: int = 990001,
        access_ttl_s: float = 1800.0,
        rotate_refresh: bool = False,
        legacy_events: bool = False,
    ) -> None:
        check_free(host, port)
        world = world or build_world(seed, deals=deals, now=now)
        clock = SandboxClock(world.now)
        store = Store(clock)
        seed_store(store, world)
        tokens = Tokens(access_ttl_s, rotate_refresh=rotate_refresh)
        account = HubSpotAccount(
            portal_id=portal_id,
            app_id=app_id,
            client_id=client_id,
            client_secret=client_secret,
            world=world,
            clock=clock,
            store=store,
            service=ObjectService(store, world),
            tokens=tokens,
            faults=Faults(latency_ms, budget_per_10s),
        )
        maker = EventMaker(portal_id, app_id, legacy=legacy_events)
        options = WebhookOptions(target=webhook_target, secret=client_secret)
        super().__init__(account, WebhookSender(maker, options, world.seed))
        store.listen(self.webhooks.on_changes)
        grant = tokens.issue()
        self.access_token = grant.access_token
        self.refresh_token = grant.refresh_token
        self._listen(self, hubspot_face(self), host, port)

    @property
    def portal_id(self) -> int:
        """The account's id."""
        return self.account.portal_id

    @property
    def app_id(self) -> int:
        """The app's id."""
        return self.account.app_id

    @property
    def client_id(self) -> str:
        """The app's OAuth client id."""
        return self.account.client_id

    @property
    def client_secret(self) -> str:
        """The app's secret."""
        return self.account.client_secret

    @property
    def private_token(self) -> str:
        """A token that does not expire, as a private app has."""
        return self.account.tokens.private_token

    @property
    def auth_headers(self) -> dict[str, str]:
        """Headers with the first access token."""
        return {"Authorization": f"Bearer {self.access_token}"}

    def deal_url(self, deal_id: str) -> str:
        """The address of a deal's page, as a deep link into the CRM."""
        return f"{self.url}/contacts/{self.portal_id}/record/0-3/{deal_id}"
