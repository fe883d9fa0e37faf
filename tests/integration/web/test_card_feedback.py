"""Whether a card helped: kept for the version that was read, one opinion a person, counted by kind."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from crm_ai_plugin.records import Deal
from crm_ai_plugin.runtime.access.roles import Role
from crm_ai_plugin.store import ConnectionRow
from tests.integration.web.access_world import PASSPHRASE, PORTALS
from tests.integration.web.live_world import LiveWorld
from tests.unit.cards.card_examples import insight
from tests.unit.web.web_fakes import NOW

URL = "/api/cards/deal_coach/deal/7/feedback"


@pytest.fixture
def world(tmp_path: Path, database_url: str, redis_url: str) -> Iterator[LiveWorld]:
    made = LiveWorld(tmp_path, database_url, redis_url)
    yield made
    made.close()


def say(world: LiveWorld, of: str = "ws_a", named: str | None = None, **body: Any) -> Any:
    headers = key(world, of) | ({} if named is None else {"X-CRM-User": named})
    return world.client().post(URL, json=body, headers=headers)


def key(world: LiveWorld, of: str = "ws_a") -> dict[str, str]:
    return {"Authorization": f"Bearer {world.keys[of]}"}


def read(world: LiveWorld, of: str = "ws_a") -> Any:
    return world.client().get("/api/ai/ratings", headers=key(world, of)).get_json()


def counted(world: LiveWorld, of: str = "ws_a") -> list[tuple[str, int, int]]:
    return [(one["kind"], one["helpful"], one["not_helpful"]) for one in read(world, of)["items"]]


def on_hosts(world: LiveWorld, of: str = "ws_a") -> list[tuple[str, int, int, int]]:
    """By host: helpful, not, and how many of both nobody proves."""
    names = ("host", "helpful", "not_helpful", "told")
    return [tuple(host[name] for name in names) for one in read(world, of)["items"] for host in one["hosts"]]


def in_hubspot(world: LiveWorld, path: str = URL, **options: Any) -> Callable[..., Any]:
    """Says from a card in HubSpot whether it helped."""
    return lambda **said: world.signed("POST", path, json.dumps(said).encode(), **options)


def test_the_last_word_of_a_person_counts(world: LiveWorld) -> None:
    assert say(world, helpful=True).status_code == 204
    assert say(world, helpful=False, note="the CFO left").status_code == 204
    assert counted(world) == [("deal_coach", 0, 1)]


def test_another_version_and_a_claim_are_rated_by_themselves(world: LiveWorld) -> None:
    action = insight().payload["actions"][0]["id"]
    assert say(world, helpful=True).status_code == 204
    assert say(world, helpful=False, claim=action).status_code == 204
    with world.services.store.workspace("ws_a") as session:
        session.insights.add(insight(version=2, id="ins_2", subject={"type": "deal", "id": "7"}))
    assert say(world, helpful=True).status_code == 204
    assert counted(world) == [("deal_coach", 2, 1)]


def test_what_is_not_there_can_t_be_rated(world: LiveWorld) -> None:
    unknown = say(world, helpful=True, claim="no such claim")
    assert (unknown.status_code, unknown.get_json()["code"]) == (404, "claim_unknown")
    assert say(world, helpful="perhaps").status_code == 422
    assert say(world, helpful=True, note="x" * 501).status_code == 422
    assert counted(world) == []


def test_another_workspace_hears_nothing_of_it(world: LiveWorld) -> None:
    assert say(world, helpful=False, note="the CFO left").status_code == 204
    found = read(world, "ws_b")
    assert (found["items"], found["months"], found["reasons"]) == ([], [], [])


def test_a_frame_rates_its_own_record_and_no_other(world: LiveWorld) -> None:
    asked = {"kind": "deal_coach", "record_type": "deal", "record_id": "7", "connection": "hubspot-1"}
    frame = framed(world, world.client().post("/api/embed/tokens", json=asked, headers=key(world)))
    assert world.client().post(URL, json={"helpful": True}, headers=frame).status_code == 204
    other = URL.replace("/7/", "/8/")
    assert world.client().post(other, json={"helpful": True}, headers=frame).status_code in (403, 404)
    assert on_hosts(world) == [("embed", 1, 0, 1)]


def framed(world: LiveWorld, made: Any) -> dict[str, str]:
    """What a page shows that came in with a token."""
    token = {"token": made.get_json()["token"]}
    bearer = world.client().post("/api/embed/sessions", json=token).get_json()["bearer"]
    return {"Authorization": f"Bearer {bearer}"}


def test_whoever_was_handed_a_link_speaks_over_nobody_who_is_signed_in(world: LiveWorld) -> None:
    world.services.accounts.add("ws_a", "rep@acme.example", "Rep", "rep", PASSPHRASE)
    rep = world.client()
    said = rep.post("/api/session", json={"login": "rep@acme.example", "passphrase": PASSPHRASE})
    proof = {"X-CSRF-Token": said.get_json()["csrf"]}
    assert rep.post(URL, json={"helpful": True}, headers=proof).status_code == 204
    made = rep.post(URL.replace("feedback", "link"), json={}, headers=proof).get_json()["url"]
    by_link = {"Authorization": f"Bearer {made.partition('?t=')[2]}"}
    assert world.client().post(URL, json={"helpful": False}, headers=by_link).status_code == 204
    assert on_hosts(world) == [("link", 0, 1, 1), ("workspace", 1, 0, 0)]


def test_who_reads_in_hubspot_says_it_there_and_may_change_it(world: LiveWorld) -> None:
    card = in_hubspot(world)
    assert card(helpful=True).status_code == 204
    assert on_hosts(world) == [("hubspot", 1, 0, 0)]
    world.later(minutes=1)
    assert card(helpful=False, note="the CFO left").status_code == 204
    assert on_hosts(world) == [("hubspot", 0, 1, 0)]


def test_a_person_of_hubspot_is_the_same_in_its_cards_and_frames(world: LiveWorld) -> None:
    assert in_hubspot(world)(helpful=True).status_code == 204
    asked = json.dumps({"kind": "deal_coach", "record_type": "deal", "record_id": "7"}).encode()
    frame = framed(world, world.signed("POST", "/api/embed/tokens", asked))
    world.later(minutes=1)
    assert world.client().post(URL, json={"helpful": False}, headers=frame).status_code == 204
    assert on_hosts(world) == [("embed", 0, 1, 0)]


def test_what_is_sent_again_later_does_not_bring_an_opinion_back(world: LiveWorld) -> None:
    first = world.now
    assert in_hubspot(world)(helpful=True).status_code == 204
    assert in_hubspot(world)(helpful=True).status_code == 204, "HubSpot's proxy repeats what it isn't sure of"
    world.later(minutes=1)
    assert in_hubspot(world)(helpful=False).status_code == 204
    world.later(minutes=1)
    assert in_hubspot(world, at=first)(helpful=True).status_code == 204
    assert on_hosts(world) == [("hubspot", 0, 1, 0)]
    world.later(minutes=5)
    late = in_hubspot(world, at=first)(helpful=True)
    assert (late.status_code, late.get_json()["code"]) == (401, "timestamp_out_of_window")


@pytest.mark.parametrize(
    ("options", "status", "code"),
    [
        ({"secret": "another"}, 401, "signature_invalid"),
        ({"claimed": "4712"}, 401, "signature_invalid"),
        ({"portal": "1"}, 403, "account_unknown"),
        ({"query": "connection=salesforce-1"}, 403, "not_covered"),
        ({"path": URL.replace("/7/", "/8/")}, 404, "no_insight"),
    ],
)
def test_what_hubspot_did_not_sign_for_this_card_rates_nothing(
    world: LiveWorld, options: dict[str, Any], status: int, code: str
) -> None:
    answer = in_hubspot(world, **options)(helpful=True)
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)
    assert (counted(world), counted(world, "ws_b")) == ([], [])


def test_a_portal_rates_the_card_of_its_own_workspace(world: LiveWorld) -> None:
    assert in_hubspot(world, portal=PORTALS["ws_b"])(helpful=True).status_code == 204
    assert counted(world) == []
    assert on_hosts(world, "ws_b") == [("hubspot", 1, 0, 0)]


@pytest.fixture
def org(world: LiveWorld) -> LiveWorld:
    """The card's deal is of a Salesforce org, which calls with a key."""
    with world.services.store.system() as system:
        system.connections.add(ConnectionRow("ws_a", "salesforce-1", "salesforce", "00D1"))
    with world.services.store.workspace("ws_a") as session:
        session.records.upsert("salesforce-1", [Deal(id="006", name="of the org")])
        subject = {"type": "deal", "id": "006"}
        session.insights.add(insight(id="ins_org", subject=subject, connection="salesforce-1"))
    return world


