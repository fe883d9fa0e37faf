"""What another site can have a signed-in browser do, and what it gets to run or frame: nothing, on any route."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.integration.web.access_world import PASSPHRASE, PUBLIC, World
from tests.integration.web.every_route import Attempt, attempts

COOKIE = "__Host-crm-ai-session"
WHO = {"login": "ada@acme.example", "passphrase": PASSPHRASE}
WITHOUT_SESSION = {"link", "address", "signature", "token"}
"""Ways to ask in which a cookie counts for nothing: the request itself holds the proof."""


@pytest.fixture
def world(tmp_path: Path, sqlite_url: str) -> Iterator[World]:
    made = World(tmp_path, sqlite_url)
    made.services.accounts.add("ws_a", WHO["login"], "Ada", "admin", PASSPHRASE)
    yield made
    made.close()


@pytest.fixture
def ada(world: World) -> FlaskClient:
    client = world.client()
    assert client.post("/api/session", json=WHO).status_code == 200
    return client


def proof(client: FlaskClient) -> dict[str, str]:
    return {"X-CSRF-Token": str(client.get("/api/session").get_json()["csrf"])}


def changing(world: World) -> list[Attempt]:
    return [one for one in attempts(world.app) if one.changes]


def test_every_route_that_changes_something_asks_for_proof_of_our_own_page(
    world: World, ada: FlaskClient
) -> None:
    good = proof(ada)
    through = {}
    for one in changing(world):
        if one.spec.access in WITHOUT_SESSION:
            continue
        signing_in = one.path in ("/api/session", "/api/setup") and one.method == "POST"
        forged = [] if signing_in else [{}, {"X-CSRF-Token": "0" * 64}]
        forged += [good | {"Sec-Fetch-Site": site} for site in ("cross-site", "same-site")]
        for headers in forged:
            answer = ada.open(**one.sent(), headers=headers)
            if (answer.status_code, answer.get_json().get("code")) != (403, "csrf_invalid"):
                through[str(one)] = (answer.status_code, sorted(headers))
    assert through == {}


def test_what_needs_no_proof_takes_no_cookie_either(world: World, ada: FlaskClient) -> None:
    """Signed in or not is the same there, so that nobody's cookie can be made use of."""
    for one in changing(world):
        if one.spec.access in WITHOUT_SESSION:
            signed_in, stranger = (client.open(**one.sent()) for client in (ada, world.client()))
            assert signed_in.status_code == stranger.status_code >= 400, str(one)


def test_what_a_form_can_send_changes_nothing(world: World, ada: FlaskClient) -> None:
    forms = ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain")
    for one in changing(world):
        if one.spec.body is not None and one.spec.body_required and one.spec.access != "token":
            for form in forms:
                answer = ada.open(
                    one.path, method=one.method, data=b'{"a": 1}', content_type=form, headers=proof(ada)
                )
                assert answer.status_code == 415, (str(one), answer.text)


def test_a_secret_that_was_planted_before_signing_in_is_nobodys(world: World) -> None:
    client = world.client()
    client.set_cookie(COOKIE, "planted", domain="localhost")
    client.post("/api/session", json=WHO)
    held = client.get_cookie(COOKIE, domain="localhost")
    assert held is not None
    assert held.value != "planted"
    thief = world.client()
    thief.set_cookie(COOKIE, "planted", domain="localhost")
    assert thief.get("/api/ai/deals").status_code == 401


def test_a_secret_that_was_anothers_before_signing_in_is_over(world: World, ada: FlaskClient) -> None:
    before = ada.get_cookie(COOKIE, domain="localhost")
    assert before is not None
    victim = world.client()
    victim.set_cookie(COOKIE, before.value, domain="localhost")
    world.services.accounts.add("ws_a", "bo@acme.example", "Bo", "rep", PASSPHRASE)
    assert victim.post("/api/session", json=WHO | {"login": "bo@acme.example"}).status_code == 200
    assert ada.get("/api/ai/deals").status_code == 401, "whoever planted it is signed out"


def answers(world: World, ada: FlaskClient) -> Iterator[tuple[str, TestResponse]]:
    """Every route's answer to an admin, to a key and to a stranger, about a record that is there and one that is not."""
    ids = dict.fromkeys(
        {name for rule in world.app.url_map.iter_rules() for name in rule.arguments}, "nobody"
    ) | {"deal_id": "7", "record_id": "7", "frame": world.services.embeds.frame("ws_a", "hubspot-1")}
    key = {"Authorization": f"Bearer {world.keys['ws_a']}", "Accept": "text/html,*/*"}
    for one in attempts(world.app, ids):
        if not one.changes:
            yield f"admin {one}", ada.open(**one.sent(), headers={"Accept": "text/html,*/*"})
            yield f"key {one}", world.client().open(**one.sent(), headers=key)
        yield f"stranger {one}", world.client().open(**one.sent(), headers={"Accept": "text/html"})
    for path in pages(world):
        yield path, world.client().get(path, headers=key)


