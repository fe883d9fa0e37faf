"""Actions of a person, pages, faults and control over HTTP of a sandbox org."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from simple_salesforce.exceptions import SalesforceError as LibraryError

from crm_ai_plugin.testing.sandbox import Fault, SalesforceError, SalesforceSandbox
from tests.integration.sandbox.salesforce_client import connect, problems


@pytest.fixture
def sf(org: SalesforceSandbox) -> Any:
    return connect(org)


@pytest.fixture
def call(org: SalesforceSandbox) -> Iterator[Callable[..., requests.Response]]:
    session = requests.Session()
    session.trust_env = False

    def ask(method: str, path: str, **more: Any) -> requests.Response:
        return session.request(method, f"{org.url}{path}", timeout=10, **more)

    yield ask
    session.close()


def test_a_mail_comes_with_its_task_and_the_people(sf: Any, org: SalesforceSandbox) -> None:
    mail = org.add_email(org.showcase_deal_id, subject="Price", text="Too <high>", thread_id="t1")
    row = sf.EmailMessage.get(mail.id)
    assert (row["Incoming"], row["TextBody"], row["RelatedToId"]) == (
        True,
        "Too <high>",
        org.showcase_deal_id,
    )
    task = sf.Task.get(row["ActivityId"])
    assert (task["TaskSubtype"], task["Subject"], task["IsClosed"]) == ("Email", "Email: Price", True)
    (relation,) = sf.query(
        f"SELECT RelationId, RelationType FROM EmailMessageRelation WHERE EmailMessageId = '{mail.id}'"
    )["records"]
    assert (relation["RelationId"], relation["RelationType"]) == (task["WhoId"], "FromAddress")


def test_meetings_calls_tasks_and_notes_hang_on_the_deal(sf: Any, org: SalesforceSandbox) -> None:
    deal = org.showcase_deal_id
    meeting = org.add_meeting(deal, title="Demo", minutes=45)
    call = org.add_call(deal, title="Chat", body="long", inbound=True)
    task = org.add_task(deal, subject="Offer")
    note = org.add_note(deal, "<p>Note</p>")
    event = sf.Event.get(meeting.id)
    assert (event["WhatId"], event["DurationInMinutes"]) == (deal, 45)
    assert event["ActivityDate"] == event["StartDateTime"][:10]
    assert sf.Task.get(call.id)["CallType"] == "Inbound"
    assert task.id in {one.id for one in org.tasks_of(deal)}
    assert call.id not in {one.id for one in org.tasks_of(deal)}
    assert note.id in {one.id for one in org.notes_of(deal)}
    assert sf.Opportunity.get(deal)["LastActivityDate"] == org.clock.now().date().isoformat()


def test_misuse_is_answered_as_the_api_would(org: SalesforceSandbox) -> None:
    with pytest.raises(SalesforceError, match="NOT_FOUND"):
        org.deal("006Sb00000000zzAAA")
    with pytest.raises(SalesforceError, match="INVALID_FIELD"):
        org.change_deal(org.showcase_deal_id, {"Nix": 1})


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        (Fault("rate_limit"), 403, "REQUEST_LIMIT_EXCEEDED"),
        (Fault("server_error"), 503, "SERVER_UNAVAILABLE"),
        (Fault("server_error", status=500), 500, "UNKNOWN_EXCEPTION"),
        (Fault("expired_token"), 401, "INVALID_SESSION_ID"),
    ],
)
def test_a_fault_hits_once_and_passes(
    sf: Any, org: SalesforceSandbox, fault: Fault, status: int, code: str
) -> None:
    org.add_fault(fault)
    with pytest.raises(LibraryError) as caught:
        sf.query("SELECT Id FROM User")
    assert (caught.value.status, problems(caught.value)[0]["errorCode"]) == (status, code)
    assert sf.query("SELECT Id FROM User")["done"]


def test_a_dropped_response_leaves_the_write_in_place(sf: Any, org: SalesforceSandbox) -> None:
    org.add_fault(Fault("drop_response", method="POST"))
    with pytest.raises(requests.ConnectionError):
        sf.Task.create({"Subject": "done anyway", "WhatId": org.showcase_deal_id})
    assert "done anyway" in {task.properties["Subject"] for task in org.tasks_of(org.showcase_deal_id)}


def test_json_can_be_cut(sf: Any, org: SalesforceSandbox) -> None:
    org.add_fault(Fault("malformed_json"))
    with pytest.raises(ValueError, match=r"Expecting|Unterminated|delimiter"):
        sf.limits()


def test_a_rate_budget_is_kept(make_org: Callable[..., SalesforceSandbox]) -> None:
    org = make_org(budget_per_10s=2)
    sf = connect(org)
    for _ in range(2):
        sf.limits()
    with pytest.raises(LibraryError, match="Concurrent"):
        sf.limits()


def test_the_log_names_endpoints(sf: Any, org: SalesforceSandbox) -> None:
    sf.Opportunity.get(org.showcase_deal_id)
    sf.Opportunity.update(org.showcase_deal_id, {"NextStep": "x"})
    entries = org.requests.entries()
    assert [entry.endpoint for entry in entries] == [
        "GET /services/data/v{v}/sobjects/Opportunity/{record_id}",
        "PATCH /services/data/v{v}/sobjects/Opportunity/{record_id}",
    ]
    assert [(entry.status, entry.write) for entry in entries] == [(200, False), (204, True)]
    assert entries[1].body == {"NextStep": "x"}


def test_the_page_shows_what_was_written(
    sf: Any, org: SalesforceSandbox, call: Callable[..., requests.Response]
) -> None:
    deal = org.showcase_deal_id
    sf.Opportunity.update(deal, {"CRM_AI_Next_Step__c": "Meet <Victor>"})
    sf.CRM_AI_Insight__c.create(
        {
            "CRM_AI_Key__c": "k",
            "CRM_AI_Opportunity__c": deal,
            "CRM_AI_Body_Text__c": "Nobody met the buyer",
            "CRM_AI_Body_Html__c": "<script>alert(1)</script><p>why</p>",
        }
    )
    sf.Task.create({"Subject": "Call <Victor>", "WhatId": deal})
    page = call("GET", f"/lightning/r/Opportunity/{deal}/view")
    assert page.url == f"{org.url}/sandbox/opportunities/{deal}"
    for shown in (
        "Harborline",
        "Meet &lt;Victor&gt;",
        "Nobody met the buyer",
        "Call &lt;Victor&gt;",
        "Champion",
    ):
        assert shown in page.text
    assert "<script>" not in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert "Harborline" in call("GET", "/sandbox/opportunities").text
    assert call("GET", "/sandbox/opportunities/006Sb00000000zzAAA").status_code == 404


def test_control_over_http(org: SalesforceSandbox, call: Callable[..., requests.Response]) -> None:
    deal = org.showcase_deal_id
    assert call("GET", "/__sandbox/state").json()["org_id"] == org.org_id
    made = [
        call("POST", f"/__sandbox/deals/{deal}/{what}", json=body)
        for what, body in (
            ("email", {"subject": "S", "text": "T", "at": "2026-11-20T10:00:00Z"}),
            ("note", {"html": "<p>x</p>"}),
            ("meeting", {"title": "M"}),
            ("call", {"title": "C"}),
            ("task", {"subject": "T"}),
        )
    ]
    assert [answer.status_code for answer in made] == [201] * 5
    assert made[0].json()["MessageDate"] == "2026-11-20T10:00:00.000+0000"
    changed = call("POST", f"/__sandbox/deals/{deal}/change", json={"NextStep": "x"})
    assert changed.json()["NextStep"] == "x"
    task = made[4].json()["Id"]
    assert call("DELETE", f"/__sandbox/objects/Task/{task}").status_code == 204
    assert call("POST", f"/__sandbox/deals/{deal}/change", json={"Nix": 1}).status_code == 400
    assert call("POST", f"/__sandbox/deals/{deal}/task", json={"nix": 1}).status_code == 400
    call("POST", "/__sandbox/org", json={"installed": False, "package": False, "daily_limit": 7})
    assert org.org.installed is False
    assert "CRM_AI_Insight__c" not in org.org.schema.objects
    assert org.org.allowance.daily_limit == 7
    call("POST", "/__sandbox/refuse", json={"code": "UNABLE_TO_LOCK_ROW", "kind": "Task"})
    call("POST", "/__sandbox/faults", json={"kind": "latency", "ms": 1})
    assert call("GET", "/__sandbox/faults").json()["active"]
    assert call("DELETE", "/__sandbox/faults").status_code == 204
    shown = call("POST", "/__sandbox/webhooks", json={"objects": ["Task"], "retries_s": [0.1]}).json()
    assert shown["objects"] == ["Task"]
    call("POST", "/__sandbox/tokens/uninstall")
    assert not org.org.tokens.check(org.access_token)
    assert org.requests.entries() == []


def test_it_runs_as_a_process() -> None:
    command = [sys.executable, "-m", "crm_ai_plugin.testing.sandbox", "--crm", "salesforce"]
    with subprocess.Popen(
        [*command, "--port", "0", "--deals", "3"], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        headers = {"Authorization": f"Bearer {ready['access_token']}"}
        session = requests.Session()
        session.trust_env = False
        answer = session.get(f"{ready['url']}/services/data/v66.0/limits", headers=headers, timeout=10)
        session.close()
        process.terminate()
    assert answer.json()["DailyApiRequests"]["Remaining"] == 99_999
    assert ready["pages"].endswith("/sandbox/opportunities")


def test_a_cursor_can_lead_back_to_its_own_page(sf: Any, org: SalesforceSandbox) -> None:
    org.add_fault(Fault("repeated_cursor", times=2))
    first = sf.query("SELECT Id FROM User")
    again = sf.query_more(first["nextRecordsUrl"], identifier_is_url=True)
    assert again["nextRecordsUrl"] == first["nextRecordsUrl"]
    assert again["records"] == first["records"]
    assert sf.query_more(first["nextRecordsUrl"], identifier_is_url=True)["done"]


def test_the_log_tells_reading_from_writing_in_composites(sf: Any, org: SalesforceSandbox) -> None:
    for method, path in (("GET", "limits"), ("DELETE", f"sobjects/Opportunity/{org.showcase_deal_id}")):
        part = {"referenceId": "one", "method": method, "url": f"/services/data/v66.0/{path}"}
        sf.restful("composite", method="POST", json={"compositeRequest": [part]})
    assert [entry.write for entry in org.requests.entries()] == [False, True]
