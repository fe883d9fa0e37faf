"""Kontor as a running server."""

from __future__ import annotations

from datetime import datetime
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from crm_ai_plugin.testing.sandbox.clock import SandboxClock
from crm_ai_plugin.testing.sandbox.faults import Faults
from crm_ai_plugin.testing.sandbox.rest.account import KontorAccount
from crm_ai_plugin.testing.sandbox.rest.control import KontorControl
from crm_ai_plugin.testing.sandbox.rest.control_routes import control_blueprint
from crm_ai_plugin.testing.sandbox.rest.events import HintOptions, HintSender
from crm_ai_plugin.testing.sandbox.rest.face import kontor_face
from crm_ai_plugin.testing.sandbox.rest.feed import Feed
from crm_ai_plugin.testing.sandbox.rest.pages import pages_blueprint
from crm_ai_plugin.testing.sandbox.rest.seed import seed_realm
from crm_ai_plugin.testing.sandbox.serving import ServedSandbox, check_free
from crm_ai_plugin.testing.sandbox.state import Store
from crm_ai_plugin.testing.world import World, build_world

__all__ = ["KontorSandbox", "definition_path"]

USER_AGENT = "crm-ai-plugin"


def definition_path() -> Path:
    """The file that declares Kontor for the REST connector."""
    with as_file(files("crm_ai_plugin.testing.sandbox.rest") / "kontor.yaml") as path:
        return path


class KontorSandbox(ServedSandbox, KontorControl):
    """A CRM with an odd REST interface on loopback, filled with a generated world.

    Use it as a context manager, or call :meth:`start` and :meth:`stop`::

        with KontorSandbox(seed=7, deals=50) as crm:
            requests.get(f"{crm.url}/kontor/v3/ventures", headers=crm.auth_headers)

    Args:
        seed: Seed of the world.
        deals: Number of deals.
        now: The world's present, aware; the sandbox's clock runs on from there. Real time when left out.
        world: A ready world instead of ``seed``, ``deals`` and ``now``.
        host: Address to listen on.
        port: Port to listen on; 0 takes a free one.
        latency_ms: Added to every API call.
        budget_per_10s: Calls allowed in any ten seconds, unlimited when ``None``.
        webhook_target: Where hints are posted; nowhere when empty.
        client_secret: The key that seals hints.
        api_key: What clients send with each call.
        realm: The account's id.

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
        client_secret: str = "sandbox-seal-key",  # noqa: S107 - made up, opens nothing
        api_key: str = "kontor-key-5d1f0c77a2",
        realm: str = "harbour",
    ) -> None:
        check_free(host, port)
        world = world or build_world(seed, deals=deals, now=now)
        store = Store(SandboxClock(world.now))
        seed_realm(store, world)
        account = KontorAccount(
            realm=realm,
            api_key=api_key,
            world=world,
            clock=store.clock,
            store=store,
            feed=Feed(store),
            faults=Faults(latency_ms, budget_per_10s),
        )
        self.client_secret = client_secret
        super().__init__(
            account, HintSender(store, HintOptions(target=webhook_target, secret=client_secret), world.seed)
        )
        store.listen(self.webhooks.on_changes)
        self._listen(self, kontor_face(account, control_blueprint(self), pages_blueprint(self)), host, port)

    @property
    def realm(self) -> str:
        """The account's id."""
        return self.account.realm

    @property
    def api_key(self) -> str:
        """What clients send with each call."""
        return self.account.api_key

    @property
    def auth_headers(self) -> dict[str, str]:
        """Headers that let a client in."""
        return {"X-Kontor-Key": self.api_key, "X-Kontor-Realm": self.realm, "User-Agent": USER_AGENT}

    def connection(self) -> dict[str, Any]:
        """Settings with which the REST connector reads this account; its one secret is ``api_key``."""
        return {
            "definition": str(definition_path()),
            "variables": {"host": self.url.removeprefix("http://"), "realm": self.realm},
            "base_url": self.url,
            "allow_insecure": True,
            "allow_private": True,
        }

    def deal_url(self, deal_id: str) -> str:
        """The address of a venture's page, as a deep link into the CRM."""
        return f"{self.url}/v/{deal_id}"
