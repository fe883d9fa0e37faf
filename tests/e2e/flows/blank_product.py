"""The whole product as real processes with nothing in it yet, and the sandbox CRMs that can be connected to it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from crm_ai_plugin.runtime.processes import embedded
from crm_ai_plugin.runtime.processes.embedded import Address
from crm_ai_plugin.runtime.processes.supervisor import Supervisor
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import EventSettings, HubSpotSettings, SalesforceSettings, Settings
from crm_ai_plugin.testing.sandbox.hubspot.playing import Crm as Portal
from crm_ai_plugin.testing.sandbox.rest.playing import Crm as Kontor
from crm_ai_plugin.testing.sandbox.salesforce.playing import Crm as Org
from tests.fixtures.planted_secrets import PLANTED

WORKSPACE = "acme"
SECRET = PLANTED["client secret"]
DEALS = 40
"""Some of them have to have ended, so that there is something to learn from."""


@dataclass
class BlankProduct:
    """What runs; `services` are the test's own, on the same database."""

    portal: Portal
    org: Org
    kontor: Kontor
    services: Services
    address: Address
    environment: Mapping[str, str]
    """Of whoever runs a command on the same installation."""

    def url(self, path: str) -> str:
        """The address of a path."""
        return self.address.url + path


@contextmanager
def running(home: Path, database_url: str) -> Iterator[BlankProduct]:
    """Yield the product: web under gunicorn, two workers, scheduler, embedded queue, no connection and no user."""
    address = Address("127.0.0.1", embedded.free_port())
    with (
        Portal(seed=7, deals=DEALS, client_secret=SECRET) as portal,
        Org(seed=7, deals=DEALS, client_secret=SECRET) as org,
        Kontor(seed=7, deals=DEALS, client_secret=SECRET) as kontor,
        Supervisor(home / "logs") as supervisor,
    ):
        settings = Settings.load(
            env_file=None,
            home=home,
            database_url=database_url,
            public_url=address.url,
            workspace=WORKSPACE,
            allow_insecure=True,
            secret_key=PLANTED["secret key"],
            events=EventSettings(sweep_s=0.5, coalesce_ms=100),
            hubspot=HubSpotSettings(
                client_id=portal.client_id,
                client_secret=SecretStr(portal.client_secret),
                app_id=str(portal.app_id),
                api_base=portal.url,
                app_base=portal.url,
            ),
            salesforce=SalesforceSettings(
                client_id=org.client_id, client_secret=SecretStr(org.client_secret), login_url=org.url
            ),
        )
        settings = embedded.start_redis(supervisor, settings)
        services = Services(settings)
        children = [
            embedded.web_child(settings, address),
            *(embedded.worker_child(settings, number) for number in (1, 2)),
            embedded.scheduler_child(settings),
        ]
        for child in children:
            child.env = {**child.env, **_environment(portal, org)}
            supervisor.spawn(child)
        over = threading.Event()
        watcher = threading.Thread(target=supervisor.watch, args=(over.is_set,), daemon=True)
        try:
            supervisor.wait(children[0], 600.0)
            watcher.start()
            yield BlankProduct(portal, org, kontor, services, address, children[0].env)
        finally:
            over.set()
            if watcher.is_alive():
                watcher.join(20)
            services.close()


def _environment(portal: Portal, org: Org) -> dict[str, str]:
    return {
        "CRM_AI_ALLOW_INSECURE": "1",
        "CRM_AI_SECRET_KEY": PLANTED["secret key"],
        "CRM_AI_WORKSPACE": WORKSPACE,
        "CRM_AI_EVENTS__SWEEP_S": "0.5",
        "CRM_AI_EVENTS__COALESCE_MS": "100",
        "CRM_AI_HUBSPOT__CLIENT_ID": portal.client_id,
        "CRM_AI_HUBSPOT__CLIENT_SECRET": portal.client_secret,
        "CRM_AI_HUBSPOT__APP_ID": str(portal.app_id),
        "CRM_AI_HUBSPOT__API_BASE": portal.url,
        "CRM_AI_HUBSPOT__APP_BASE": portal.url,
        "CRM_AI_SALESFORCE__CLIENT_ID": org.client_id,
        "CRM_AI_SALESFORCE__CLIENT_SECRET": org.client_secret,
        "CRM_AI_SALESFORCE__LOGIN_URL": org.url,
    }
