"""Whoever has an account or a key, and wants more than their role: every route, tried by every role."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crm_ai_plugin.runtime.access.roles import ROLES, SCOPES, may
from crm_ai_plugin.runtime.registry import Registry
from crm_ai_plugin.web.auth import from_link
from tests.integration.web.access_world import PASSPHRASE, World
from tests.integration.web.every_route import Attempt, attempts

REP_MAY_CHANGE = {
    # Advice, and what a rep answers to it.
    "POST /api/ai/deal-coach/<deal_id>",
    "POST /api/ai/deal-coach/<deal_id>/actions/<action_id>",
    "POST /api/ai/win-loss-analysis",
    "POST /api/ai/objection-handler",
    "POST /api/ai/objection-handler/<objection_id>/responses/<response_id>/feedback",
    "POST /api/ai/objection-handler/responses/<response_id>/feedback",
    "POST /api/cards/<kind>/<record_type>/<record_id>/feedback",
    # Drafts, which somebody else approves.
    "POST /api/ai/objection-handler/library",
    "PUT /api/ai/objection-handler/library/<entry_id>",
    "POST /api/ai/objection-handler/library/<entry_id>/submit",
    # Personas, as far as they see them; every decision is kept with its author.
    "POST /api/ai/persona/<contact_id>",
    "PATCH /api/ai/persona/<contact_id>",
    "POST /api/ai/persona/<contact_id>/rollback",
    # Links to what they see, less what strangers may not.
    "POST /api/ai/deals/<deal_id>/committee/share",
    "POST /api/ai/persona/<contact_id>/share",
    "POST /api/ai/persona/comparison/share",
    "POST /api/cards/<kind>/<record_type>/<record_id>/link",
    "POST /api/cards/<kind>/<record_type>/<record_id>/share",
    "POST /api/shares",
    "DELETE /api/shares/<share_id>",
    "POST /api/embed/tokens",
    "POST /api/embed/sessions/renew",
    # Questions that are too long for an address; nothing is stored.
    "POST /api/ai/knowledge/search",
    "POST /api/ai/methodologies/check",
    "POST /api/ai/strategy/check",
    "POST /api/ai/win-loss-analysis/alerts/preview",
    "POST /api/ai/win-loss-analysis/drill",
}
"""What changes something and is open to every account, on purpose. Think before you add to it."""


@pytest.fixture
def world(tmp_path: Path, sqlite_url: str) -> Iterator[World]:
    made = World(tmp_path, sqlite_url)
    yield made
    made.close()


def person(world: World, role: Any) -> tuple[Any, dict[str, str]]:
    """The browser of somebody with a role, and the proof that its own page asks."""
    world.services.accounts.add("ws_a", f"{role}@acme.example", role, role, PASSPHRASE)
    client = world.client()
    said = client.post("/api/session", json={"login": f"{role}@acme.example", "passphrase": PASSPHRASE})
    return client, {"X-CSRF-Token": said.get_json()["csrf"]}


def by_key(world: World) -> list[Attempt]:
    found = [one for one in attempts(world.app) if one.spec.access == "key"]
    assert len(found) > 100
    return found


def test_what_a_rep_may_change_was_decided_and_not_forgotten(world: World) -> None:
    open_to_reps = {str(one) for one in by_key(world) if one.changes and one.spec.role == "rep"}
    assert open_to_reps == REP_MAY_CHANGE


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("how", ["session", "key"])
def test_every_route_holds_every_role_to_what_it_declares(world: World, role: Any, how: str) -> None:
    if how == "session":
        client, headers = person(world, role)
    else:
        client = world.client()
        _, key = world.services.api_keys.create("ws_a", role, "test", role=role)
        headers = {"Authorization": f"Bearer {key}"}
    wrong = {}
    for one in by_key(world):
        answer = client.open(**one.sent(), headers=headers)
        refused = answer.status_code == 403 and answer.get_json()["code"] == "not_allowed"
        if refused == may(role, one.spec.role):
            wrong[str(one)] = (answer.status_code, one.spec.role)
    assert wrong == {}


@pytest.mark.parametrize("scope", SCOPES)
def test_a_key_does_what_it_is_for_and_nothing_else(world: World, scope: Any) -> None:
    _, key = world.services.api_keys.create("ws_a", "one", "test", role="admin", scopes=[scope])
    wrong = {}
    for one in by_key(world):
        needed = one.spec.scope or ("write" if one.changes else "read")
        answer = world.client().open(**one.sent(), headers={"Authorization": f"Bearer {key}"})
        refused = answer.status_code == 403 and answer.get_json()["code"] == "not_allowed"
        if refused == (needed == scope):
            wrong[str(one)] = (answer.status_code, needed)
    assert wrong == {}


def test_without_anything_no_route_says_anything(world: World) -> None:
    for one in by_key(world):
        for headers in ({}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic YTpi"}):
            answer = world.client().open(**one.sent(), headers=headers)
            assert answer.status_code == 401, str(one)


def test_a_rep_forgets_nobody_and_lets_nobody_come_back(world: World) -> None:
    client, proof = person(world, "rep")
    asked = {"contact_id": "7", "connection": "hubspot-1"}
    for path, body in (
        ("/api/privacy/erasures", asked),
        ("/api/privacy/erasures/x/retry", {}),
        ("/api/privacy/erasures/x/lift", {}),
    ):
        answer = client.post(path, json=body, headers=proof)
        assert (answer.status_code, answer.get_json()["code"]) == (403, "not_allowed")
    assert client.get("/api/privacy/erasures").status_code == 403


def listed(client: Any, library: str) -> list[dict[str, Any]]:
    return list(client.get(library).get_json()["items"])


CLAIM = {"kind": "claim", "language": "en", "text": "Everybody gets 30 days off."}


def test_nobody_approves_their_own_words_in_anothers_name(world: World) -> None:
    world.services.registry = Registry()
    client, proof = person(world, "manager")
    library = "/api/ai/objection-handler/library"
    made = client.post(library, json={"id": "leave", "by": "Somebody Else", "content": CLAIM}, headers=proof)
    assert made.status_code == 201, made.text
    sent = client.post(f"{library}/leave/submit", json={"by": "Somebody Else"}, headers=proof)
    assert sent.status_code == 200, sent.text
    answer = client.post(f"{library}/leave/approve", json={"by": "Grace"}, headers=proof)
    assert answer.status_code == 409, answer.text
    assert "Somebody Else" not in client.get(f"{library}/leave/versions").text
    key = {"Authorization": f"Bearer {world.keys['ws_a']}"}
    asked = {"by": "Ann", "approved_by": "Grace", "format": "json", "name": "l.json"}
    asked["content"] = json.dumps([CLAIM | {"id": "days"}])
    brought = client.post(f"{library}/import", json=asked, headers=proof)
    assert "approved" not in {one["state"] for one in listed(client, library)}, brought.text
    by_program = world.client().post(f"{library}/leave/approve", json={"by": "Grace"}, headers=key)
    assert by_program.status_code == 200, "a program says for whom it asks"


def test_a_rep_makes_no_link_in_which_they_are_somebody_else(world: World) -> None:
    client, proof = person(world, "rep")
    made = client.post("/api/cards/deal_coach/deal/7/link", json={"by": "o1"}, headers=proof)
    token = made.get_json()["url"].partition("?t=")[2]
    with world.app.test_request_context():
        assert from_link(token).actor.startswith("user:")


EMBED = {"kind": "deal_coach", "record_type": "deal", "record_id": "7", "connection": "hubspot-1"}


def crm_user(world: World, asked: Any) -> str | None:
    """Whom the CRM's user of a new page is said to be."""
    held = world.client().post("/api/embed/sessions", json={"token": asked.get_json()["token"]}).get_json()
    grant, _ = world.services.embeds.read(held["bearer"])
    return grant.crm_user


def test_only_a_program_says_who_the_crms_user_is(world: World) -> None:
    asked = EMBED | {"crm_user": "o1"}
    client, proof = person(world, "rep")
    assert crm_user(world, client.post("/api/embed/tokens", json=asked, headers=proof)) is None
    key = {"Authorization": f"Bearer {world.keys['ws_a']}"}
    assert crm_user(world, world.client().post("/api/embed/tokens", json=asked, headers=key)) == "o1"
    link = (
        world.client()
        .post("/api/cards/deal_coach/deal/7/link", json={"by": "o3"}, headers=key)
        .get_json()["url"]
    )
    by_link = {"Authorization": f"Bearer {link.partition('?t=')[2]}"}
    assert crm_user(world, world.client().post("/api/embed/tokens", json=asked, headers=by_link)) == "o3"
