"""Kontor answers as oddly as it says, shows what was written, and sends sealed hints."""

from __future__ import annotations

import json
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
import requests

from crm_ai_plugin.testing.sandbox import Fault, KontorSandbox
from crm_ai_plugin.testing.sandbox.rest.events import seal
from crm_ai_plugin.testing.world import World
from tests.fixtures.planted_secrets import PLANTED
from tests.integration.sandbox.conftest import Receiver
from tests.integration.sandbox.kontor_client import KontorClient


@pytest.fixture
def crm(world: World) -> Iterator[KontorSandbox]:
    with KontorSandbox(world=world) as server:
        yield server


@pytest.fixture
def client(crm: KontorSandbox) -> Iterator[KontorClient]:
    made = KontorClient(crm)
    yield made
    made.session.close()


def rows(result: dict[str, Any]) -> list[dict[str, Any]]:
    return [one["row"] for one in result["rows"]]


def test_ventures_come_by_a_link_in_a_header(client: KontorClient, world: World) -> None:
    found: list[int] = []
    path = "/ventures?per=7"
    while path:
        answer = client.call("GET", path)
        found += [one["no"] for one in rows(answer.json()["kontor"]["result"])]
        path = answer.links.get("next", {}).get("url", "").partition("/kontor/v3")[2]
    assert len(found) == len(set(found)) == len(world.deals)


def test_a_list_holds_what_changed_last_at_its_end(client: KontorClient, crm: KontorSandbox) -> None:
    last = rows(client.result("GET", "/moments?per=250"))[0]
    crm.change("moments", str(last["no"]), {"head": "Changed"})
    touched = client.result("GET", f"/moments/{last['no']}")["row"]["touched"]
    (only,) = rows(client.result("GET", f"/moments?from={touched}"))
    assert (only["no"], only["head"]) == (last["no"], "Changed")


def test_past_the_end_of_houses_is_a_404(client: KontorClient, world: World) -> None:
    assert len(rows(client.result("POST", "/houses/find", json={"skip": 0, "take": 250}))) == len(
        world.companies
    )
    past = client.call("POST", "/houses/find", json={"skip": 900, "take": 250})
    assert past.status_code == 404


def test_errors_are_inside_a_200(client: KontorClient, crm: KontorSandbox) -> None:
    answer = client.call("GET", "/ventures/99")
    assert (answer.status_code, answer.json()["kontor"]["fault"]["code"]) == (200, "E_NOT_THERE")
    assert client.call("GET", "/ventures?per=9999").status_code == 403
    assert (
        client.fault("POST", "/chores", json={"chore": {"venture": int(crm.showcase_deal_id)}})["where"]
        == "title"
    )
    assert client.fault("POST", "/memos", json={"note": {}})["code"] == "E_RULE"


def test_who_may_not_in(client: KontorClient, crm: KontorSandbox) -> None:
    url = f"{crm.url}/kontor/v3/whoami"
    assert requests.get(url, headers=crm.auth_headers | {"User-Agent": ""}, timeout=5).status_code == 400
    dead = requests.get(url, headers=crm.auth_headers | {"X-Kontor-Key": "old"}, timeout=5)
    assert (dead.status_code, dead.json()["kontor"]["fault"]["code"]) == (403, "E_KEY")


def test_a_limit_says_when_to_come_back_as_a_date_or_inside_a_200(
    client: KontorClient, crm: KontorSandbox
) -> None:
    crm.add_fault(Fault("rate_limit", retry_after_s=7, as_date=True))
    limited = client.call("GET", "/whoami")
    assert limited.status_code == 429
    assert "Retry-After" not in limited.headers
    assert parsedate_to_datetime(limited.headers["X-Kontor-Resume"]).tzinfo is not None
    crm.faults.budget_per_10s = 1
    assert client.call("GET", "/whoami").headers["X-Kontor-Window"] == "limit=1, remaining=0, reset=10"
    assert client.fault("GET", "/whoami")["wait_s"] == 2


