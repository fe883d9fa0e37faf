"""The library over HTTP, from a draft to what an answer says, on the real runtime."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from pydantic import SecretStr

from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import Settings
from crm_ai_plugin.web import create_app
from tests.fixtures.planted_secrets import PLANTED
from tests.fixtures.runtime_fakes import Clock

ASK = "/api/ai/objection-handler"
URL = f"{ASK}/library"
TEXT = "Customers may leave after the first year."
CLAIM = {"kind": "claim", "language": "en", "topics": ["price"], "text": TEXT}
TEMPLATE = {
    "kind": "template",
    "language": "en",
    "topics": ["price"],
    "tones": ["playful"],
    "sentences": ["Let us play with the scope.", {"claim": "leave"}],
    "ask": "Shall we?",
    "why": "When you know each other well.",
}


class Api:
    """Calls with a key, and checks what comes back."""

    def __init__(self, client: FlaskClient, key: str) -> None:
        self.client = client
        self.headers = {"Authorization": f"Bearer {key}"}

    def __call__(self, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        answer = self.client.open(path, method=method, json=body, headers=self.headers)
        assert answer.status_code == status, answer.get_data(as_text=True)
        return answer.get_json() if "json" in answer.content_type else answer.get_data(as_text=True)

    def approved(self, id_: str, content: Any, **dates: str) -> Any:
        self("POST", URL, {"id": id_, "by": "anna", "content": content}, 201)
        self("POST", f"{URL}/{id_}/submit", {"by": "anna"})
        return self("POST", f"{URL}/{id_}/approve", {"by": "ben", **dates})


def api_on(tmp_path: Path, url: str, clock: Clock) -> Iterator[Api]:
    settings = Settings.load(
        env_file=None,
        home=tmp_path,
        database_url=url,
        public_url="https://ai.example",
        secret_key=SecretStr(PLANTED["secret key"]),
    )
    services = Services(settings, clock)
    with services.store.system() as system:
        for workspace in ("acme", "other"):
            system.workspaces.ensure(workspace, workspace)
        key = system.api_keys.create("acme", "test")
    yield Api(create_app(services).test_client(), key)
    services.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def api(tmp_path: Path, sqlite_url: str, clock: Clock) -> Iterator[Api]:
    yield from api_on(tmp_path, sqlite_url, clock)


@pytest.fixture
def api_on_each(tmp_path: Path, database_url: str, clock: Clock) -> Iterator[Api]:
    yield from api_on(tmp_path, database_url, clock)


def test_from_a_draft_to_an_answer_and_to_its_end(api_on_each, clock):
    api = api_on_each
    end = (clock() + timedelta(days=10)).isoformat()
    assert api.approved("leave", CLAIM, expires_at=end)["in_use"] == 1
    api.approved("play", TEMPLATE)
    question = {"text": "Your price is too high.", "tones": ["playful"]}
    (one,) = api("POST", ASK, question)["payload"]["responses"]
    assert one["text"] == f"Let us play with the scope. {TEXT} Shall we?"
    assert (one["approval"], one["entry"], one["version"]) == ("approved", "play", 1)
    assert (one["claims"], one["blocked"]) == (["leave"], [])

    clock.advance(10 * 86_400)
    payload = api("POST", ASK, question)["payload"]
    (late,) = payload["responses"]
    assert late["text"] == "Let us play with the scope. Shall we?"
    assert (late["claims"], late["blocked"]) == ([], ["leave"])
    assert any(TEXT in note for note in payload["notes"])
    assert api("GET", f"{URL}/leave")["state"] == "expired"
    assert [(e["id"], e["state"]) for e in api("GET", f"{URL}/due")["items"]] == [("leave", "expired")]

    api("POST", f"{ASK}/responses/{late['id']}/feedback", {"action": "sent"})
    (worth,) = api("GET", f"{ASK}/variants")["items"]
    assert (worth["variant"], worth["tone"], worth["snips"]["n"]) == ("play@1", "playful", 1)
    rows = list(csv.DictReader(io.StringIO(api("GET", f"{ASK}/export?format=csv"))))
    assert [row["did"] for row in rows] == ["sent", ""]


def test_a_change_waits_for_its_approval_and_can_be_taken_back(api):
    api.approved("leave", CLAIM)
    other = CLAIM | {"text": "Customers may leave at any time."}
    changed = api("PUT", f"{URL}/leave", {"by": "anna", "content": other, "base": 1, "note": "new terms"})
    assert (changed["state"], changed["in_use"], changed["latest"]["note"]) == ("draft", 1, "new terms")
    assert (
        api("PUT", f"{URL}/leave", {"by": "ben", "content": CLAIM, "base": 1}, 409)["code"]
        == "edited_meanwhile"
    )
    assert "+text: Customers may leave at any time." in api("GET", f"{URL}/leave/diff")["diff"]
    api("POST", f"{URL}/leave/submit", {"by": "anna"})
    assert api("POST", f"{URL}/leave/approve", {"by": "Anna"}, 409)["code"] == "own_approval"
    assert (
        api("POST", f"{URL}/leave/reject", {"by": "ben", "note": "not yet"})["latest"]["decided_by"] == "ben"
    )
    api("PUT", f"{URL}/leave", {"by": "anna", "content": other | {"topics": []}})
    api("POST", f"{URL}/leave/submit", {"by": "anna"})
    assert api("POST", f"{URL}/leave/approve", {"by": "ben", "note": "now"})["in_use"] == 3
    assert api("POST", f"{URL}/leave/rollback", {"by": "cleo"})["in_use"] == 4
    states = [(v["number"], v["state"]) for v in api("GET", f"{URL}/leave/versions")["items"]]
    assert states == [(4, "approved"), (3, "superseded"), (2, "rejected"), (1, "superseded")]
    assert api("POST", f"{URL}/leave/expire", {"by": "ben"})["state"] == "expired"
    assert api("POST", f"{URL}/leave/retire", {"by": "ben"})["state"] == "retired"


def test_a_workspace_may_let_authors_approve(api):
    assert api("GET", f"{URL}/policy") == {"own_approval": False}
    assert api("PUT", f"{URL}/policy", {"by": "root", "own_approval": True}) == {"own_approval": True}
    api("POST", URL, {"id": "leave", "by": "anna", "content": CLAIM}, 201)
    api("POST", f"{URL}/leave/submit", {"by": "anna"})
    assert api("POST", f"{URL}/leave/approve", {"by": "anna"})["state"] == "approved"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"content": CLAIM}, 422),
        ({"by": "anna", "content": CLAIM | {"text": "Ask ann@acme.example about it."}}, 422),
        ({"by": "anna", "content": CLAIM | {"text": "Call +49 30 1234567 for it."}}, 422),
        ({"by": "anna", "content": CLAIM | {"text": "<b>Bold</b> words."}}, 422),
        ({"by": "anna", "content": CLAIM | {"topics": ["nonsense"]}}, 422),
        ({"by": "anna", "content": CLAIM | {"language": "xx"}}, 422),
        ({"by": "anna", "content": CLAIM | {"kind": "poem"}}, 422),
        ({"by": "anna", "content": CLAIM, "id": "A B"}, 422),
        ({"by": "anna", "content": TEMPLATE}, 422),
        ({"by": "anna", "content": CLAIM, "state": "approved"}, 422),
    ],
)
def test_what_can_not_stand_in_a_library_is_a_problem_document(api, body, status):
    found = api("POST", URL, body, status)
    assert found["status"] == status
    assert "acme.example" not in found["detail"]
    assert "1234567" not in found["detail"]
    assert api("GET", URL)["items"] == []


def test_listing_pages(api):
    for number in range(3):
        api("POST", URL, {"id": f"c{number}", "by": "anna", "content": CLAIM}, 201)
    first = api("GET", f"{URL}?limit=2&kind=claim&state=draft&topic=price&language=en")
    assert ([e["id"] for e in first["items"]], first["next"]) == (["c0", "c1"], "c1")
    assert [e["id"] for e in api("GET", f"{URL}?limit=2&after=c1")["items"]] == ["c2"]
    api("GET", f"{URL}?state=burnt", status=422)


@pytest.mark.parametrize("form", ["json", "csv", "yaml"])
def test_a_file_goes_out_and_in_and_changes_nothing(api, form):
    api.approved("leave", CLAIM)
    api.approved("play", TEMPLATE)
    answer = api.client.get(f"{URL}/export?format={form}", headers=api.headers)
    assert "attachment" in answer.headers["Content-Disposition"]
    text = answer.get_data(as_text=True)
    found = api("POST", f"{URL}/import", {"by": "imp", "format": form, "content": text})
    assert (found["unchanged"], found["added"], found["stored"]) == (["leave", "play"], [], False)


def test_a_file_with_a_bad_row_brings_nothing_and_says_where(api):
    content = "kind,id,language,text\nclaim,a,en,It runs in Europe.\nclaim,b,en,=1+1\n"
    body = {"by": "imp", "format": "csv", "content": content, "name": "claims.csv"}
    found = api("POST", f"{URL}/import", body, 422)
    assert found["code"] == "library_refused"
    (row,) = found["refused"]
    assert (row["file"], row["line"], row["column"]) == ("claims.csv", 3, "text")
    assert api("GET", URL)["items"] == []
    assert api("POST", f"{URL}/import", body | {"dry_run": True})["added"] == ["a"]
    good = body | {"content": content.replace("=1+1", "It runs in Asia."), "approved_by": "ben"}
    assert api("POST", f"{URL}/import", good)["approved"] == ["a", "b"]


def test_only_the_holder_of_a_key_of_this_workspace(api, tmp_path):
    api.approved("leave", CLAIM)
    assert api.client.get(URL).status_code == 401
    asked = api("POST", ASK, {"text": "Your price is too high."})["subject"]["id"]
    made = api("POST", f"/api/cards/objection/objection/{asked}/link", {"by": "rep-5"}, 201)["url"]
    link = {"Authorization": f"Bearer {made.split('t=')[1]}"}
    assert api.client.get(URL, headers=link).status_code == 403
    assert api.client.post(f"{URL}/leave/expire", json={"by": "rep-5"}, headers=link).status_code == 403
    api("GET", f"{URL}/nope", status=404)
