"""``/api/cards`` and the card page."""

from __future__ import annotations

import json
import re

import pytest

from tests.unit.cards.html_rules import read
from tests.unit.cards.test_hostile_text import DATA, PAGE_TAGS
from tests.unit.web.test_access import link
from tests.unit.web.web_fakes import FakeServices, bearer, client_of

URL = "/api/cards/deal_coach/deal/7"
PAGE = "/cards/deal_coach/deal/7"


def test_the_card_is_json_unless_asked_otherwise() -> None:
    card = client_of(FakeServices()).get(URL, headers=bearer()).get_json()
    assert card["format"] == "crm-ai-card/1"
    assert [block["kind"] for block in card["blocks"]][:3] == ["headline", "metric", "list"]


@pytest.mark.parametrize(
    ("accept", "media", "begins"),
    [
        ("text/html", "text/html", "<article"),
        ("text/markdown", "text/markdown", "## Deal coach"),
        ("text/plain", "text/plain", "Deal coach"),
        ("application/json", "application/json", "{"),
        ("*/*", "application/json", "{"),
        ("text/plain;q=0.5, text/markdown", "text/markdown", "## Deal coach"),
    ],
)
def test_accept_chooses_the_notation(accept: str, media: str, begins: str) -> None:
    answer = client_of(FakeServices()).get(URL, headers=bearer() | {"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (200, media)
    assert answer.text.startswith(begins)
    assert "Accept" in answer.headers["Vary"]


@pytest.mark.parametrize(
    ("name", "media"),
    [
        ("json", "application/json"),
        ("html", "text/html"),
        ("markdown", "text/markdown"),
        ("text", "text/plain"),
        ("note", "text/html"),
        ("fields", "application/json"),
    ],
)
def test_format_goes_before_accept(name: str, media: str) -> None:
    answer = client_of(FakeServices()).get(f"{URL}?format={name}", headers=bearer() | {"Accept": "image/png"})
    assert (answer.status_code, answer.mimetype) == (200, media)


def test_fields_are_the_fields() -> None:
    answer = client_of(FakeServices()).get(f"{URL}?format=fields", headers=bearer())
    assert json.loads(answer.text)["p_win"] == 0.62


def test_an_unknown_notation_is_refused() -> None:
    client = client_of(FakeServices())
    assert client.get(URL, headers=bearer() | {"Accept": "image/png"}).status_code == 406
    assert client.get(f"{URL}?format=pdf", headers=bearer()).status_code == 404
    assert client.get(f"{URL}?format=../x", headers=bearer()).status_code == 422
    assert client.get("/api/cards/persona/deal/7", headers=bearer()).status_code == 404


def test_an_unchanged_card_is_not_sent_twice() -> None:
    client = client_of(FakeServices())
    first = client.get(URL, headers=bearer())
    again = client.get(URL, headers=bearer() | {"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    client.post("/api/ai/deal-coach/7/actions/act_price_answer", json={"state": "done"}, headers=bearer())
    assert client.get(URL, headers=bearer() | {"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_the_page_needs_nothing_inline() -> None:
    client = client_of(FakeServices(public_url="https://ai.example/crm"))
    answer = client.get(f"{PAGE}?t={link(client)}&utm_source=mail")
    assert answer.status_code == 200
    reader = read(answer.text.removeprefix("<!doctype html>"), PAGE_TAGS, prefixes=DATA)
    assert reader.offences == []
    assert 'data-api="/crm/api/ai/deal-coach/7"' in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy


def test_the_page_never_repeats_its_token() -> None:
    client = client_of(FakeServices())
    token = link(client)
    answer = client.get(f"{PAGE}?t={token}")
    assert token not in answer.text
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"


def test_assets_are_kept_by_browsers_and_change_their_name_with_their_content() -> None:
    client = client_of(FakeServices())
    paths = re.findall(r'(?:href|src)="(/assets/[^"]+)"', client.get(f"{PAGE}?t={link(client)}").text)
    assert len(paths) == 3
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
        assert client.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert client.get("/assets/card.000000000000.css").status_code == 404
    assert client.get("/assets/card.css").status_code == 404


@pytest.mark.parametrize(
    ("path", "status"), [(PAGE, 401), (f"{PAGE}?t=x", 401), ("/cards/nonsense/deal/7?t=x", 401)]
)
def test_people_get_pages_when_something_is_wrong(path: str, status: int) -> None:
    answer = client_of(FakeServices()).get(path)
    assert (answer.status_code, answer.mimetype) == (status, "text/html")
    assert answer.text.startswith("<!doctype html>")


def test_no_advice_yet_is_a_page() -> None:
    services = FakeServices()
    client = client_of(services)
    token = link(client)
    services.coach.insights.clear()
    answer = client.get(f"{PAGE}?t={token}")
    assert answer.status_code == 404
    assert "There is no advice for this deal yet." in answer.text


def test_what_a_page_says_is_escaped() -> None:
    services = FakeServices()
    client = client_of(services)
    token = services.vault.sign("card", {"ws": "ws_a", "kind": "<b>", "type": "deal", "id": "7"})
    answer = client.get(f"/cards/%3Cb%3E/deal/7?t={token}")
    assert answer.status_code == 404
    assert "<b>" not in answer.text
