"""Faults on demand, the request log, control over HTTP, pages and the process."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
import requests

from crm_ai_plugin.testing.sandbox import Fault, HubSpotError, SandboxServer
from crm_ai_plugin.testing.world import World

if TYPE_CHECKING:
    from tests.integration.sandbox.conftest import Client

BASE = "/crm/objects/2026-09"
NOTE: dict[str, Any] = {
    "properties": {"hs_timestamp": "2026-11-23T10:00:00Z", "hs_note_body": "x"},
    "associations": [],
}


def test_429_with_retry_after_hits_as_often_as_told(client: Client) -> None:
    client.server.add_fault(Fault("rate_limit", times=2, retry_after_s=7))
    for _ in range(2):
        answer = client.get(f"{BASE}/deals")
        assert answer.status_code == 429
        assert answer.headers["Retry-After"] == "7"
        assert answer.json()["policyName"] == "TEN_SECONDLY_ROLLING"
    assert client.get(f"{BASE}/deals").status_code == 200


def test_a_rate_budget_is_enforced_yet_not_on_search(make_server: Callable[..., SandboxServer]) -> None:
    server = make_server(budget_per_10s=3)
    url = f"{server.url}{BASE}/deals"
    answers = [requests.get(url, headers=server.auth_headers, timeout=10) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[0].headers["X-HubSpot-RateLimit-Remaining"] == "2"
    assert "Retry-After" in answers[3].headers
    found = requests.post(f"{url}/search", json={"limit": 1}, headers=server.auth_headers, timeout=10)
    assert found.status_code == 200


def test_faults_keep_to_their_method_and_path(client: Client) -> None:
    client.server.add_fault(Fault("server_error", method="POST", path="/notes", status=502))
    assert client.get(f"{BASE}/notes").status_code == 200
    assert client.post(f"{BASE}/tasks", NOTE).status_code == 400
    assert client.post(f"{BASE}/notes", NOTE).status_code == 502
    assert client.post(f"{BASE}/notes", NOTE).status_code == 201


def test_a_dropped_response_leaves_the_write_in_place(client: Client) -> None:
    before = len(client.server.account.store.all("notes"))
    client.server.add_fault(Fault("drop_response", method="POST", path="/notes"))
    with pytest.raises(requests.ConnectionError):
        client.post(f"{BASE}/notes", NOTE)
    assert len(client.server.account.store.all("notes")) == before + 1
    assert client.post(f"{BASE}/notes", NOTE).status_code == 201


def test_malformed_json(client: Client) -> None:
    client.server.add_fault(Fault("malformed_json"))
    with pytest.raises(requests.exceptions.JSONDecodeError):
        client.get(f"{BASE}/deals").json()
    assert client.get(f"{BASE}/deals").json()["results"]


def test_a_field_is_silently_dropped(client: Client, world: World) -> None:
    path = f"{BASE}/deals/{world.showcase_deal_id}"
    client.server.add_fault(Fault("drop_field", field="amount"))
    answer = client.patch(path, {"properties": {"amount": "1", "hs_next_step": "kept"}})
    assert answer.status_code == 200
    assert answer.json()["properties"]["amount"] != "1"
    assert answer.json()["properties"]["hs_next_step"] == "kept"


def test_an_expired_token_on_demand(client: Client) -> None:
    client.server.add_fault(Fault("expired_token"))
    answer = client.get(f"{BASE}/deals")
    assert answer.status_code == 401
    assert answer.json()["category"] == "EXPIRED_AUTHENTICATION"
    assert client.get(f"{BASE}/deals").status_code == 200


def test_latency_is_added_and_cleared(make_server: Callable[..., SandboxServer]) -> None:
    server = make_server(latency_ms=120)
    url = f"{server.url}{BASE}/deals"
    begun = time.monotonic()
    requests.get(url, headers=server.auth_headers, timeout=10)
    assert time.monotonic() - begun >= 0.12
    server.clear_faults()
    requests.get(url, headers=server.auth_headers, timeout=10)
    assert server.requests.entries()[-1].duration_ms < 100


def test_faults_over_http(client: Client) -> None:
    made = client.post("/__sandbox/faults", {"kind": "server_error", "times": 1, "budget_per_10s": 50})
    assert made.status_code == 201
    assert made.json()["budget_per_10s"] == 50
    assert made.json()["active"][0]["kind"] == "server_error"
    assert client.get(f"{BASE}/deals").status_code == 503
    assert client.get("/__sandbox/faults").json()["active"] == []
    assert client.call("DELETE", "/__sandbox/faults").status_code == 204
    assert client.post("/__sandbox/faults", {"kind": "gremlin"}).status_code == 400
    assert client.post("/__sandbox/faults", {"kind": "latency", "colour": 1}).status_code == 400


def test_pages_and_deep_links_are_spared_and_not_logged(client: Client, world: World) -> None:
    client.server.add_fault(Fault("server_error"))
    page = requests.get(client.server.deal_url(world.showcase_deal_id), timeout=10)
    assert page.status_code == 200
    assert client.server.requests.entries() == []
    assert client.get(f"{BASE}/deals").status_code == 503


def test_requests_are_logged_and_counted(client: Client, world: World) -> None:
    client.get(f"{BASE}/deals")
    client.get(f"{BASE}/0-3/{world.deals[0].id}")
    client.post(f"{BASE}/notes", NOTE)
    client.post(f"{BASE}/deals/search", {"limit": 1})
    body = client.get("/__sandbox/requests").json()
    assert body["counts"] == {
        "GET /crm/objects/{v}/deals": 1,
        "GET /crm/objects/{v}/deals/{record_id}": 1,
        "POST /crm/objects/{v}/notes": 1,
        "POST /crm/objects/{v}/deals/search": 1,
    }
    writes = client.server.requests.entries(writes=True)
    assert [(entry.path, entry.status) for entry in writes] == [(f"{BASE}/notes", 201)]
    assert writes[0].body["properties"]["hs_note_body"] == "x"
    assert client.call("DELETE", "/__sandbox/requests").status_code == 204
    assert client.get("/__sandbox/requests").json() == {"counts": {}, "requests": []}


@pytest.mark.parametrize(
    ("what", "body", "kind"),
    [
        ("email", {"subject": "S", "text": "T", "inbound": False}, "emails"),
        ("note", {"html": "<p>N</p>"}, "notes"),
        ("meeting", {"title": "M", "start": "2026-12-01T10:00:00Z"}, "meetings"),
        ("call", {"title": "C", "body": "B", "duration_s": 60}, "calls"),
        ("task", {"subject": "T", "due": "2026-12-01T10:00:00Z"}, "tasks"),
    ],
)
def test_activities_are_added_over_http(
    client: Client, world: World, what: str, body: dict[str, Any], kind: str
) -> None:
    deal = world.showcase_deal_id
    made = client.post(f"/__sandbox/deals/{deal}/{what}", body)
    assert made.status_code == 201
    links = client.get(f"{BASE}/deals/{deal}/associations/{kind}").json()["results"]
    assert made.json()["id"] in {str(link["toObjectId"]) for link in links}
    assert client.post(f"/__sandbox/deals/404/{what}", body).status_code == 404
    assert (
        client.post(
            f"/__sandbox/deals/{deal}/{what}", {"at": "whenever", "start": "x", "due": "x"}
        ).status_code
        == 400
    )


def test_control_changes_and_deletes(client: Client, world: World) -> None:
    deal, contact = world.showcase_deal_id, world.contacts[0].id
    changed = client.post(f"/__sandbox/objects/contacts/{contact}/change", {"jobtitle": "Retired"})
    assert changed.json()["properties"]["jobtitle"] == "Retired"
    assert client.post(f"/__sandbox/deals/{deal}/change", {"nope": "1"}).status_code == 400
    assert client.call("DELETE", f"/__sandbox/objects/deals/{deal}").status_code == 204
    assert client.get(f"{BASE}/deals/{deal}").status_code == 404
    assert client.post(f"/__sandbox/contacts/{contact}/privacy-delete").status_code == 204
    assert client.get(f"{BASE}/contacts/{contact}").status_code == 404
    with pytest.raises(HubSpotError, match="not found"):
        client.server.deal(deal)


def test_state_tells_how_to_connect(client: Client, world: World) -> None:
    state = client.get("/__sandbox/state").json()
    assert state["showcase_deal_id"] == world.showcase_deal_id
    assert state["records"]["deals"] == len(world.deals)
    assert state["portal_id"] == client.server.portal_id


def test_the_deal_page_shows_what_was_written_back(client: Client, world: World) -> None:
    server, deal = client.server, world.showcase_deal_id
    new = {"name": "crm_ai_win", "label": "Win chance", "type": "string", "fieldType": "text"}
    client.post("/crm/properties/2026-09/deals", {**new, "groupName": "dealinformation"})
    client.patch(f"{BASE}/deals/{deal}", {"properties": {"crm_ai_win": "32 %"}})
    types = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 214}]
    client.post(
        f"{BASE}/notes",
        {
            "properties": {**NOTE["properties"], "hs_note_body": '<script>alert("x")</script>'},
            "associations": [{"to": {"id": deal}, "types": types}],
        },
    )
    page = requests.get(server.deal_url(deal), timeout=10)
    assert page.url.endswith(f"/sandbox/deals/{deal}")
    assert "Win chance (crm_ai_win)" in page.text
    assert "written by the app" in page.text
    assert "Economic buyer" in page.text
    assert "<script" not in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert 'iframe sandbox title="Note"' in page.text


def test_no_page_carries_live_hostile_text(server: SandboxServer, world: World) -> None:
    activities = {activity.id: activity for activity in world.activities}
    for activity_id in world.truth.hostile:
        page = requests.get(f"{server.url}/sandbox/deals/{activities[activity_id].deal_id}", timeout=10).text
        assert "<script" not in page
        assert "<img" not in page


def test_the_list_of_deals(server: SandboxServer, world: World) -> None:
    page = requests.get(f"{server.url}/sandbox/deals", timeout=10).text
    assert all(f"/sandbox/deals/{deal.id}" in page for deal in world.deals)
    assert requests.get(f"{server.url}/sandbox/deals/404", timeout=10).status_code == 404
    assert requests.get(f"{server.url}/contacts/1/record/0-3/1", timeout=10).status_code == 404


def test_the_process_serves_and_ends_on_a_signal() -> None:
    command = [sys.executable, "-m", "crm_ai_plugin.testing.sandbox", "--port", "0", "--deals", "5"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        headers = {"Authorization": f"Bearer {ready['private_token']}"}
        found = requests.get(f"{ready['url']}{BASE}/deals", headers=headers, timeout=10).json()
        assert len(found["results"]) == 5
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0


def test_a_taken_port_is_one_clear_line(server: SandboxServer) -> None:
    port = server.url.rsplit(":", 1)[1]
    command = [sys.executable, "-m", "crm_ai_plugin.testing.sandbox", "--port", port, "--deals", "2"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "cannot listen" in done.stderr
    assert "Traceback" not in done.stderr