OF_ORG = URL.replace("/7/", "/006/")


def by_apex(org: LiveWorld, named: str, **said: Any) -> Any:
    return org.client().post(OF_ORG, json=said, headers=key(org) | {"X-CRM-User": named})


def test_whom_apex_names_has_one_word_and_counts_as_named_only(org: LiveWorld) -> None:
    assert by_apex(org, "005A", helpful=True).status_code == 204
    assert by_apex(org, "005B", helpful=True).status_code == 204
    assert by_apex(org, "005A", helpful=False).status_code == 204
    assert on_hosts(org) == [("salesforce", 1, 1, 2)]


def test_whoever_has_the_key_speaks_over_nobody_that_a_crm_proves(world: LiveWorld) -> None:
    assert in_hubspot(world)(helpful=True).status_code == 204
    assert say(world, named="99", helpful=False).status_code == 204
    assert on_hosts(world) == [("hubspot", 1, 1, 1)]


@pytest.mark.parametrize("named", ["", "x" * 65, "a b", "../005A"])
def test_what_is_no_id_names_nobody(org: LiveWorld, named: str) -> None:
    answer = by_apex(org, named, helpful=True)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "request_invalid")
    assert counted(org) == []


def test_a_frame_names_nobody_but_its_own_user(world: LiveWorld) -> None:
    asked = json.dumps({"kind": "deal_coach", "record_type": "deal", "record_id": "7"}).encode()
    frame = framed(world, world.signed("POST", "/api/embed/tokens", asked))
    for named in ("1", "2"):
        given = frame | {"X-CRM-User": named}
        assert world.client().post(URL, json={"helpful": True}, headers=given).status_code == 204
    assert on_hosts(world) == [("embed", 1, 0, 0)]


