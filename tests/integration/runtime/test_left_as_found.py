"""Uninstalling leaves each sandbox as it was found, save for what people did there."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from crm_ai_plugin.ports.connector import Capability, ConnectionContext
from crm_ai_plugin.runtime.registry import CONNECTORS
from crm_ai_plugin.testing.sandbox import Fault, SalesforceSandbox, SandboxServer
from crm_ai_plugin.testing.suites import hubspot, salesforce
from crm_ai_plugin.testing.suites.memory import CountingBudget
from tests.fixtures.espocrm import fake as espo
from tests.fixtures.rest_connecting import connected as rest_connected
from tests.fixtures.rest_connecting import context as rest_context
from tests.fixtures.runtime_fakes import Coach, CrmFactory, Point, plugins, registry_of
from tests.integration.runtime.acts import CONNECTION, WORKSPACE, deliveries
from tests.integration.runtime.conftest import Build


class Factory(CrmFactory):
    """Gives the connector of a sandbox, whatever the connection says."""

    def __init__(self, make: Any) -> None:
        self._make = make

    key, label, scopes, capabilities = "fake", "Sandbox", {}, frozenset(Capability)

    def create(self, context: ConnectionContext) -> Any:
        return self._make()


@pytest.fixture
def points() -> dict[str, list[Point]]:
    return plugins(None, Coach())  # type: ignore[arg-type]  # no CRM in memory here


def product(build: Build, url: str, make: Any) -> Any:
    services = build(url)
    registry = registry_of(plugins(None, Coach()) | {CONNECTORS: [Point("fake", lambda: Factory(make))]})  # type: ignore[arg-type]
    services.registry = registry
    services.connect(WORKSPACE, CONNECTION, "fake", "1", {}, {"token": "t"})
    return services


def work(services: Any, deals: list[str]) -> None:
    """Two versions of advice for each deal, the first task refused its second writing by its key."""
    for deal in deals:
        for cause in ("changed", "changed again"):
            with services.store.workspace(WORKSPACE) as session:
                session.work.touch(CONNECTION, "deal", deal, cause, services.clock())
            services.refreshing.work((WORKSPACE, CONNECTION, "deal", deal))
    rows = deliveries(services)
    assert {row.state for row in rows} <= {"done", "superseded"}
    assert {row.action for row in rows} == {"note", "fields", "task"}


# --- HubSpot ---


def seen_in_hubspot(crm: SandboxServer) -> dict[str, Any]:
    """Everything that is there: objects with their values, properties, groups; archived ones are HubSpot's own."""
    service = crm.account.service
    kinds = ("deals", "contacts", "companies", "notes", "tasks")
    return {
        "objects": {
            kind: {
                row.id: {
                    k: v for k, v in row.properties.items() if v not in (None, "") and "modified" not in k
                }
                for row in crm.account.store.all(kind)
            }
            for kind in kinds
        },
        "properties": {kind: sorted(service.definitions[kind]) for kind in kinds},
        "groups": copy.deepcopy(service.groups),
    }


@pytest.fixture
def portal() -> Iterator[SandboxServer]:
    with SandboxServer(seed=5, deals=25) as server:
        yield server


def hubspot_connector(crm: SandboxServer) -> Any:
    from crm_ai_connectors.hubspot import HubSpotConnectorFactory

    config = {**hubspot.settings(crm), "read_timeout_s": 10.0, "deadline_s": 20.0}
    around = ConnectionContext(
        CONNECTION, config, hubspot.granted(crm), CountingBudget(), lambda: datetime.now(UTC)
    )
    return HubSpotConnectorFactory().create(around)


def test_hubspot_is_left_as_it_was_found(build: Build, database_url: str, portal: SandboxServer) -> None:
    before = seen_in_hubspot(portal)
    services = product(build, database_url, lambda: hubspot_connector(portal))
    work(services, list(hubspot.fresh_deals(portal))[:3])
    assert seen_in_hubspot(portal) != before
    portal.add_fault(Fault("rate_limit", times=2, method="DELETE", retry_after_s=0))
    report = services.undoing.all_of(WORKSPACE, CONNECTION)
    assert (report.failed, report.kept, dict(report.set_up.kept)) == ({}, {}, {})
    assert "group crm_ai" in report.set_up.removed
    assert seen_in_hubspot(portal) == before
    again = services.undoing.all_of(WORKSPACE, CONNECTION)
    assert (again.undone, again.failed, again.set_up.removed) == (0, {}, [])


