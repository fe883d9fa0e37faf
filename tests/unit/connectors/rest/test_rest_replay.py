"""The shipped EspoCRM definition against requests and answers that were recorded on a running system."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from crm_ai_connectors.rest.answers import ExistsError
from crm_ai_connectors.rest.connector import Parts, RestConnector
from crm_ai_connectors.rest.loading import load
from crm_ai_connectors.rest.model import Definition
from crm_ai_connectors.rest.model.listing import Listing
from crm_ai_connectors.rest.model.webhooks import HmacVerify
from crm_ai_connectors.rest.model.writes import WriteCall
from crm_ai_plugin.errors import NotFoundError, PermanentError, ReauthoriseError
from crm_ai_plugin.ports.connector import Target, WriteFields
from crm_ai_plugin.records import Activity, Contact, Deal, Outcome
from tests.fixtures.espocrm.fake import API_KEY, CONTACT, DEAL, EXCHANGES, NOTE, recorded
from tests.fixtures.json_server import Asked, JsonServer, Reply
from tests.fixtures.rest_connecting import connected, context

WEBHOOKS = Path(__file__).parents[3] / "fixtures" / "espocrm" / "webhooks.json"


def replay(asked: Asked) -> Reply:
    """Answer as the system did; a request it never got is a mistake of ours."""
    key = asked.headers.get("X-Api-Key")
    if key != API_KEY:
        return reply(recorded("bad key"))
    if asked.json is None and asked.method == "GET" and asked.path == "/api/v1/App/user":
        return Reply({})
    for exchange in EXCHANGES:
        sent, answered = exchange["request"], exchange["response"]
        parts = urlsplit(sent["path"])
        same = (sent["method"], parts.path, known(dict(parse_qsl(parts.query))), sent["json"])
        if same == (asked.method, asked.path, known(asked.query), asked.json) and answered["status"] != 401:
            return reply(exchange)
    return Reply(None, 501, {"X-Status-Reason": "never recorded"})


def known(query: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in query.items() if (name, value) != ("offset", "0")}


def reply(exchange: dict[str, Any]) -> Reply:
    answered = exchange["response"]
    body = answered["body"]
    return Reply(None if body == "" else body, answered["status"], answered["headers"])


@pytest.fixture(scope="module")
def server() -> Iterator[JsonServer]:
    with JsonServer(replay) as made:
        yield made


def connector(server: JsonServer, definition: Definition | str = "espocrm", **settings: Any) -> RestConnector:
    host = {"variables": {"host": server.host}, "base_url": server.url}
    return connected(definition, context({"api_key": settings.pop("key", API_KEY)}), **host, **settings)


@pytest.fixture
def parts(server: JsonServer) -> Iterator[Parts]:
    made = connector(server)
    yield made.parts
    made.close()


def deals(**changes: Any) -> Listing:
    listing = load("espocrm").resources["deals"].list
    assert listing is not None
    return listing.model_copy(update=changes)


def test_the_first_page(parts: Parts) -> None:
    page = parts.pager.page(deals(page_size=20), {}, {})
    records = parts.mapper.records("deals", page.raws)
    assert (page.next, len(records)) == ({"o": 20, "i": 20}, 20)
    first = records[0]
    assert isinstance(first, Deal)
    assert first.id == DEAL
    assert (first.name, first.amount, first.currency, first.stage) == (
        "Deal 002 Support",
        43750.0,
        "USD",
        "Prospecting",
    )
    assert first.created_at == datetime(2026, 11, 23, 7, 50, 23, tzinfo=UTC)
    assert first.custom["cAiScore"] == 45
    assert not {"closeDate", "contactId", "campaignId"} & set(first.custom)


def test_the_last_page_ends_by_its_total(parts: Parts) -> None:
    page = parts.pager.page(deals(page_size=20), {}, {"o": 190, "i": 190})
    assert (len(page.raws), page.next) == (10, None)
    won = [one for one in parts.mapper.records("deals", page.raws) if isinstance(one, Deal)]
    assert {one.outcome for one in won} >= {Outcome.OPEN, Outcome.WON}


def test_past_the_end_is_the_end(parts: Parts) -> None:
    page = parts.pager.page(deals(page_size=20, query={}), {}, {"o": 400, "i": 400})
    assert (page.raws, page.next) == ([], None)


def test_what_changed_since(parts: Parts) -> None:
    since = datetime(2026, 11, 23, 7, 53, 20, tzinfo=UTC)
    page = parts.pager.page(deals(page_size=5), {"since": since}, {})
    assert len(page.raws) == 5
    assert all((parts.mapper.modified("deals", raw) or since) > since for raw in page.raws)


def test_a_page_size_that_is_too_large_is_no_missing_permission(server: JsonServer) -> None:
    careless = load("espocrm").model_copy(update={"max_page_size": 1000})
    made = connector(server, careless)
    with pytest.raises(PermanentError, match="Max size should not exceed") as caught:
        made.parts.pager.page(deals(page_size=500, query={}), {}, {})
    assert caught.value.code == "validation"
    made.close()


def test_the_page_size_is_clamped(parts: Parts) -> None:
    assert parts.pager.size(deals(page_size=500)) == 200


def test_one_deal_and_its_people_and_notes(parts: Parts) -> None:
    raw = parts.objects.get("deals", DEAL)
    deal = parts.mapper.record("deals", raw)
    assert isinstance(deal, Deal)
    assert deal.company_id == "6b03eef634267e005"
    links = parts.objects.fetch("deal_contacts", [DEAL])
    assert [one["key"] for one in links] == [CONTACT]
    relation = parts.definition.snapshot[0].request
    assert relation is not None
    plain = relation.model_copy(update={"query": {}, "paging": load("espocrm").snapshot[0].request.paging})  # type: ignore[union-attr]
    (contact,) = parts.mapper.records("contacts", recorded("contacts of a deal")["response"]["body"]["list"])
    assert isinstance(contact, Contact)
    assert (contact.display_name, contact.title) == ("Priya Chowdhury", "Ops Manager")
    assert plain.items == "list"
    stream = load("espocrm").snapshot[1].request
    assert stream is not None
    page = parts.pager.page(stream.model_copy(update={"page_size": 10}), {"id": DEAL}, {})
    (note,) = parts.mapper.records("notes", page.raws, deal_id=DEAL)
    assert isinstance(note, Activity)
    assert (note.id, note.body) == (NOTE, "Budget frozen until next quarter. (note 2)")


def test_a_note_is_written_as_it_was(parts: Parts) -> None:
    values = {"text": "Insight note (recorded example)", "html": "x"}
    answer = parts.client.send(parts.writer.prepared("note", "k", Target("deal", DEAL), values))
    assert answer.body["id"] == "6b03fb17a51c2d0a6"


def test_fields_are_written_as_they_were(parts: Parts) -> None:
    answer = parts.client.send(
        parts.fields.prepared(DEAL, {"p_win": 72, "next_step": "Book the technical review"}, {}, None)
    )
    assert answer.body["cAiScore"] == 72


def test_a_field_the_system_drops_is_named(server: JsonServer) -> None:
    loaded = load("espocrm")
    assert loaded.writes.fields is not None
    own = loaded.writes.fields.model_copy(update={"any": "c{name|pascal}"})
    own.fields["no_such_field"] = loaded.writes.fields.fields["p_win"].model_copy(
        update={"field": "cNoSuchField", "scale": 1.0}
    )
    made = connector(
        server, loaded.model_copy(update={"writes": loaded.writes.model_copy(update={"fields": own})})
    )
    command = WriteFields("k", Target("deal", DEAL), {"no_such_field": 1})
    with pytest.raises(PermanentError, match="cNoSuchField"):
        made.parts.fields.write(command)
    made.close()


@pytest.mark.parametrize(
    ("method", "path", "body", "kind", "says"),
    [
        ("PUT", f"/Opportunity/{DEAL}", {"cAiScore": 720}, PermanentError, "about cAiScore"),
        (
            "POST",
            "/Task",
            {"name": "x", "parentType": "Opportunity", "parentId": DEAL},
            PermanentError,
            "about assignedUser",
        ),
        ("GET", "/Opportunity/000000000000000aa", None, NotFoundError, "no such record"),
        ("GET", "/Opportunityy", None, NotFoundError, "no such record"),
        ("POST", "/Account", {"name": "Ironclad Energy"}, ExistsError, "duplicate"),
    ],
)
def test_refusals_mean_what_they_mean(
    parts: Parts, method: str, path: str, body: Any, kind: type[Exception], says: str
) -> None:
    call = WriteCall.model_validate({"method": "POST", "path": path})
    with pytest.raises(kind, match=says) as caught:
        parts.client.send(parts.client.request(call, method, {}, body=body))
    if isinstance(caught.value, ExistsError):
        assert caught.value.existing_id == "6b03ef0aab08a317d"


def test_a_bad_key_is_a_dead_connection(server: JsonServer) -> None:
    made = connector(server, key="another-key-00")
    with pytest.raises(ReauthoriseError):
        made.check()
    made.close()


def test_deliveries_verify_as_the_definition_says() -> None:
    verify = load("espocrm").webhooks
    assert verify is not None
    assert isinstance(verify.verify, HmacVerify)
    how = verify.verify
    held = json.loads(WEBHOOKS.read_text())
    keys = {one["id"]: one["secretKey"] for one in held["subscriptions"]}
    for delivery in held["deliveries"]:
        body = base64.b64decode(delivery["body_base64"])
        named, _, signature = (
            base64.b64decode(delivery["headers"][how.header]).decode().partition(how.id_prefix or "")
        )
        for sent, fits in ((body, True), (body.replace(b"Negotiation", b"Closed Won", 1), False)):
            made = hmac.new(keys[named].encode(), sent, getattr(hashlib, how.algorithm)).hexdigest()
            assert hmac.compare_digest(made, signature) is fits
        assert all(verify.payload.id in one for one in json.loads(body))
