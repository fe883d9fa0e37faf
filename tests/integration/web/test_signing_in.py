"""People: the first admin, signing in and out, sessions that change their secret, and what other sites can't do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from crm_ai_plugin.cli.accounts import invitation, setup_link
from crm_ai_plugin.runtime.access import passphrases
from crm_ai_plugin.runtime.access.accounts import FREE_TRIES
from tests.integration.web.access_world import PASSPHRASE, World

WHO = {"login": "Ada@acme.example", "passphrase": PASSPHRASE}
NEW_KEY = {"label": "report"}


@pytest.fixture
def world(tmp_path: Path, sqlite_url: str) -> Iterator[World]:
    made = World(tmp_path, sqlite_url)
    yield made
    made.close()


def set_up(world: World, client: FlaskClient, **changes: Any) -> TestResponse:
    token = world.services.accounts.setup_token("ws_a") or "none"
    return client.post("/api/setup", json=WHO | {"token": token, "name": "Ada"} | changes)


@pytest.fixture
def ada(world: World) -> FlaskClient:
    """The admin's browser."""
    client = world.client()
    assert set_up(world, client).status_code == 200
    return client


def cookie(client: FlaskClient) -> str | None:
    found = client.get_cookie("__Host-crm-ai-session", domain="localhost")
    return found.value if found else None


def csrf(client: FlaskClient) -> dict[str, str]:
    return {"X-CSRF-Token": str(client.get("/api/session").get_json()["csrf"])}


def person(world: World, role: Any) -> FlaskClient:
    """The browser of somebody with a role."""
    world.services.accounts.add("ws_a", f"{role}@acme.example", role, role, PASSPHRASE)
    client = world.client()
    signed_in = client.post("/api/session", json={"login": f"{role}@acme.example", "passphrase": PASSPHRASE})
    assert signed_in.status_code == 200
    return client


def test_the_printed_link_makes_the_first_admin_once(world: World) -> None:
    link = setup_link(world.services)
    assert link is not None
    assert link in str(invitation(world.services))
    assert "#token=" in link, "what stands behind it reaches no server"
    assert world.client().get("/api/session").get_json()["setup_needed"]
    client = world.client()
    made = set_up(world, client, token=link.partition("#token=")[2]).get_json()
    assert (made["signed_in"], made["workspace"], made["user"]["role"]) == (True, "ws_a", "admin")
    assert made["user"]["login"] == "ada@acme.example"
    assert client.get("/api/ai/deal-coach/7").status_code == 200
    again = world.client().post(
        "/api/setup",
        json={"token": link.partition("#token=")[2], "login": "eve", "name": "Eve", "passphrase": PASSPHRASE},
    )
    assert (again.status_code, again.get_json()["code"]) == (409, "setup_done")
    assert setup_link(world.services) is None
    assert invitation(world.services) is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"token": "nonsense"}, "link_invalid"),
        ({"passphrase": "short"}, "passphrase_invalid"),
        ({"passphrase": "a" * 40}, "passphrase_invalid"),
        ({"login": "a b"}, "login_invalid"),
        ({"name": "  "}, "name_invalid"),
    ],
)
def test_what_cannot_be_used_makes_nobody(world: World, changes: dict[str, str], code: str) -> None:
    client = world.client()
    answer = set_up(world, client, **changes)
    assert answer.get_json()["code"] == code
    assert cookie(client) is None
    assert world.services.accounts.setup_needed("ws_a")


def test_a_token_of_another_purpose_sets_nothing_up(world: World) -> None:
    foreign = world.services.vault.sign("card", {"ws": "ws_a"})
    assert set_up(world, world.client(), token=foreign).status_code == 401


def test_signing_in_and_out(world: World, ada: FlaskClient) -> None:
    client = world.client()
    assert client.get("/api/ai/deal-coach/7").status_code == 401
    answer = client.post("/api/session", json=WHO)
    assert answer.status_code == 200
    for flag in ("HttpOnly", "Secure", "SameSite=Lax", "Path=/"):
        assert flag in answer.headers["Set-Cookie"]
    held = cookie(client)
    assert held is not None
    assert held not in answer.text
    assert client.get("/api/ai/deal-coach/7").status_code == 200
    assert client.delete("/api/session").status_code == 403
    assert client.delete("/api/session", headers=csrf(client)).status_code == 200
    assert cookie(client) in (None, "")
    assert world.services.accounts.resume(held) is None
    assert ada.get("/api/ai/deal-coach/7").status_code == 200, "another browser stays signed in"


def test_signing_in_anew_ends_the_session_before(world: World, ada: FlaskClient) -> None:
    before = str(cookie(ada))
    assert ada.post("/api/session", json=WHO).status_code == 200
    assert cookie(ada) != before
    assert world.services.accounts.resume(before) is None


