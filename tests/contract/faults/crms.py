"""The CRMs of the fault matrix: each behind a line on which everything goes wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from crm_ai_connectors.hubspot import HubSpotConnectorFactory
from crm_ai_connectors.salesforce import SalesforceConnectorFactory
from crm_ai_plugin.ports.connector import ConnectionContext
from crm_ai_plugin.testing.bad_line import BadLine
from crm_ai_plugin.testing.sandbox import SalesforceSandbox, SandboxServer
from crm_ai_plugin.testing.suites import hubspot, salesforce
from crm_ai_plugin.testing.suites.memory import CountingBudget, MemorySecrets
from tests.fixtures import acme as example
from tests.fixtures.espocrm import fake as espo
from tests.fixtures.rest_connecting import connected, context

SHORT = {"connect_timeout_s": 0.5, "read_timeout_s": 1.0}


@dataclass
class Behind:
    """One CRM behind its line."""

    line: BadLine
    connect: Callable[[], Any]
    deals: Iterator[str]
    notes: Callable[[str], int]


def _hubspot_writes(method: str, path: str) -> bool:
    return method in {"PATCH", "DELETE"} or (method == "POST" and not path.endswith(("/search", "/read")))


@contextmanager
def behind_hubspot() -> Iterator[Behind]:
    """HubSpot's sandbox."""
    with (
        SandboxServer(seed=11, deals=130) as crm,
        BadLine(crm.url, _hubspot_writes) as line,
        ExitStack() as stack,
    ):

        def connect() -> Any:
            # A fresh grant: a fault may have cost the last one.
            config = {**hubspot.settings(crm), "api_base": line.url, **SHORT, "deadline_s": 2.0}
            around = ConnectionContext(
                "crm-1", config, hubspot.granted(crm), CountingBudget(), lambda: datetime.now(UTC)
            )
            made = HubSpotConnectorFactory().create(around)
            stack.callback(made.close)
            return made

        back = hubspot.SandboxBackstage(crm, [])
        yield Behind(line, connect, hubspot.fresh_deals(crm), lambda deal: back.count("note", deal))


@contextmanager
def behind_salesforce() -> Iterator[Behind]:
    """Salesforce's sandbox."""

    def writes(method: str, path: str) -> bool:
        return method != "GET" and "/sobjects" in path

    with (
        SalesforceSandbox(seed=11, deals=130) as org,
        BadLine(org.url, writes) as line,
        ExitStack() as stack,
    ):

        def connect() -> Any:
            store = salesforce.granted(org)
            store.save({**store.load(), "instance_url": line.url})
            config = {**salesforce.settings(org), "login_url": line.url, **SHORT, "deadline_s": 2.0}
            around = ConnectionContext("crm-1", config, store, CountingBudget(), lambda: datetime.now(UTC))
            made = SalesforceConnectorFactory().create(around)
            stack.callback(made.close)
            return made

        back = salesforce.OrgBackstage(org, MemorySecrets({}), ())
        deals = (org.id_of("Opportunity", one) for one in salesforce.fresh_deals(org))
        yield Behind(line, connect, deals, lambda deal: back.count("note", deal))


@contextmanager
def behind_rest() -> Iterator[Behind]:
    """The declared EspoCRM."""
    crm = espo.EspoFake()

    def deals() -> Iterator[str]:
        while True:
            crm.reset()
            yield espo.DEAL

    with crm.server, BadLine(crm.server.url, lambda method, _: method != "GET") as line, ExitStack() as stack:

        def connect() -> Any:
            made = connected(
                "espocrm",
                replace(
                    context({"api_key": espo.API_KEY}, clock=lambda: datetime.now(UTC)), connection="crm-1"
                ),
                variables={"host": line.url.removeprefix("http://"), "task_user": espo.USER},
                base_url=line.url,
                page_size=20,
            )
            stack.callback(made.close)
            return made

        yield Behind(line, connect, deals(), lambda deal: crm.count("note", deal))


@contextmanager
def behind_acme() -> Iterator[Behind]:
    """The example of a partner's connector."""
    with ExitStack() as stack:
        stack.enter_context(example.importable())
        acme: dict[str, Any] = {
            name: vars(import_module(f"acme_connector.{name}")) for name in ("contract", "factory", "fake")
        }

        crm = stack.enter_context(acme["fake"]["FakeAcme"]())
        line = stack.enter_context(BadLine(crm.url, lambda method, _: method != "GET"))

        def deals() -> Iterator[str]:
            while True:
                crm.rows["activities"] = {
                    key: row for key, row in crm.rows["activities"].items() if not key.endswith("x")
                }
                for name in [name for name in crm.rows["deals"]["D1"] if name.startswith("crm_ai_")]:
                    del crm.rows["deals"]["D1"][name]
                yield "D1"

        def connect() -> Any:
            config = {"api_base": line.url, "allow_insecure": True, "page_size": 2, "read_timeout_s": 1.0}
            around = ConnectionContext(
                "crm-1",
                config,
                acme["contract"]["Secrets"](),
                acme["contract"]["Budget"](),
                lambda: datetime.now(UTC),
            )
            made = acme["factory"]["AcmeConnectorFactory"]().create(around)
            stack.callback(made.close)
            return made

        def written(deal: str) -> int:
            return sum(
                key.endswith("x") and row["kind"] == "note" for key, row in crm.rows["activities"].items()
            )

        yield Behind(line, connect, deals(), written)


CRMS: dict[str, Any] = {
    "hubspot": behind_hubspot,
    "salesforce": behind_salesforce,
    "rest": behind_rest,
    "acme": behind_acme,
}
