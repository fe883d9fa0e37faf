"""Pages inside a CRM: a token that comes in once, and the bearer that covers one record for a while."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from werkzeug.test import TestResponse

from tests.integration.web.access_world import PUBLIC, World

ASKED = {
    "kind": "deal_coach",
    "record_type": "deal",
    "record_id": "7",
    "connection": "hubspot-1",
    "crm_user": "005A",
}
COACH = "/api/ai/deal-coach/7"


@pytest.fixture
def world(tmp_path: Path, sqlite_url: str) -> Iterator[World]:
    made = World(tmp_path, sqlite_url)
    yield made
    made.close()


@pytest.fixture
def on_each(tmp_path: Path, database_url: str) -> Iterator[World]:
    """Once on each database."""
    made = World(tmp_path, database_url)
    yield made
    made.close()


def token(world: World, workspace: str = "ws_a", **changes: Any) -> str:
    answer = world.client().post(
        "/api/embed/tokens",
        json=ASKED | changes,
        headers={"Authorization": f"Bearer {world.keys[workspace]}"},
    )
    assert answer.status_code == 201, answer.text
    return str(answer.get_json()["token"])


def exchange(world: World, given: str) -> TestResponse:
    return world.client().post("/api/embed/sessions", json={"token": given})


def bearer(world: World, **changes: Any) -> dict[str, str]:
    return {"Authorization": f"Bearer {exchange(world, token(world, **changes)).get_json()['bearer']}"}


def test_the_token_stands_where_no_server_sees_it(world: World) -> None:
    answer = (
        world.client()
        .post("/api/embed/tokens", json=ASKED, headers={"Authorization": f"Bearer {world.keys['ws_a']}"})
        .get_json()
    )
    parts = urlsplit(answer["url"])
    assert answer["url"].startswith(f"{PUBLIC}/embed/")
    assert parts.fragment == f"t={answer['token']}"
    assert answer["token"] not in parts.path
    assert parts.query == ""


def test_a_page_comes_in_once_and_sees_its_record(world: World) -> None:
    given = token(world)
    answer = exchange(world, given)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    held = answer.get_json()
    assert (held["kind"], held["record_id"], held["connection"], held["role"]) == (
        "deal_coach",
        "7",
        "hubspot-1",
        "rep",
    )
    header = {"Authorization": f"Bearer {held['bearer']}"}
    assert world.client().get(COACH, headers=header).get_json()["id"] == "ins_ws_a"
    again = exchange(world, given)
    assert (again.status_code, again.get_json()["code"]) == (401, "embed_used")


def test_of_many_at_once_one_comes_in(on_each: World) -> None:
    world = on_each
    given = token(world)
    codes: list[int] = []
    gate = threading.Barrier(4)

    def come() -> None:
        gate.wait()
        codes.append(exchange(world, given).status_code)

    threads = [threading.Thread(target=come) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(codes) == [200, 401, 401, 401]


@pytest.mark.parametrize(("after", "status"), [(89, 200), (119, 200), (121, 401), (-29, 200), (-31, 401)])
def test_a_token_is_over_within_two_minutes_whatever_the_clocks(
    world: World, after: int, status: int
) -> None:
    given = token(world)
    world.later(seconds=after)
    answer = exchange(world, given)
    assert answer.status_code == status
    if status == 401:
        assert answer.get_json()["code"] == "embed_expired"


def test_a_used_token_stays_used_as_long_as_it_would_count(world: World) -> None:
    given = token(world)
    assert exchange(world, given).status_code == 200
    world.later(seconds=100)
    exchange(world, token(world))  # clears away what is over
    assert exchange(world, given).get_json()["code"] == "embed_used"


@pytest.mark.parametrize("given", ["nonsense", "{bearer}", "{key}", "{frame}", "{token}x"])
def test_nothing_else_comes_in(world: World, given: str) -> None:
    shown = given.format(
        bearer=bearer(world)["Authorization"].removeprefix("Bearer "),
        key=world.keys["ws_a"],
        frame=world.services.embeds.frame("ws_a", "hubspot-1"),
        token=token(world),
    )
    assert exchange(world, shown).status_code == 401


def test_a_token_is_no_bearer(world: World) -> None:
    header = {"Authorization": f"Bearer {token(world)}"}
    assert world.client().get(COACH, headers=header).status_code == 401


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/ai/deal-coach/8"),
        ("GET", f"{COACH}?connection=salesforce-1"),
        ("GET", "/api/cards/persona/contact/7"),
        ("POST", "/api/ai/deal-coach/8/actions/x"),
        ("GET", "/api/keys"),
        ("POST", COACH),
        ("GET", "/api/ai/connections"),
        ("POST", "/api/cards/deal_coach/deal/7/link"),
    ],
)
def test_a_page_sees_nothing_beside_its_card(world: World, method: str, path: str) -> None:
    sent = {} if path.endswith("link") else {"state": "done"}
    answer = world.client().open(path, method=method, json=sent, headers=bearer(world))
    assert (answer.status_code, answer.get_json()["code"]) == (403, "not_covered")


def test_a_page_about_a_record_sees_all_kinds_about_it(world: World) -> None:
    header = bearer(world, purpose="record", kind="objection")
    assert world.client().get(COACH, headers=header).status_code == 200
    assert world.client().get("/api/ai/deal-coach/8", headers=header).status_code == 403
    assert world.client().get(COACH, headers=bearer(world, kind="objection")).status_code == 403


def test_what_a_page_does_is_noted_with_the_crms_user(world: World) -> None:
    path = f"{COACH}/actions/act_price_answer"
    done = world.client().post(path, json={"state": "done"}, headers=bearer(world))
    states = {one["id"]: one["state"] for one in done.get_json()["payload"]["actions"]}
    assert states["act_price_answer"]["by"] == "005A"


def test_another_workspaces_page_sees_its_own(world: World) -> None:
    held = exchange(world, token(world, "ws_b")).get_json()
    answer = world.client().get(COACH, headers={"Authorization": f"Bearer {held['bearer']}"})
    assert answer.get_json()["id"] == "ins_ws_b"


def test_a_page_hands_out_no_more_than_it_has(world: World) -> None:
    header = bearer(world)
    same = world.client().post("/api/embed/tokens", json=ASKED, headers=header)
    assert same.status_code == 201
    for more in ({"record_id": "8"}, {"kind": "objection"}, {"purpose": "record"}, {"connection": "x"}):
        answer = world.client().post("/api/embed/tokens", json=ASKED | more, headers=header)
        assert answer.status_code == 403, more


def test_a_bearer_is_renewed_for_eight_hours(world: World) -> None:
    header = bearer(world)
    for _ in range(60):
        world.later(minutes=8)
        answer = world.client().post("/api/embed/sessions/renew", headers=header)
        assert answer.status_code == 200
        header = {"Authorization": f"Bearer {answer.get_json()['bearer']}"}
    world.later(minutes=8)
    answer = world.client().post("/api/embed/sessions/renew", headers=header)
    assert (answer.status_code, answer.get_json()["code"]) == (401, "embed_expired")
    world.later(minutes=11)
    assert world.client().get(COACH, headers=header).get_json()["code"] == "embed_expired"


def test_a_connection_that_ended_lets_nobody_in_and_renews_nothing(world: World) -> None:
    given, header = token(world), bearer(world)
    with world.services.store.system() as system:
        system.connections.set_status("ws_a", "hubspot-1", "off")
    assert exchange(world, given).get_json()["code"] == "embed_disconnected"
    assert world.client().post("/api/embed/sessions/renew", headers=header).status_code == 403


def test_a_token_opens_nothing_in_another_connections_frame(world: World) -> None:
    given = token(world)
    frame = world.services.embeds.frame
    for foreign in (frame("ws_a", "salesforce-1"), frame("ws_b", "hubspot-1"), frame("ws_a", None)):
        answer = world.client().post("/api/embed/sessions", json={"token": given, "frame": foreign})
        assert (answer.status_code, answer.get_json()["code"]) == (403, "embed_foreign")
    unmade = world.client().post("/api/embed/sessions", json={"token": given, "frame": "nonsense"})
    assert unmade.status_code == 404
    own = world.client().post(
        "/api/embed/sessions", json={"token": given, "frame": frame("ws_a", "hubspot-1")}
    )
    assert own.status_code == 200, "a try in the wrong frame uses nothing up"


def test_a_key_renews_nothing(world: World) -> None:
    answer = world.client().post(
        "/api/embed/sessions/renew", headers={"Authorization": f"Bearer {world.keys['ws_a']}"}
    )
    assert answer.status_code == 401