@pytest.mark.parametrize("who", [WHO | {"passphrase": "not the right one"}, WHO | {"login": "eve"}])
def test_nothing_says_whether_login_or_passphrase_is_wrong(
    world: World, ada: FlaskClient, who: dict[str, str]
) -> None:
    answer = world.client().post("/api/session", json=who)
    assert (answer.status_code, answer.get_json()["code"]) == (401, "sign_in_failed")
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("login", [WHO["login"], "nobody@acme.example"])
def test_who_fails_often_has_to_wait_known_or_not(world: World, ada: FlaskClient, login: str) -> None:
    wrong = {"login": login, "passphrase": "not the right one"}
    codes = [world.client().post("/api/session", json=wrong).status_code for _ in range(6)]
    assert codes == [401] * 5 + [429]
    right = world.client().post("/api/session", json=wrong | {"passphrase": PASSPHRASE})
    assert right.status_code == 429
    assert int(right.headers["Retry-After"]) >= 1
    world.later(minutes=2)
    assert world.client().post("/api/session", json=wrong).status_code == 401


def test_who_tries_many_logins_from_one_address_has_to_wait_too(world: World, ada: FlaskClient) -> None:
    with world.services.store.system() as system:
        for _ in range(FREE_TRIES["address"]):
            system.sign_in_failures.count("address:127.0.0.1", timedelta(hours=1))
    assert world.client().post("/api/session", json=WHO).status_code == 429
    elsewhere = {"REMOTE_ADDR": "127.0.0.2"}
    assert world.client().post("/api/session", json=WHO, environ_base=elsewhere).status_code == 200
    forged = {"X-Forwarded-For": "127.0.0.3"}
    assert world.client().post("/api/session", json=WHO, headers=forged).status_code == 429