def pages(world: World) -> list[str]:
    """Addresses at which people read."""
    key = {"Authorization": f"Bearer {world.keys['ws_a']}"}
    client = world.client()
    link = client.post("/api/cards/deal_coach/deal/7/link", json={}, headers=key).get_json()["url"]
    shared = client.post("/api/cards/deal_coach/deal/7/share", json={}, headers=key).get_json()["url"]
    locked = client.post(
        "/api/cards/deal_coach/deal/7/share", json={"passcode": "very secret"}, headers=key
    ).get_json()["url"]
    found = [url.removeprefix(PUBLIC) for url in (link, shared, locked)]
    reports = [f"/api/ai/reports/{one}?format=html" for one in ("calibration", "effectiveness", "deal_coach")]
    return [
        *found,
        *reports,
        "/api/cards/deal_coach/deal/7?format=html",
        "/app/deals",
        "/nowhere",
        "/app/%0d%0a",
    ]


class Inline(HTMLParser):
    """Collects what would run or be drawn without a file of ours."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        if (tag == "script" and "src" not in names) or tag in ("style", "object", "embed", "base", "iframe"):
            self.found.append(f"<{tag}>")
        self.found += [f"<{tag} {name}>" for name in names if name == "style" or name.startswith("on")]
        for name in ("href", "src", "action"):
            scheme = urlsplit((names.get(name) or "").strip()).scheme
            if scheme not in ("", "http", "https", "mailto"):
                self.found.append(f"<{tag} {name}={scheme}:>")


def test_no_answer_of_any_route_lets_anything_inline_run(world: World, ada: FlaskClient) -> None:
    read = set()
    for name, answer in answers(world, ada):
        said = [value for key, value in answer.headers if key.lower() == "content-security-policy"]
        assert len(said) == 1, name
        policy = {part.split()[0]: part.split()[1:] for part in said[0].split(";")}
        assert policy["default-src"] == policy["base-uri"] == ["'none'"], name
        assert policy["script-src"] == policy["style-src"] == ["'self'"], name
        assert not re.search(r"unsafe|data:|blob:|\*(?!\.)", said[0]), name
        assert policy["frame-ancestors"], name
        assert answer.headers["X-Content-Type-Options"] == "nosniff", name
        if answer.mimetype == "text/html":
            read.add(name.partition(" ")[2] or name)
            # A file to be kept is read without us, and so without our styles.
            kept = answer.headers.get("Content-Disposition", "").startswith("attachment")
            assert set(Inline(answer.text).found) <= ({"<style>"} if kept else set()), name
    assert len(read) > 12, read


def test_pages_are_framed_by_nobody_but_the_connections_crm(world: World, ada: FlaskClient) -> None:
    for name, answer in answers(world, ada):
        framers = answer.headers["Content-Security-Policy"].partition("frame-ancestors ")[2].split()
        if "/embed/" in name and answer.status_code == 200:
            assert framers == ["'self'", "https://app.hubspot.com", "https://*.hubspot.com"], name
        else:
            assert framers in (["'none'"], ["'self'"]), name


HOSTILE = ("//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "%0d%0aX: y")
PARAMETERS = (
    "next",
    "redirect",
    "redirect_uri",
    "return_to",
    "url",
    "continue",
    "state",
    "t",
    "code",
    "error",
)


def test_no_route_leads_to_an_address_that_somebody_else_chose(world: World, ada: FlaskClient) -> None:
    tries: list[tuple[str, dict[str, Any]]] = [
        (path, {})
        for path in (
            "//evil.example",
            "//evil.example/app/",
            "/app//evil.example",
            "/%5cevil.example",
            "/app/../evil",
        )
    ]
    for one in attempts(world.app):
        for turn in range(2):
            query = {name: HOSTILE[(n + turn) % len(HOSTILE)] for n, name in enumerate(PARAMETERS)}
            tries.append((one.path, {"method": one.method, "query_string": query}))
    headers = proof(ada) | {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    for path, sent in tries:
        answer = ada.open(path, **sent, headers=headers)
        location = answer.headers.get("Location", "")
        assert "evil.example" not in urlsplit(location).netloc, (path, sent, location)
        assert not location.startswith(("//", "/\\", "javascript:")), (path, location)
        assert "X" not in answer.headers, path


def test_links_are_made_of_our_own_address_whatever_host_was_asked(world: World) -> None:
    headers = {
        "Authorization": f"Bearer {world.keys['ws_a']}",
        "Host": "evil.example",
        "X-Forwarded-Host": "evil.example",
    }
    for path in ("link", "share"):
        made = world.client().post(f"/api/cards/deal_coach/deal/7/{path}", json={}, headers=headers)
        assert made.get_json()["url"].startswith(PUBLIC), made.text
    token = {"kind": "deal_coach", "record_type": "deal", "record_id": "7"}
    made = world.client().post("/api/embed/tokens", json=token, headers=headers)
    assert made.get_json()["url"].startswith(PUBLIC)
    assert "evil.example" not in world.client().get("/openapi.json", headers=headers).text
