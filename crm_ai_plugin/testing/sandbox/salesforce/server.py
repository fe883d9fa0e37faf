"""The Salesforce face as a running server."""

from __future__ import annotations

from datetime import datetime

from crm_ai_plugin.testing.sandbox.clock import SandboxClock
from crm_ai_plugin.testing.sandbox.faults import Faults
from crm_ai_plugin.testing.sandbox.salesforce.control import SalesforceControl
from crm_ai_plugin.testing.sandbox.salesforce.control_routes import control_blueprint
from crm_ai_plugin.testing.sandbox.salesforce.face import salesforce_face
from crm_ai_plugin.testing.sandbox.salesforce.ids import make_id
from crm_ai_plugin.testing.sandbox.salesforce.org import ApiAllowance, SalesforceOrg
from crm_ai_plugin.testing.sandbox.salesforce.outbound import OutboundOptions, OutboundSender
from crm_ai_plugin.testing.sandbox.salesforce.pages import pages_blueprint
from crm_ai_plugin.testing.sandbox.salesforce.records import Records
from crm_ai_plugin.testing.sandbox.salesforce.schema import Schema
from crm_ai_plugin.testing.sandbox.salesforce.seed import APP_USER_NUMBER, Seeder, seed_org
from crm_ai_plugin.testing.sandbox.salesforce.seed_activities import seed_activities
from crm_ai_plugin.testing.sandbox.salesforce.tokens import Tokens
from crm_ai_plugin.testing.sandbox.serving import ServedSandbox, check_free
from crm_ai_plugin.testing.sandbox.state import Store, UnknownRecordError
from crm_ai_plugin.testing.world import World, build_world

__all__ = ["SalesforceSandbox"]

_VERSIONS = tuple(f"{number}.0" for number in range(58, 69))
_MESSAGE_FIELDS = (
    "StageName",
    "Name",
    "Subject",
    "Amount",
    "CloseDate",
    "WhatId",
    "OpportunityId",
    "RelatedToId",
)


class SalesforceSandbox(ServedSandbox, SalesforceControl):
    """A Salesforce-like org on loopback, filled with a generated world.

    Use it as a context manager, or call :meth:`start` and :meth:`stop`::

        with SalesforceSandbox(seed=7, deals=50) as crm:
            requests.get(f"{crm.url}/services/data/v66.0/limits", headers=crm.auth_headers)

    It speaks plain http; simple-salesforce insists on https, so give its session an adapter that rewrites it.

    Args:
        seed: Seed of the world.
        deals: Number of deals.
        now: The world's present, aware; the sandbox's clock runs on from there. Real time when left out.
        world: A ready world instead of ``seed``, ``deals`` and ``now``.
        host: Address to listen on.
        port: Port to listen on; 0 takes a free one.
        latency_ms: Added to every API call.
        budget_per_10s: Calls allowed in any ten seconds, unlimited when ``None``.
        daily_limit: API calls of the day; once used up every call is refused.
        webhook_target: Where outbound messages are posted, the path token included; nowhere when empty.
        client_id: The app's consumer key.
        client_secret: The app's consumer secret.
        username: User name of the integration user, which a JWT must carry.
        access_ttl_s: Life of access tokens in seconds.
        rotate_refresh: Whether refresh tokens serve only once.
        package: Whether the product's package is installed.
        field_history: Whether the tracking of opportunity fields is on.
        multi_currency: Whether records have a ``CurrencyIsoCode``.

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
        daily_limit: int = 100_000,
        webhook_target: str = "",
        client_id: str = "3MVGsandbox.consumer.key",
        client_secret: str = "sandbox-consumer-secret",  # noqa: S107 - made up, opens nothing
        username: str = "crm-ai@sandbox.example",
        access_ttl_s: float = 7200.0,
        rotate_refresh: bool = True,
        package: bool = True,
        field_history: bool = True,
        multi_currency: bool = True,
    ) -> None:
        check_free(host, port)
        world = world or build_world(seed, deals=deals, now=now)
        clock = SandboxClock(world.now)
        schema = Schema(package=package, field_history=field_history, multi_currency=multi_currency)

        def name_id(kind: str, number: int) -> str:
            return make_id(schema.objects[kind].prefix, number)

        store = Store(clock, name_id=name_id)
        seeder = Seeder(store, schema, world)
        seed_org(seeder, username)
        seed_activities(seeder)
        org_id = make_id("00D", 1)
        org = SalesforceOrg(
            org_id=org_id,
            user_id=seeder.id_of("User", str(APP_USER_NUMBER)),
            username=username,
            client_id=client_id,
            client_secret=client_secret,
            world=world,
            clock=clock,
            store=store,
            schema=schema,
            records=Records(store, schema),
            tokens=Tokens(org_id, access_ttl_s, rotate_refresh=rotate_refresh),
            faults=Faults(latency_ms, budget_per_10s),
            allowance=ApiAllowance(daily_limit),
            versions=_VERSIONS,
        )

        def fields_of(kind: str, record_id: str) -> dict[str, str]:
            try:
                values = store.get(kind, record_id).properties
            except UnknownRecordError:
                return {}
            return {name: values[name] for name in _MESSAGE_FIELDS if values.get(name)}

        sender = OutboundSender(
            org_id, "sandbox.my.salesforce.com", fields_of, OutboundOptions(target=webhook_target), world.seed
        )
        super().__init__(org, sender)
        store.listen(self.webhooks.on_changes)
        session = org.tokens.issue()
        self.access_token = session.access_token
        self.refresh_token = session.refresh_token
        self._listen(self, salesforce_face(org, control_blueprint(self), pages_blueprint(self)), host, port)

    @property
    def org_id(self) -> str:
        """The org's id, 18 characters."""
        return self.org.org_id

    @property
    def client_id(self) -> str:
        """The app's consumer key."""
        return self.org.client_id

    @property
    def client_secret(self) -> str:
        """The app's consumer secret."""
        return self.org.client_secret

    @property
    def username(self) -> str:
        """User name of the integration user."""
        return self.org.username

    @property
    def auth_headers(self) -> dict[str, str]:
        """Headers with the first access token."""
        return {"Authorization": f"Bearer {self.access_token}"}

    def register_public_key(self, pem: str) -> None:
        """Let assertions signed with the key's other half in."""
        self.org.tokens.public_key = pem

    def deal_url(self, deal_id: str) -> str:
        """The address of an opportunity's page, as a deep link into the CRM."""
        return f"{self.url}/lightning/r/Opportunity/{deal_id}/view"