def test_who_tries_again_while_a_try_is_looked_at_costs_no_more_than_who_waits(
    world: World, ada: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed = 0

    def slow(*_: object) -> bool:
        """A hash that takes so long that the next try comes before it is done."""
        nonlocal hashed
        hashed += 1
        if hashed < 50:
            world.client().post("/api/session", json=WHO)
        return False

    monkeypatch.setattr(passphrases, "fits", slow)
    assert world.client().post("/api/session", json=WHO).status_code == 401
    assert hashed == FREE_TRIES["login"]


def test_many_who_sign_in_rightly_from_one_address_keep_nobody_there_waiting(
    world: World, ada: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(passphrase: str, stored: str | None) -> bool:
        world.later(milliseconds=100)
        return fits(passphrase, stored)

    fits = passphrases.fits
    monkeypatch.setattr(passphrases, "fits", slow)
    with world.services.store.system() as system:
        for _ in range(FREE_TRIES["address"]):
            system.sign_in_failures.count("address:127.0.0.1", timedelta(hours=1))
    world.later(seconds=2)
    for _ in range(3):
        assert world.client().post("/api/session", json=WHO).status_code == 200


def test_who_signs_in_again_and_again_does_not_wait_while_the_clock_goes_on(
    tmp_path: Path, sqlite_url: str
) -> None:
    class Running(World):
        """Whose clock goes on a little with every look, as a real one does."""

        @property
        def now(self) -> datetime:
            self._now += timedelta(milliseconds=1)
            return self._now

        @now.setter
        def now(self, value: datetime) -> None:
            self._now = value

    world = Running(tmp_path, sqlite_url)
    world.services.accounts.add("ws_a", "ada", "Ada", "rep", PASSPHRASE)
    for _ in range(3):
        assert world.services.accounts.sign_in("ada", PASSPHRASE, "127.0.0.1").secret
    world.close()


def test_a_right_passphrase_starts_counting_anew(world: World, ada: FlaskClient) -> None:
    wrong = WHO | {"passphrase": "not the right one"}
    for _ in range(4):
        assert world.client().post("/api/session", json=wrong).status_code == 401
    assert world.client().post("/api/session", json=WHO).status_code == 200
    assert world.client().post("/api/session", json=wrong).status_code == 401


def test_a_session_gets_a_new_secret_and_ends(world: World, ada: FlaskClient) -> None:
    first = str(cookie(ada))
    csrf_before = csrf(ada)
    world.later(minutes=20)
    assert ada.get("/api/session").get_json()["signed_in"]
    second = str(cookie(ada))
    assert second != first
    assert csrf(ada) == csrf_before
    world.later(minutes=2)
    assert world.services.accounts.resume(first) is None
    assert world.services.accounts.resume(second) is not None
    world.later(hours=9)
    assert not ada.get("/api/session").get_json()["signed_in"]


def test_a_session_that_is_used_ends_after_a_week_all_the_same(world: World, ada: FlaskClient) -> None:
    for _ in range(28):
        world.later(hours=6)
        alive = ada.get("/api/session").get_json()["signed_in"]
    assert alive
    world.later(hours=6)
    assert not ada.get("/api/session").get_json()["signed_in"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-CSRF-Token": "0" * 64},
        {"X-CSRF-Token": "é"},
        {"X-CSRF-Token": "{csrf}", "Sec-Fetch-Site": "cross-site"},
        {"X-CSRF-Token": "{csrf}", "Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_sites_page_changes_nothing(ada: FlaskClient, headers: dict[str, str]) -> None:
    given = {name: value.format(csrf=csrf(ada)["X-CSRF-Token"]) for name, value in headers.items()}
    answer = ada.post("/api/keys", json=NEW_KEY, headers=given)
    assert (answer.status_code, answer.get_json()["code"]) == (403, "csrf_invalid")
    done = ada.post("/api/ai/deal-coach/7/actions/act_price_answer", json={"state": "done"}, headers=given)
    assert done.status_code == 403


def test_another_sites_page_signs_nobody_in(world: World, ada: FlaskClient) -> None:
    answer = world.client().post("/api/session", json=WHO, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    form = world.client().post("/api/session", data=WHO)
    assert form.status_code == 415, "what a form can send is not read"


def test_one_persons_proof_is_not_anothers(world: World, ada: FlaskClient) -> None:
    eve = person(world, "manager")
    assert ada.post("/api/keys", json=NEW_KEY, headers=csrf(eve)).status_code == 403


def test_a_key_needs_no_proof(world: World) -> None:
    headers = {"Authorization": f"Bearer {world.keys['ws_a']}", "Sec-Fetch-Site": "cross-site"}
    done = world.client().post(
        "/api/ai/deal-coach/7/actions/act_price_answer", json={"state": "done"}, headers=headers
    )
    assert done.status_code == 200


def test_a_person_sees_their_own_workspace(world: World, ada: FlaskClient) -> None:
    assert ada.get("/api/ai/deal-coach/7").get_json()["id"] == "ins_ws_a"


@pytest.mark.parametrize(
    ("role", "makes_keys", "asks_sync"), [("rep", 403, 403), ("manager", 403, 202), ("admin", 201, 202)]
)
def test_roles(world: World, role: Any, makes_keys: int, asks_sync: int) -> None:
    client = person(world, role)
    proof = csrf(client)
    assert client.get("/api/ai/deal-coach/7").status_code == 200
    assert client.post("/api/keys", json=NEW_KEY, headers=proof).status_code == makes_keys
    world.services.ask_sync = lambda *_a, **_b: None  # type: ignore[method-assign]
    synced = client.post("/api/ai/connections/hubspot-1/sync", json={}, headers=proof)
    assert (synced.status_code == 403) == (asks_sync == 403)


def test_keys_are_made_shown_once_listed_and_revoked(world: World, ada: FlaskClient) -> None:
    proof = csrf(ada)
    asked = {"label": "Salesforce", "role": "rep", "scopes": ["read", "embed"]}
    made = ada.post("/api/keys", json=asked, headers=proof).get_json()
    listed = {one["id"]: one for one in ada.get("/api/keys").get_json()["items"]}
    assert (listed[made["id"]]["role"], listed[made["id"]]["scopes"]) == ("rep", ["read", "embed"])
    assert made["key"] not in ada.get("/api/keys").text
    bearer = {"Authorization": f"Bearer {made['key']}"}
    client = world.client()
    path = "/api/ai/deal-coach/7"
    assert client.get(path, headers=bearer).status_code == 200
    refused = client.post(f"{path}/actions/act_price_answer", json={"state": "done"}, headers=bearer)
    assert (refused.status_code, refused.get_json()["code"]) == (403, "not_allowed")
    assert client.get("/api/keys", headers=bearer).status_code == 403
    token = {"kind": "deal_coach", "record_type": "deal", "record_id": "7"}
    assert client.post("/api/embed/tokens", json=token, headers=bearer).status_code == 201
    assert ada.delete(f"/api/keys/{made['id']}", headers=proof).status_code == 204
    assert client.get(path, headers=bearer).status_code == 401
    assert ada.delete(f"/api/keys/{made['id']}", headers=proof).status_code == 404


def test_a_key_that_only_writes_neither_reads_nor_embeds(world: World) -> None:
    _, key = world.services.api_keys.create("ws_a", "w", "test", scopes=["write"])
    bearer = {"Authorization": f"Bearer {key}"}
    client = world.client()
    assert client.get("/api/ai/deal-coach/7", headers=bearer).status_code == 403
    token = {"kind": "deal_coach", "record_type": "deal", "record_id": "7"}
    assert client.post("/api/embed/tokens", json=token, headers=bearer).status_code == 403
