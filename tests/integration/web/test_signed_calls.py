"""Cards inside HubSpot call the API by its signature; workflows ask for the next step."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from crm_ai_plugin.store import ConnectionRow
from tests.integration.web.access_world import PORTALS, World

COACH = "/api/ai/deal-coach/7"
CARD = "/api/cards/deal_coach/deal/7"
STEP = "/api/hosts/hubspot/next-step"


@pytest.fixture
def world(tmp_path: Path, sqlite_url: str) -> Iterator[World]:
    made = World(tmp_path, sqlite_url)
    yield made
    made.close()


def test_a_card_gets_the_document_of_its_portals_workspace(world: World) -> None:
    for workspace, portal in PORTALS.items():
        answer = world.signed("GET", CARD, portal=portal)
        assert answer.status_code == 200, answer.text
        assert answer.get_json()["id"] == f"ins_{workspace}"


def test_a_card_takes_an_action_and_its_repetition(world: World) -> None:
    body = json.dumps({"state": "done"}).encode()
    for _ in range(2):
        answer = world.signed("POST", f"{COACH}/actions/act_price_answer", body)
        assert answer.status_code == 200
    states = {one["id"]: one["state"] for one in answer.get_json()["payload"]["actions"]}
    assert (states["act_price_answer"]["state"], states["act_price_answer"]["by"]) == ("done", "hubspot:99")


def test_a_card_asks_in_its_own_words_beside_hubspots(world: World) -> None:
    assert world.signed("GET", CARD, query="format=text").mimetype == "text/plain"
    assert world.signed("GET", CARD, query="nonsense=1").status_code == 422


@pytest.mark.parametrize(
    ("language", "title"),
    [("de", "Deal-Coach"), ("es_MX", "Coach de negocios"), ("en", "Deal coach"), ("pl", "Deal coach")],
)
def test_a_card_comes_with_headings_in_its_readers_language(world: World, language: str, title: str) -> None:
    answer = world.signed("GET", CARD, query=f"language={language}")
    assert answer.get_json()["title"] == title
    for form in ("markdown", "adaptive_card", "text"):
        assert title in world.signed("GET", CARD, query=f"language={language}&format={form}").text
    assert world.signed("GET", CARD, query="language=../de").status_code == 422


def test_a_card_gets_a_token_for_its_page(world: World) -> None:
    asked = {"kind": "deal_coach", "record_type": "deal", "record_id": "7", "crm_user": "somebody else"}
    made = world.signed("POST", "/api/embed/tokens", json.dumps(asked).encode()).get_json()
    held = world.client().post("/api/embed/sessions", json={"token": made["token"]}).get_json()
    grant, _ = world.services.embeds.read(held["bearer"])
    assert (grant.workspace, grant.connection, grant.crm_user) == ("ws_a", "hubspot-1", "99")


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"portal": "1"}, 403, "account_unknown"),
        ({"portal": "x"}, 401, "account_wrong"),
        ({"portal": ""}, 401, "account_wrong"),
        ({"query": "portalId=4712"}, 401, "account_wrong"),
        ({"claimed": "4712"}, 401, "signature_invalid"),
        ({"secret": "another"}, 401, "signature_invalid"),
        ({"at": -6}, 401, "timestamp_out_of_window"),
        ({"at": 6}, 401, "timestamp_out_of_window"),
    ],
)
def test_what_hubspot_did_not_sign_for_us_is_refused(
    world: World, changes: dict[str, Any], status: int, code: str
) -> None:
    if "at" in changes:
        changes = {"at": world.now + timedelta(minutes=changes["at"])}
    answer = world.signed("GET", CARD, **changes)
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)


@pytest.mark.parametrize("path", ["/api/keys", "/api/ai/connections", "/api/shares", f"{CARD}/link"])
def test_a_signature_opens_what_cards_need_and_nothing_else(world: World, path: str) -> None:
    method = "POST" if path.endswith("link") else "GET"
    assert world.signed(method, path).status_code == 401


def test_a_card_reaches_no_other_connection(world: World) -> None:
    for path in (COACH, CARD):
        answer = world.signed("GET", path, query="connection=salesforce-1")
        assert (answer.status_code, answer.get_json()["code"]) == (403, "not_covered")


def test_a_portal_of_two_workspaces_is_nobodys(world: World) -> None:
    with world.services.store.system() as system:
        system.connections.add(ConnectionRow("ws_b", "hubspot-2", "hubspot", PORTALS["ws_a"]))
    assert world.signed("GET", CARD).get_json()["code"] == "account_shared"
    with world.services.store.system() as system:
        system.connections.set_status("ws_b", "hubspot-2", "off")
    assert world.signed("GET", CARD).status_code == 200


def step(world: World, **changes: Any) -> TestResponse:
    given = {"portal": 4711, "record": 7, "type": "DEAL", "id": "ap-1-2"} | changes
    body = {
        "callbackId": given["id"],
        "origin": {"portalId": given["portal"], "actionDefinitionId": 2},
        "object": {"objectId": given["record"], "objectType": given["type"]},
        "inputFields": {},
    }
    return world.signed("POST", STEP, json.dumps(body).encode())


def test_a_workflow_gets_the_next_step_and_the_same_again(world: World) -> None:
    first = step(world).get_json()["outputFields"]
    assert first["hs_execution_state"] == "SUCCESS"
    assert first["insight_id"] == "ins_ws_a"
    assert first["next_step"]
    assert 0 < float(first["p_win_low"]) <= float(first["p_win"]) <= float(first["p_win_high"]) < 1
    body = json.dumps({"state": "done"}).encode()
    assert world.signed("POST", f"{COACH}/actions/{first['next_step_id']}", body).status_code == 200
    assert step(world).get_json()["outputFields"] == first
    other = step(world, id="ap-9-9").get_json()["outputFields"]
    assert other["next_step_id"] != first["next_step_id"]


def test_a_workflow_about_a_deal_nobody_has_looked_at_has_it_looked_at(world: World) -> None:
    assert step(world, record=8).get_json() == {"outputFields": {"hs_execution_state": "SUCCESS"}}
    assert world.services.dispatcher.asked == ["refresh"]  # type: ignore[attr-defined]
    step(world, record=8)
    assert world.services.dispatcher.asked == ["refresh"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"portal": 1}, 403),
        ({"portal": "4711 OR 1"}, 401),
        ({"record": "../7"}, 400),
        ({"type": "TICKET"}, 400),
        ({"id": 7}, 400),
        ({"record": 404}, 404),
        ({"type": "CONTACT"}, 404),
    ],
)
def test_a_workflow_is_refused_what_is_not_its_own(
    world: World, changes: dict[str, Any], status: int
) -> None:
    assert step(world, **changes).status_code == status


def test_an_unknown_host_is_not_found(world: World) -> None:
    assert world.signed("POST", "/api/hosts/nobody/next-step", b"{}").status_code == 404