def test_what_people_did_in_hubspot_stays_and_is_named(
    build: Build, sqlite_url: str, portal: SandboxServer
) -> None:
    services = product(build, sqlite_url, lambda: hubspot_connector(portal))
    deal, other = list(hubspot.fresh_deals(portal))[:2]
    work(services, [deal, other])
    portal.change_deal(deal, {"crm_ai_next_step": "Leave this deal to me"})
    (ours,) = [row for row in deliveries(services, action="note") if row.target_id == other]
    note, written = ours.receipt["external_id"], len(portal.notes_of(other))
    portal.change("notes", note, {"hs_note_body": "<p>I called them myself.</p>"})
    report = services.undoing.all_of(WORKSPACE, CONNECTION)
    assert report.failed == {}
    assert report.kept[f"deal {deal}"] == {"next_step": "Leave this deal to me"}
    assert report.kept[f"deal {other}"] == {"note": "edited by a person since"}
    assert portal.deal(deal).properties["crm_ai_next_step"] == "Leave this deal to me"
    assert note in {one.id for one in portal.notes_of(other)}
    assert len(portal.notes_of(other)) == written
    assert report.set_up.kept == {
        "crm_ai_next_step": "a deal holds a value that a person set",
        "group crm_ai": "other properties lie in it",
    }
    held = portal.account.service.definitions["deals"]
    assert [name for name in held if name.startswith("crm_ai_")] == ["crm_ai_next_step"]


def test_a_property_that_an_admin_redefined_stays(
    build: Build, sqlite_url: str, portal: SandboxServer
) -> None:
    services = product(build, sqlite_url, lambda: hubspot_connector(portal))
    work(services, list(hubspot.fresh_deals(portal))[:1])
    held = portal.account.service.definitions["deals"]
    held["crm_ai_insight_version"] = replace(held["crm_ai_insight_version"], label="Our forecast")
    report = services.undoing.all_of(WORKSPACE, CONNECTION)
    assert report.set_up.kept["crm_ai_insight_version"] == "its definition was changed in HubSpot"


# --- Salesforce ---


def seen_in_salesforce(org: SalesforceSandbox) -> dict[str, Any]:
    ours = ("Opportunity", "Task", "ContentNote", "Contact", "Account", org_insights(org))
    stamps = {"SystemModstamp", "LastModifiedDate", "LastModifiedById", "LastActivityDate"}
    return {
        kind: {
            row.id: {k: v for k, v in row.properties.items() if v not in (None, "") and k not in stamps}
            for row in org.org.store.all(kind)
            if str(row.properties.get("IsDeleted", "false")).lower() != "true"
        }
        for kind in ours
    }


def org_insights(org: SalesforceSandbox) -> str:
    return "CRM_AI_Insight__c"


def test_salesforce_is_left_as_it_was_found(build: Build, database_url: str) -> None:
    from crm_ai_connectors.salesforce import SalesforceConnectorFactory

    with SalesforceSandbox(seed=5, deals=25) as org:
        deals = [org.id_of("Opportunity", one) for one in list(salesforce.fresh_deals(org))[:3]]
        before = seen_in_salesforce(org)

        def make() -> Any:
            config = {**salesforce.settings(org), "read_timeout_s": 10.0, "deadline_s": 20.0}
            around = ConnectionContext(
                CONNECTION, config, salesforce.granted(org), CountingBudget(), lambda: datetime.now(UTC)
            )
            return SalesforceConnectorFactory().create(around)

        services = product(build, database_url, make)
        work(services, deals)
        assert seen_in_salesforce(org) != before
        report = services.undoing.all_of(WORKSPACE, CONNECTION)
        assert (report.failed, report.kept) == ({}, {})
        assert seen_in_salesforce(org) == before


# --- REST ---


def test_a_declared_crm_is_left_as_it_was_found(build: Build, database_url: str) -> None:
    crm = espo.EspoFake()
    with crm.server:
        crm.reset()
        before = copy.deepcopy(crm.tables)

        def make() -> Any:
            around = rest_context({"api_key": espo.API_KEY}, clock=lambda: datetime.now(UTC))
            return rest_connected(
                "espocrm",
                replace(around, connection=CONNECTION),
                variables={"host": crm.server.host, "task_user": espo.USER},
                base_url=crm.server.url,
                page_size=20,
                read_timeout_s=10.0,
                deadline_s=20.0,
            )

        services = product(build, database_url, make)
        for cause in ("changed", "changed again"):
            with services.store.workspace(WORKSPACE) as session:
                session.work.touch(CONNECTION, "deal", espo.DEAL, cause, services.clock())
            services.refreshing.work((WORKSPACE, CONNECTION, "deal", espo.DEAL))
        states = {(row.action, row.state) for row in deliveries(services)}
        assert ("note", "done") in states
        report = services.undoing.all_of(WORKSPACE, CONNECTION)
        assert (report.failed, report.kept) == ({}, {})
        assert _rows(crm.tables) == _rows(before)


def _rows(tables: Any) -> list[dict[str, Any]]:
    """What is held, without when it was changed last."""
    return [
        {name: value for name, value in row.items() if value is not None and not name.startswith("modified")}
        for table in tables.values()
        for row in table.values()
    ]
