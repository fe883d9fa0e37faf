"""What is read and written through a connection is an admin's choice, whichever CRM it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from crm_ai_plugin.errors import ConfigurationError, SkippableError, UserInputError
from crm_ai_plugin.ports.selection import Selection
from crm_ai_plugin.records import Deal
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.testing.sandbox.rest.server import KontorSandbox
from crm_ai_plugin.testing.sandbox.salesforce.server import SalesforceSandbox
from tests.fixtures.planted_secrets import PLANTED
from tests.integration.installing.conftest import WORKSPACE, Browser, rows

CRMS = ["hubspot", "salesforce", "rest"]
Link = Callable[..., str]


@pytest.fixture(scope="module")
def kontor() -> Iterator[KontorSandbox]:
    with KontorSandbox(seed=5, deals=8, client_secret=PLANTED["client secret"]) as server:
        yield server


@pytest.fixture
def connect(services: Services, browser: Browser, link: Link, kontor: KontorSandbox) -> Callable[[str], str]:
    """Connect a sandbox CRM and return the connection's key."""

    def make(crm: str) -> str:
        if crm == "rest":
            services.by_secrets.connect(
                WORKSPACE,
                "rest",
                {"api_key": kontor.api_key},
                config=kontor.connection(),
                account=kontor.realm,
                by="test",
            )
        else:
            assert browser.connect(link(crm)).status_code == 200
        return f"{crm}-1"

    return make


def deals(services: Services, key: str) -> list[Deal]:
    with services.store.workspace(WORKSPACE) as session:
        ids = [id_ for connection, id_ in session.records.deal_ids(None) if connection == key]
        return list(session.records.fetch(key, Deal, ids))


def choose(services: Services, key: str, **chosen: Any) -> None:
    services.selecting.choose(WORKSPACE, key, Selection(**chosen), by="ada")


@pytest.mark.parametrize("crm", CRMS)
def test_deals_of_pipelines_that_were_left_out_go_and_come_back(
    crm: str, services: Services, connect: Callable[[str], str]
) -> None:
    key = connect(crm)
    services.syncing.run(WORKSPACE, key)
    everything = deals(services, key)
    offered = services.selecting.offered(WORKSPACE, key)
    names = [one.name for one in offered.pipelines]
    assert {deal.pipeline for deal in everything} <= set(names)
    chosen = next(name for name in names if any(deal.pipeline != name for deal in everything))
    choose(services, key, pipelines=[chosen])
    state = services.syncing.state(WORKSPACE, key)
    assert (state.mode, state.accept_loss) == ("full", True)
    services.syncing.run(WORKSPACE, key, full=True, accept_loss=True)
    kept = deals(services, key)
    assert {deal.id for deal in kept} == {deal.id for deal in everything if deal.pipeline == chosen}
    other = next(deal for deal in everything if deal.pipeline != chosen)
    with pytest.raises(SkippableError, match="pipeline that this connection leaves out"):
        services.refreshing.now(WORKSPACE, key, other.id)
    choose(services, key)
    services.syncing.run(WORKSPACE, key)
    assert {deal.id for deal in deals(services, key)} == {deal.id for deal in everything}


@pytest.mark.parametrize("crm", CRMS)
def test_what_is_not_to_be_written_is_not_planned(
    crm: str, services: Services, connect: Callable[[str], str]
) -> None:
    key = connect(crm)
    before = services.previewing.of_deal(WORKSPACE, key)
    assert {one.action for one in before.writes} == {"note", "fields", "task"}
    assert before.deal.name
    written = {name for one in before.writes if one.action == "fields" for name in one.after}
    offered = services.selecting.offered(WORKSPACE, key).writes
    assert {"note", "task", "fields", *written} <= set(offered)
    choose(services, key, unwritten=["task", "next_step"])
    after = services.previewing.of_deal(WORKSPACE, key, before.deal.id)
    assert {one.action for one in after.writes} == {"note", "fields"}
    assert {name for one in after.writes if one.action == "fields" for name in one.after} == written - {
        "next_step"
    }
    with pytest.raises(UserInputError, match="nothing is written under the name 'amount'"):
        choose(services, key, unwritten=["amount"])


