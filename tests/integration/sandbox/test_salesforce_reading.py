"""Reading a sandbox org with simple-salesforce, which was not written for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from simple_salesforce.exceptions import (
    SalesforceExpiredSession,
    SalesforceMalformedRequest,
    SalesforceRefusedRequest,
    SalesforceResourceNotFound,
)

from crm_ai_plugin.testing.sandbox import SalesforceSandbox
from tests.integration.sandbox.salesforce_client import connect, problems

if TYPE_CHECKING:
    from crm_ai_plugin.testing.world import World


@pytest.fixture
def sf(org: SalesforceSandbox) -> Any:
    return connect(org)


def test_every_deal_of_the_world_is_an_opportunity(sf: Any, org: SalesforceSandbox, world: World) -> None:
    rows = sf.query_all("SELECT Id, Name, Amount, StageName, IsClosed, IsWon FROM Opportunity")["records"]
    assert {row["Id"] for row in rows} == {org.id_of("Opportunity", deal.id) for deal in world.deals}
    by_id = {row["Id"]: row for row in rows}
    for deal in world.deals:
        row = by_id[org.id_of("Opportunity", deal.id)]
        assert (row["Name"], row["Amount"]) == (deal.name, pytest.approx(deal.amount))
        assert (row["IsClosed"], row["IsWon"]) == (deal.outcome != "open", deal.outcome == "won")


def test_paging_gives_every_record_once(sf: Any) -> None:
    batches = {"Sforce-Query-Options": "batchSize=200"}
    page = sf.query("SELECT Id FROM Task", headers=batches)
    assert (len(page["records"]), page["done"]) == (200, False)
    rows = [row["Id"] for row in sf.query_all_iter("SELECT Id FROM Task", headers=batches)]
    assert len(rows) == len(set(rows)) == page["totalSize"]
    assert sf.query("SELECT COUNT() FROM Task")["totalSize"] == len(rows)


def test_the_server_may_give_smaller_pages(sf: Any, org: SalesforceSandbox) -> None:
    org.org.largest_page = 7
    first = sf.query("SELECT Id FROM Contact")
    assert len(first["records"]) == 7
    assert len(sf.query_all("SELECT Id FROM Contact")["records"]) == first["totalSize"]


def test_a_page_asked_for_twice_is_the_same(sf: Any) -> None:
    following = sf.query("SELECT Id FROM Task", headers={"Sforce-Query-Options": "batchSize=200"})[
        "nextRecordsUrl"
    ]
    first, second = (sf.query_more(following, identifier_is_url=True)["records"] for _ in range(2))
    assert first == second


def test_parents_come_nested(sf: Any, org: SalesforceSandbox) -> None:
    (row,) = sf.query(
        "SELECT Account.Name, Account.Owner.Name, RecordType.Name FROM Opportunity "
        f"WHERE Id = '{org.showcase_deal_id}'"
    )["records"]
    assert row["Account"]["Name"] == "Harborline Logistics Group"
    assert row["Account"]["attributes"]["type"] == "Account"
    assert row["Account"]["Owner"]["Name"]
    assert row["RecordType"]["Name"] == "Sales pipeline"


def test_what_and_who_may_be_several_objects(sf: Any, org: SalesforceSandbox) -> None:
    rows = sf.query(
        f"SELECT What.Type, Who.Type, Who.Name FROM Task WHERE WhatId = '{org.showcase_deal_id}'"
    )["records"]
    assert {row["What"]["Type"] for row in rows} == {"Opportunity"}
    assert {row["Who"]["attributes"]["type"] for row in rows if row["Who"]} == {"Name"}


@pytest.mark.parametrize(
    ("soql", "code"),
    [
        ("SELECT Nix FROM Opportunity", "INVALID_FIELD"),
        ("SELECT Nix.Name FROM Opportunity", "INVALID_FIELD"),
        ("SELECT Id FROM Nix__c", "INVALID_TYPE"),
        ("SELECT Id FROM Opportunity WHERE", "MALFORMED_QUERY"),
        ("SELECT Id FROM Opportunity WHERE Amount = 'much'", "INVALID_FIELD"),
        ("SELECT Id FROM Opportunity WHERE Id = 'nonsense'", "INVALID_QUERY_FILTER_OPERATOR"),
        ("SELECT Id FROM Opportunity OFFSET 2001", "NUMBER_OUTSIDE_VALID_RANGE"),
        ("SELECT Id FROM Task WHERE Description = 'x'", "INVALID_FIELD"),
        ("SELECT Id FROM ContentDocumentLink", "MALFORMED_QUERY"),
        ("SELECT Id FROM Opportunity WHERE Amount > 1 AND Amount < 2 OR Amount = 3", "MALFORMED_QUERY"),
    ],
)
def test_what_is_wrong_with_a_query_is_said(sf: Any, soql: str, code: str) -> None:
    with pytest.raises(SalesforceMalformedRequest) as caught:
        sf.query(soql)
    assert problems(caught.value)[0]["errorCode"] == code


def test_history_leads_to_the_present(sf: Any, org: SalesforceSandbox, world: World) -> None:
    for deal in world.deals[:12]:
        deal_id = org.id_of("Opportunity", deal.id)
        now = sf.Opportunity.get(deal_id)
        rows = sf.query(
            "SELECT StageName, Amount, CloseDate FROM OpportunityHistory "
            f"WHERE OpportunityId = '{deal_id}' ORDER BY CreatedDate, Id"
        )["records"]
        for name in ("StageName", "Amount", "CloseDate"):
            assert rows[-1][name] == now[name]
        tracked = sf.query(
            "SELECT Field, OldValue, NewValue FROM OpportunityFieldHistory "
            f"WHERE OpportunityId = '{deal_id}' AND Field = 'StageName' ORDER BY CreatedDate, Id"
        )["records"]
        stages = [rows[0]["StageName"], *(row["NewValue"] for row in tracked)]
        assert [row["OldValue"] for row in tracked] == stages[:-1]
        assert stages[-1] == now["StageName"]


def test_field_history_can_be_off(make_org: Callable[..., SalesforceSandbox]) -> None:
    sf = connect(make_org(field_history=False))
    with pytest.raises(SalesforceMalformedRequest, match="INVALID_TYPE"):
        sf.query("SELECT Id FROM OpportunityFieldHistory")
    assert sf.query("SELECT Id FROM OpportunityHistory")["totalSize"]


def test_an_org_of_one_currency_has_no_currency_field(make_org: Callable[..., SalesforceSandbox]) -> None:
    sf = connect(make_org(multi_currency=False))
    with pytest.raises(SalesforceMalformedRequest, match="CurrencyIsoCode"):
        sf.query("SELECT CurrencyIsoCode FROM Opportunity")


def test_describe_tells_what_can_be_queried(sf: Any) -> None:
    names = [field["name"] for field in sf.Opportunity.describe()["fields"]]
    assert sf.query(f"SELECT {', '.join(names)} FROM Opportunity LIMIT 1")["totalSize"] == 1
    key = next(f for f in sf.CRM_AI_Insight__c.describe()["fields"] if f["name"] == "CRM_AI_Key__c")
    assert (key["externalId"], key["unique"]) == (True, True)
    assert "Opportunity" in {kind["name"] for kind in sf.describe()["sobjects"]}


def test_a_note_s_content_is_fetched_from_its_own_address(sf: Any, org: SalesforceSandbox) -> None:
    note = org.add_note(org.showcase_deal_id, "<p>größer &amp; besser</p>")
    where = sf.query(f"SELECT Content FROM ContentNote WHERE Id = '{note.id}'")["records"][0]["Content"]
    assert where.endswith(f"/sobjects/ContentNote/{note.id}/Content")
    assert sf.ContentNote.get_base64(note.id, "Content").decode() == "<p>größer &amp; besser</p>"


def test_deleted_records_are_seen_by_query_all_and_deleted(sf: Any, org: SalesforceSandbox) -> None:
    task = org.add_task(org.showcase_deal_id, subject="gone soon")
    org.delete("Task", task.id)
    soql = f"SELECT Id, IsDeleted FROM Task WHERE Id = '{task.id}'"
    assert sf.query(soql)["totalSize"] == 0
    (row,) = sf.query(soql, include_deleted=True)["records"]
    assert row["IsDeleted"] is True
    with pytest.raises(SalesforceResourceNotFound):
        sf.Task.get(task.id)


def test_ids_of_15_characters_are_good_too(sf: Any, org: SalesforceSandbox) -> None:
    short = org.showcase_deal_id[:15]
    assert sf.Opportunity.get(short)["Id"] == org.showcase_deal_id
    assert sf.query(f"SELECT Id FROM Opportunity WHERE Id IN ('{short}')")["totalSize"] == 1


def test_calls_of_the_day_count_down_and_run_out(make_org: Callable[..., SalesforceSandbox]) -> None:
    sf = connect(make_org(daily_limit=4))
    first, second = (sf.limits()["DailyApiRequests"]["Remaining"] for _ in range(2))
    assert (first, second) == (3, 2)
    sf.query("SELECT COUNT() FROM User")
    usage: Any = sf.api_usage["api-usage"]
    assert (usage.used, usage.total) == (3, 4)
    sf.limits()
    with pytest.raises(SalesforceRefusedRequest) as caught:
        sf.limits()
    assert problems(caught.value)[0]["errorCode"] == "REQUEST_LIMIT_EXCEEDED"


def test_a_dead_session_is_told(sf: Any, org: SalesforceSandbox) -> None:
    org.org.tokens.expire_access()
    with pytest.raises(SalesforceExpiredSession) as caught:
        sf.query("SELECT Id FROM User")
    assert problems(caught.value)[0]["errorCode"] == "INVALID_SESSION_ID"


def test_null_beside_ids_finds_what_points_nowhere(sf: Any, org: SalesforceSandbox) -> None:
    lone = org.create("Task", {"Subject": "lone"})
    rows = sf.query(f"SELECT Id FROM Task WHERE WhatId IN (null, '{org.showcase_deal_id}')")["records"]
    assert lone.id in {row["Id"] for row in rows}
    assert len(rows) > 1
