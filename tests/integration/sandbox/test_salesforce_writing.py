"""Writing into a sandbox org with simple-salesforce: one, many, together, and what is refused."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest
from simple_salesforce.exceptions import (
    SalesforceMalformedRequest,
    SalesforceMoreThanOneRecord,
    SalesforceResourceNotFound,
)
from simple_salesforce.format import format_external_id

from crm_ai_plugin.testing.sandbox import Fault, SalesforceSandbox
from tests.integration.sandbox.salesforce_client import connect, problems

INSIGHT = "CRM_AI_Insight__c"
KEY = "CRM_AI_Key__c"


@pytest.fixture
def sf(org: SalesforceSandbox) -> Any:
    return connect(org)


def composite(sf: Any, *parts: dict[str, Any], whole: bool = True) -> list[dict[str, Any]]:
    body = {"allOrNone": whole, "compositeRequest": list(parts)}
    found = sf.restful("composite/", method="POST", json=body)
    assert isinstance(found, dict)
    return list(found["compositeResponse"])


def part(name: str, method: str, path: str, body: Any = None) -> dict[str, Any]:
    made = {"referenceId": name, "method": method, "url": f"/services/data/v66.0/{path}"}
    return made if body is None else {**made, "body": body}


def test_create_change_delete(sf: Any, org: SalesforceSandbox) -> None:
    made = sf.Task.create({"Subject": "Call Victor", "WhatId": org.showcase_deal_id})
    assert (made["success"], made["errors"]) == (True, [])
    before = sf.Task.get(made["id"])
    assert (before["Status"], before["IsClosed"]) == ("Not Started", False)
    assert before["CreatedById"] == org.org.user_id
    assert sf.Task.update(made["id"], {"Status": "Completed"}) == 204
    after = sf.Task.get(made["id"])
    assert after["IsClosed"] is True
    assert after["CompletedDateTime"] is not None
    assert sf.Task.delete(made["id"]) == 204
    with pytest.raises(SalesforceResourceNotFound) as caught:
        sf.Task.update(made["id"], {"Status": "Completed"})
    assert problems(caught.value)[0]["errorCode"] == "ENTITY_IS_DELETED"


def test_a_changed_stage_brings_what_follows_from_it(sf: Any, org: SalesforceSandbox) -> None:
    deal = org.showcase_deal_id
    before = sf.query(f"SELECT COUNT() FROM OpportunityHistory WHERE OpportunityId = '{deal}'")["totalSize"]
    sf.Opportunity.update(deal, {"StageName": "Closed won"})
    now = sf.Opportunity.get(deal)
    assert (now["IsClosed"], now["IsWon"], now["Probability"]) == (True, True, 100.0)
    assert now["ForecastCategoryName"] == "Closed"
    after = sf.query(f"SELECT COUNT() FROM OpportunityHistory WHERE OpportunityId = '{deal}'")["totalSize"]
    assert after == before + 1
    assert now["LastModifiedById"] == org.org.user_id


def test_a_change_moves_the_stamp_even_when_nothing_changes(sf: Any, org: SalesforceSandbox) -> None:
    deal = org.showcase_deal_id
    before = sf.Opportunity.get(deal)
    sf.Opportunity.update(deal, {"Name": before["Name"]})
    assert sf.Opportunity.get(deal)["SystemModstamp"] > before["SystemModstamp"]


def test_upsert_makes_one_record_per_key(sf: Any, org: SalesforceSandbox) -> None:
    key = format_external_id(KEY, "ins_1/v 2?#%")
    handle = getattr(sf, INSIGHT)
    body = {"CRM_AI_Body_Text__c": "first", "CRM_AI_Opportunity__c": org.showcase_deal_id}
    assert handle.upsert(key, body) == 201
    assert handle.upsert(key, {"CRM_AI_Body_Text__c": "second"}) == 200
    (row,) = sf.query(f"SELECT {KEY}, CRM_AI_Body_Text__c, CRM_AI_Opportunity__r.Name FROM {INSIGHT}")[
        "records"
    ]
    assert (row[KEY], row["CRM_AI_Body_Text__c"]) == ("ins_1/v 2?#%", "second")
    assert row["CRM_AI_Opportunity__r"]["Name"]
    assert [one.properties[KEY] for one in org.insights_of(org.showcase_deal_id)] == ["ins_1/v 2?#%"]


def test_an_old_version_answers_an_update_by_upsert_without_a_body(org: SalesforceSandbox) -> None:
    org.org.versions = ("45.0", *org.org.versions)
    sf = connect(org)
    sf.base_url = sf.base_url.replace("66.0", "45.0")
    path = f"sobjects/{INSIGHT}/{KEY}/k"
    assert sf.restful(path, method="PATCH", json={"CRM_AI_Body_Text__c": "x"})["created"] is True
    assert sf.restful(path, method="PATCH", json={"CRM_AI_Body_Text__c": "y"}) is None


def test_several_records_with_one_external_id(sf: Any, org: SalesforceSandbox) -> None:
    org.org.schema.install_field("Account", "Ref__c", "string(20) externalid")
    for _ in range(2):
        sf.Account.create({"Name": "Twin", "Ref__c": "same"})
    with pytest.raises(SalesforceMoreThanOneRecord) as caught:
        sf.Account.upsert("Ref__c/same", {"Name": "Third"})
    assert len(problems(caught.value)) == 2


@pytest.mark.parametrize(
    ("body", "code", "fields"),
    [
        ({}, "REQUIRED_FIELD_MISSING", ["Name", "StageName", "CloseDate"]),
        ({"Nix": 1}, "INVALID_FIELD", None),
        ({"IsWon": True}, "INVALID_FIELD_FOR_INSERT_UPDATE", ["IsWon"]),
        ({"Name": "x" * 121}, "STRING_TOO_LONG", ["Name"]),
        ({"Amount": "much"}, "JSON_PARSER_ERROR", None),
        ({"AccountId": "nonsense"}, "MALFORMED_ID", ["AccountId"]),
        ({"AccountId": "003Sb0000LpVxdAIQS"}, "FIELD_INTEGRITY_EXCEPTION", ["AccountId"]),
        ({"AccountId": "001Sb00000zzzzzIAA"}, "INVALID_CROSS_REFERENCE_KEY", ["AccountId"]),
    ],
)
def test_what_does_not_fit_is_refused(
    sf: Any, body: dict[str, Any], code: str, fields: list[str] | None
) -> None:
    with pytest.raises(SalesforceMalformedRequest) as caught:
        sf.Opportunity.create(body)
    (problem,) = problems(caught.value)
    assert (problem["errorCode"], problem.get("fields")) == (code, fields)


def test_without_the_package_its_object_and_fields_are_not_there(
    make_org: Callable[..., SalesforceSandbox],
) -> None:
    org = make_org(package=False)
    sf = connect(org)
    with pytest.raises(SalesforceResourceNotFound):
        getattr(sf, INSIGHT).upsert(f"{KEY}/k", {"CRM_AI_Body_Text__c": "x"})
    with pytest.raises(SalesforceMalformedRequest, match="No such column"):
        sf.Opportunity.update(org.showcase_deal_id, {"CRM_AI_P_Win__c": 40})
    org.org.schema.install_package()
    assert sf.Opportunity.update(org.showcase_deal_id, {"CRM_AI_P_Win__c": 40}) == 204


def test_rules_of_the_org_refuse_on_demand(sf: Any, org: SalesforceSandbox) -> None:
    deal = org.showcase_deal_id
    org.refuse("UNABLE_TO_LOCK_ROW", kind="Opportunity")
    org.lock_record(deal)
    for code in ("UNABLE_TO_LOCK_ROW", "ENTITY_IS_LOCKED", "ENTITY_IS_LOCKED"):
        with pytest.raises(SalesforceMalformedRequest) as caught:
            sf.Opportunity.update(deal, {"NextStep": "x"})
        assert problems(caught.value)[0]["errorCode"] == code
    sf.Task.create({"Subject": "others are free"})
    org.clear_faults()
    assert sf.Opportunity.update(deal, {"NextStep": "x"}) == 204


def test_a_field_can_be_dropped_in_silence(sf: Any, org: SalesforceSandbox) -> None:
    org.add_fault(Fault("drop_field", field="CRM_AI_Next_Step__c", method="PATCH"))
    sf.Opportunity.update(org.showcase_deal_id, {"CRM_AI_Next_Step__c": "x", "CRM_AI_P_Win__c": 12})
    now = sf.Opportunity.get(org.showcase_deal_id)
    assert (now["CRM_AI_Next_Step__c"], now["CRM_AI_P_Win__c"]) == (None, 12.0)


def test_a_composite_uses_what_its_first_part_made(sf: Any, org: SalesforceSandbox) -> None:
    content = base64.b64encode(b"<p>hello</p>").decode()
    done = composite(
        sf,
        part("note", "POST", "sobjects/ContentNote", {"Title": "N", "Content": content}),
        part(
            "link",
            "POST",
            "sobjects/ContentDocumentLink",
            {"ContentDocumentId": "@{note.id}", "LinkedEntityId": org.showcase_deal_id},
        ),
        part("back", "GET", "sobjects/ContentNote/@{note.id}"),
        part("found", "GET", "query?q=SELECT+Id+FROM+ContentNote+WHERE+Id='@{note.id}'"),
    )
    assert [one["httpStatusCode"] for one in done] == [201, 201, 200, 200]
    assert done[2]["body"]["TextPreview"] == "hello"
    assert done[3]["body"]["totalSize"] == 1
    assert done[0]["body"]["id"] in {note.id for note in org.notes_of(org.showcase_deal_id)}
    assert org.org.allowance.used == 1


@pytest.mark.parametrize("whole", [True, False])
def test_a_composite_takes_back_everything_or_nothing(sf: Any, org: SalesforceSandbox, whole: bool) -> None:
    tasks = len(org.org.store.all("Task"))
    done = composite(
        sf,
        part("good", "POST", "sobjects/Task", {"Subject": "good"}),
        part("bad", "POST", "sobjects/Task", {"Nix": "bad"}),
        part("deal", "PATCH", f"sobjects/Opportunity/{org.showcase_deal_id}", {"NextStep": "kept"}),
        whole=whole,
    )
    codes = [one["body"][0]["errorCode"] if one["httpStatusCode"] == 400 else "" for one in done]
    assert codes == (
        ["PROCESSING_HALTED", "INVALID_FIELD", "PROCESSING_HALTED"] if whole else ["", "INVALID_FIELD", ""]
    )
    assert len(org.org.store.all("Task")) == tasks + (0 if whole else 1)
    assert org.deal(org.showcase_deal_id).properties.get("NextStep", "") == ("" if whole else "kept")


@pytest.mark.parametrize(
    "parts",
    [
        [part(f"p{n}", "GET", "limits") for n in range(26)],
        [part(f"q{n}", "GET", "query?q=SELECT+Id+FROM+User") for n in range(6)],
        [part("same", "GET", "limits"), part("same", "GET", "limits")],
        [part("a-b", "GET", "limits")],
    ],
)
def test_a_composite_beyond_the_bounds_is_refused_whole(sf: Any, parts: list[dict[str, Any]]) -> None:
    with pytest.raises(SalesforceMalformedRequest):
        composite(sf, *parts)


def test_collections_answer_per_record(sf: Any, org: SalesforceSandbox) -> None:
    records = [
        {"attributes": {"type": "Task"}, "Subject": "one"},
        {"attributes": {"type": "Task"}, "Nix": "two"},
        {"attributes": {"type": "Contact"}, "LastName": "Three"},
    ]
    body = {"allOrNone": False, "records": records}
    done: Any = sf.restful("composite/sobjects", method="POST", json=body)
    assert [one["success"] for one in done] == [True, False, True]
    assert done[1]["errors"][0]["statusCode"] == "INVALID_FIELD"
    kept: Any = sf.restful("composite/sobjects/Task", params={"ids": done[0]["id"], "fields": "Subject"})
    assert kept[0]["Subject"] == "one"
    whole: Any = sf.restful("composite/sobjects", method="POST", json={**body, "allOrNone": True})
    assert [one["errors"][0]["statusCode"] for one in whole] == [
        "ALL_OR_NONE_OPERATION_ROLLED_BACK",
        "INVALID_FIELD",
        "ALL_OR_NONE_OPERATION_ROLLED_BACK",
    ]
    upserted: Any = sf.restful(
        f"composite/sobjects/{INSIGHT}/{KEY}",
        method="PATCH",
        json={
            "records": [
                {"attributes": {"type": INSIGHT}, KEY: "k1"},
                {"attributes": {"type": INSIGHT}, KEY: "K1"},
            ]
        },
    )
    assert [one["created"] for one in upserted] == [True, False]
    gone: Any = sf.restful("composite/sobjects", method="DELETE", params={"ids": done[0]["id"]})
    assert gone[0]["success"]


def test_more_than_200_records_are_refused(sf: Any) -> None:
    records = [{"attributes": {"type": "Task"}, "Subject": str(n)} for n in range(201)]
    with pytest.raises(SalesforceMalformedRequest):
        sf.restful("composite/sobjects", method="POST", json={"records": records})


def test_deleting_a_deal_takes_its_members_along(sf: Any, org: SalesforceSandbox) -> None:
    deal = org.showcase_deal_id
    sf.Opportunity.delete(deal)
    for soql in ("OpportunityContactRole WHERE OpportunityId", "Task WHERE WhatId"):
        assert sf.query(f"SELECT COUNT() FROM {soql} = '{deal}'")["totalSize"] == 0


def test_jobs_cannot_be_called_in_a_composite(sf: Any) -> None:
    (done,) = composite(sf, part("job", "GET", "jobs/query"))
    assert (done["httpStatusCode"], done["body"][0]["errorCode"]) == (400, "INVALID_INPUT")


def test_records_of_the_package_are_numbered(sf: Any) -> None:
    for key in ("a", "b"):
        getattr(sf, INSIGHT).upsert(f"{KEY}/{key}", {})
    names = [row["Name"] for row in sf.query(f"SELECT Name FROM {INSIGHT} ORDER BY Name")["records"]]
    assert names == ["CRM AI Insight 00001", "CRM AI Insight 00002"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("composite/batch", {"batchRequests": [5]}),
        ("composite", {"compositeRequest": [5]}),
        ("composite/sobjects", {"records": 5}),
        ("jobs/query", {"operation": "query", "query": "SELECT Id FROM User", "columnDelimiter": []}),
        ("sobjects/Task", []),
        ("sobjects/Task", {"Subject": {"no": "text"}}),
    ],
)
def test_bodies_of_another_form_are_refused(sf: Any, path: str, body: Any) -> None:
    with pytest.raises(SalesforceMalformedRequest):
        sf.restful(path, method="POST", json=body)


def test_batches_answer_per_part(sf: Any) -> None:
    parts = [{"method": "GET", "url": "v66.0/limits"}, {"method": "GET", "url": "v66.0/nix"}]
    done = sf.restful("composite/batch", method="POST", json={"batchRequests": parts})
    assert [one["statusCode"] for one in done["results"]] == [200, 404]
    assert done["hasErrors"] is True