def test_fields_that_admins_made_are_read_once_chosen(
    services: Services, connect: Callable[[str], str], org: SalesforceSandbox
) -> None:
    org.org.schema.install_field("Opportunity", "Region__c", "string(20)")
    try:
        key = connect("salesforce")
        services.syncing.run(WORKSPACE, key)
        offered = services.selecting.offered(WORKSPACE, key)
        assert "Region__c" in {one.name for one in offered.fields}
        assert not any(one.name.startswith("CRM_AI_") for one in offered.fields)
        assert "Region__c" not in offered.read
        deal = deals(services, key)[0]
        org.change_deal(deal.id, {"Region__c": "North"})
        choose(services, key, fields=["Region__c"])
        services.syncing.run(WORKSPACE, key)
        assert next(one for one in deals(services, key) if one.id == deal.id).custom["Region__c"] == "North"
    finally:
        org.org.schema.remove_field("Opportunity", "Region__c")


def test_fields_of_a_crm_that_sends_them_all_are_left_out(
    services: Services, connect: Callable[[str], str]
) -> None:
    key = connect("rest")
    services.syncing.run(WORKSPACE, key)
    assert any("Fit" in deal.custom for deal in deals(services, key))
    offered = services.selecting.offered(WORKSPACE, key)
    assert "Fit" in offered.read
    assert not any(one.name.startswith("AI: ") for one in offered.fields), "our own are not for choosing"
    choose(services, key, fields=[])
    services.syncing.run(WORKSPACE, key)
    assert not any("Fit" in deal.custom for deal in deals(services, key))


def test_nothing_is_read_before_somebody_has_chosen(services: Services, browser: Browser, link: Link) -> None:
    answer = browser.connect(link("hubspot", choose_first=True))
    assert "nothing is read before you have chosen what" in answer.get_data(as_text=True)
    (row,) = rows(services)
    assert services.connection_report.one(WORKSPACE, row.key)["selection"]["open"]
    with pytest.raises(ConfigurationError, match="before an admin has chosen"):
        services.syncing.ask(WORKSPACE, row.key)
    with pytest.raises(ConfigurationError, match="before an admin has chosen"):
        services.refreshing.now(WORKSPACE, row.key, "1")
    services.keeping.run()
    assert services.syncing.state(WORKSPACE, row.key).mode is None
    preview = services.previewing.of_deal(WORKSPACE, row.key)
    assert preview.writes, "what would be written is shown before anything is read for good"
    assert deals(services, row.key) == []
    choose(services, row.key, pipelines=["Sales pipeline"], open=True)
    assert services.syncing.state(WORKSPACE, row.key).mode is None, "kept, and not begun"
    choose(services, row.key, pipelines=["Sales pipeline"])
    assert services.syncing.state(WORKSPACE, row.key).mode == "changes"
    services.syncing.run(WORKSPACE, row.key)
    assert {deal.pipeline for deal in deals(services, row.key)} == {"Sales pipeline"}
    # Connecting again changes nothing of what was chosen.
    assert browser.connect(link("hubspot", choose_first=True)).status_code == 200
    report = services.connection_report.one(WORKSPACE, row.key)
    assert report["selection"]["pipelines"] == ["Sales pipeline"]
    choose(services, row.key, open=True)
    assert not services.connection_report.one(WORKSPACE, row.key)["selection"]["open"], "it reads already"


def test_what_was_not_granted_is_reported_with_what_is_left_out(
    services: Services, browser: Browser, link: Link
) -> None:
    # This sandbox grants what is indispensable, as an admin who ticks nothing else does.
    assert browser.connect(link("hubspot")).status_code == 200
    missing = services.connection_report.one(WORKSPACE, "hubspot-1")["missing"]
    assert "crm.objects.deals.write" in {one["name"] for one in missing}
    assert all(one["optional"] and one["reason"] for one in missing)