def test_the_results_say_how_sure_how_many_are_missing_and_why(world: LiveWorld) -> None:
    for number in range(9):
        assert say(world, named=str(number), helpful=number > 2).status_code == 204
    (found,) = read(world)["items"]
    assert (found["helpful"], found["more"], found["share"]["n"]) == (6, 1, 9)
    share = found["share"]
    assert (share["low"], share["value"], share["high"]) == pytest.approx((0.398, 0.667, 0.858), abs=0.001)
    world.later(days=31)
    assert say(world, named="9", helpful=False, note=" the CFO left ").status_code == 204
    found = read(world)
    assert found["items"][0]["more"] == 0
    assert [(one["month"], one["helpful"], one["not_helpful"]) for one in found["months"]] == [
        (f"{NOW:%Y-%m}-01", 6, 3),
        (f"{world.now:%Y-%m}-01", 0, 1),
    ]
    assert [(one["kind"], one["host"], one["note"]) for one in found["reasons"]] == [
        ("deal_coach", "hubspot", "the CFO left")
    ]


def test_what_is_more_than_a_year_ago_is_no_course(world: LiveWorld) -> None:
    assert say(world, helpful=True).status_code == 204
    world.later(days=366)
    assert read(world)["months"] == []
    assert counted(world) == [("deal_coach", 1, 0)]


def test_colleagues_words_are_for_who_leads_them(world: LiveWorld) -> None:
    assert say(world, helpful=False, note="the CFO left").status_code == 204
    roles: tuple[tuple[Role, list[str] | None], ...] = (("rep", None), ("manager", ["the CFO left"]))
    for role, told in roles:
        _, held = world.services.api_keys.create("ws_a", role, "test", role=role)
        headers = {"Authorization": f"Bearer {held}"}
        reasons = world.client().get("/api/ai/ratings", headers=headers).get_json()["reasons"]
        assert (None if reasons is None else [one["note"] for one in reasons]) == told