def test_an_unknown_slot_is_dropped_without_a_word(client: KontorClient, crm: KontorSandbox) -> None:
    path = f"/ventures/{crm.showcase_deal_id}"
    rev = client.result("GET", path)["row"]["rev"]
    slots = [{"slot": 9101, "v": "0.4"}, {"slot": 1, "v": "lost"}]
    assert client.result("PATCH", path, json={"venture": {"rev": rev, "slots": slots}}) == "stored"
    held = client.result("GET", path)["row"]
    assert [one for one in held["slots"] if one["slot"] in {1, 9101}] == [{"slot": 9101, "v": "0.4"}]
    assert client.fault("PATCH", path, json={"venture": {"rev": rev, "slots": slots}})["code"] == "E_STALE"
    assert crm.own_fields(crm.showcase_deal_id) == {"p_win": "0.4"}


def test_the_page_shows_what_was_written_and_runs_none_of_it(
    client: KontorClient, crm: KontorSandbox
) -> None:
    deal = crm.showcase_deal_id
    client.result(
        "POST",
        "/memos",
        json={"memo": {"venture": int(deal), "html": "<script>alert(1)</script>Mind <b>Ann</b>"}},
    )
    client.result(
        "POST",
        "/chores",
        json={"chore": {"venture": int(deal), "title": "Call <Ann>", "by_ms": 1795780800000}},
    )
    crm.set_own_field(deal, "p_win", "0.42")
    page = requests.get(crm.deal_url(deal), timeout=5)
    assert page.status_code == 200
    assert "Call &lt;Ann&gt;" in page.text
    assert "written by the app" in page.text
    assert "AI: p_win" in page.text
    assert "<script>alert" not in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert "Harborline" in requests.get(f"{crm.url}/sandbox/ventures", timeout=5).text


def test_hints_are_sealed_and_say_no_value(crm: KontorSandbox, receiver: Receiver) -> None:
    crm.webhooks.configure(target=receiver.url, secret=PLANTED["webhook secret"])
    crm.change_deal(crm.showcase_deal_id, {"due": "2027-01-31", "worth": "4200000"})
    mail = crm.add_email(crm.showcase_deal_id, subject="Re: price", text="A secret word")
    assert crm.webhooks.flush()
    hints = [hint for _, body in receiver.deliveries for hint in json.loads(body)["hints"]]
    assert {(one["on"], one["no"], one["did"]) for one in hints} == {
        ("venture", int(crm.showcase_deal_id), "touched"),
        ("moment", int(mail.id), "made"),
    }
    assert "worth" in hints[0]["what"]
    for headers, body in receiver.deliveries:
        assert headers["X-Kontor-Seal"] == seal(PLANTED["webhook secret"], headers["X-Kontor-Stamp"], body)
        assert b"secret word" not in body
        assert b"4200000" not in body


def test_a_change_of_terms_is_in_the_journal(client: KontorClient, crm: KontorSandbox) -> None:
    crm.change_deal(crm.showcase_deal_id, {"worth": "4200000"})
    last = rows(client.result("GET", f"/ventures/{crm.showcase_deal_id}/journal"))[-1]
    assert (last["what"], last["is"]) == ("worth", "42000.00")


def test_control_over_http(crm: KontorSandbox) -> None:
    deal = crm.showcase_deal_id
    made = requests.post(
        f"{crm.url}/__sandbox/deals/{deal}/email", json={"subject": "Hi", "text": "Hello"}, timeout=5
    )
    assert made.status_code == 201
    number = made.json()["no"]
    changed = requests.post(f"{crm.url}/__sandbox/deals/{deal}/change", json={"phase": "13"}, timeout=5)
    assert changed.json()["phase"] == 13
    assert requests.delete(f"{crm.url}/__sandbox/objects/moments/{number}", timeout=5).status_code == 204
    assert (
        requests.post(f"{crm.url}/__sandbox/deals/1/change", json={"phase": "13"}, timeout=5).status_code
        == 400
    )
    assert requests.get(f"{crm.url}/__sandbox/state", timeout=5).json()["realm"] == crm.realm


def test_a_deleted_venture_is_in_the_graveyard(client: KontorClient, crm: KontorSandbox) -> None:
    crm.delete("ventures", crm.showcase_deal_id)
    assert rows(client.result("GET", "/graveyard/ventures")) == [{"no": int(crm.showcase_deal_id)}]
    assert int(crm.showcase_deal_id) not in [
        one["no"] for one in rows(client.result("GET", "/ventures?per=250"))
    ]
