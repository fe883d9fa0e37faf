"""Each shipped definition against a stand-in with that API's paging, wrappers and errors."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest

from crm_ai_connectors.rest import load, shipped
from crm_ai_connectors.rest.connector import RestConnector
from crm_ai_connectors.rest.loading import parse, read
from crm_ai_plugin.errors import (
    ConflictError,
    CrmAiError,
    NotFoundError,
    PermanentError,
    RateLimitedError,
    ReauthoriseError,
)
from crm_ai_plugin.ports.connector import Capability, Target, WriteFields, WriteNote
from crm_ai_plugin.records import Deal
from tests.fixtures.json_server import Asked, JsonServer, Reply
from tests.fixtures.rest_connecting import NOW, connected, context

GUID = "0a1b2c3d-0000-4000-8000-00000000000{}"


@dataclass(frozen=True)
class Vendor:
    """What is particular about an API."""

    ids: list[str]
    deal: Callable[[str], dict[str, Any]]
    listed: Callable[[Asked, list[dict[str, Any]]], Reply]
    single: Callable[[dict[str, Any]], Any]
    list_path: str
    errors: list[tuple[Reply, type[CrmAiError]]]
    variables: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(
        default_factory=lambda: {"api_key": "key-secret-1", "api_token": "key-secret-1"}
    )
    size: int = 2
    others: Mapping[str, Any] = field(default_factory=dict)


def pipedrive_page(asked: Asked, rows: list[dict[str, Any]]) -> Reply:
    if asked.query.get("status") == "deleted":
        return Reply({"success": True, "data": [{"id": 99}], "additional_data": {}})
    start = int(asked.query.get("cursor", 0))
    end = start + int(asked.query["limit"])
    following = str(end) if end < len(rows) else None
    return Reply({"success": True, "data": rows[start:end], "additional_data": {"next_cursor": following}})


def close_page(asked: Asked, rows: list[dict[str, Any]]) -> Reply:
    start, size = int(asked.query["_skip"]), int(asked.query["_limit"])
    return Reply({"data": rows[start : start + size], "has_more": start + size < len(rows)})


def attio_page(asked: Asked, rows: list[dict[str, Any]]) -> Reply:
    start, size = asked.json["offset"], asked.json["limit"]
    assert asked.json["sorts"]
    return Reply({"data": rows[start : start + size]})


def zoho_page(asked: Asked, rows: list[dict[str, Any]]) -> Reply:
    assert asked.path.endswith("/deleted") or asked.query["fields"]
    if asked.path.endswith("/deleted"):
        return Reply(status=204)
    if asked.headers.get("If-Modified-Since"):
        return Reply(status=304)
    start, size = (int(asked.query["page"]) - 1) * int(asked.query["per_page"]), int(asked.query["per_page"])
    return Reply({"data": rows[start : start + size], "info": {"more_records": start + size < len(rows)}})


def dynamics_page(asked: Asked, rows: list[dict[str, Any]]) -> Reply:
    start = int(asked.query.get("$skiptoken", 0))
    match = re.search(r"maxpagesize=(\d+)", asked.headers.get("Prefer", ""))
    end = start + int(match[1]) if match else len(rows)
    body: dict[str, Any] = {"value": rows[start:end]}
    if end < len(rows):
        body["@odata.nextLink"] = f"http://{asked.headers['Host']}{asked.path}?$skiptoken={end}"
    return Reply(body)


def copper_page(asked: Asked, rows: list[dict[str, Any]]) -> Reply:
    size = asked.json["page_size"]
    start = (asked.json["page_number"] - 1) * size
    return Reply(rows[start : start + size])


def data(raw: dict[str, Any]) -> dict[str, Any]:
    return {"data": raw}


def zoho_error(code: str, **details: str) -> dict[str, Any]:
    return {"data": [{"code": code, "status": "error", "message": "invalid data", "details": details}]}


STAGES = {"data": [{"id": 7, "name": "Proposal made"}], "additional_data": {}}
VENDORS = {
    "pipedrive": Vendor(
        ids=["1", "2", "3", "4", "5"],
        deal=lambda one: {"id": int(one), "title": f"Deal {one}", "stage_id": 7, "update_time": "2026-11-01T10:00:00Z",
                          "status": "won", "value": 10.5, "custom_fields": {"a" * 40: 12}},
        listed=pipedrive_page, single=data, list_path="/api/v2/deals", variables={"company": "acme"},
        others={"/api/v2/stages": STAGES, "/api/v2/pipelines": {"data": []},
                "/api/v2/dealFields": {"data": [{"field_code": "a" * 40, "field_name": "AI win probability"}]}},
        errors=[
            (Reply({"success": False, "error": "daily budget exceeded"}, 429), RateLimitedError),
            (Reply({"success": False, "error": "no"}, 400), PermanentError),
            (Reply({"success": False, "error": "unauthorized access"}, 401), ReauthoriseError),
        ],
    ),
    "close": Vendor(
        ids=["oppo_1", "oppo_2", "oppo_3"],
        deal=lambda one: {"id": one, "note": f"Deal {one}", "value": 1050, "status_type": "won", "lead_id": "lead_1",
                          "status_label": "Proposal made", "date_updated": "2026-11-01T10:00:00.000000+00:00",
                          "custom.cf_1": 12},
        listed=close_page, single=lambda raw: raw, list_path="/api/v1/opportunity/",
        others={"/api/v1/custom_field/opportunity/": {"data": [{"id": "cf_1", "name": "AI win probability"}], "has_more": False}},
        errors=[
            (Reply({"error": {"rate_reset": 4}}, 429, {"RateLimit": "limit=100, remaining=0, reset=4"}), RateLimitedError),
            (Reply({"error": "x", "field-errors": {"value": "bad"}}, 400), PermanentError),
        ],
    ),
    "attio": Vendor(
        ids=["r1", "r2", "r3"],
        deal=lambda one: {"id": {"object_id": "o", "record_id": one}, "created_at": "2026-11-01T10:00:00Z",
                          "values": {"name": [{"value": f"Deal {one}"}], "stage": [{"status": {"title": "Won"}}],
                                     "value": [{"currency_value": 10.5, "currency_code": "EUR"}],
                                     "crm_ai_p_win": [{"value": 12}]}},
        listed=attio_page, single=data, list_path="/v2/objects/deals/records/query",
        errors=[
            (Reply({"code": "rate_limit_exceeded"}, 429, {"Retry-After": "Tue, 24 Nov 2026 10:00:09 GMT"}), RateLimitedError),
            (Reply({"code": "value_not_found", "message": "Cannot find attribute"}, 400), PermanentError),
        ],
    ),
    "zoho": Vendor(
        ids=["101", "102", "103"],
        deal=lambda one: {"id": one, "Deal_Name": f"Deal {one}", "Stage": "Closed Won", "Amount": 10.5,
                          "Modified_Time": "2026-11-01T11:00:00+01:00", "CRM_AI_Win_Probability": 12},
        listed=zoho_page, single=lambda raw: {"data": [raw]}, list_path="/crm/v8/Deals",
        secrets={"access_token": "zoho-access-1", "refresh_token": "zoho-refresh-1", "client_id": "c", "client_secret": "zoho-s"},
        errors=[
            (Reply({"code": "OAUTH_SCOPE_MISMATCH", "status": "error"}, 401), PermanentError),
            (Reply(zoho_error("DUPLICATE_DATA", id="101"), 200), ConflictError),
            (Reply(zoho_error("INVALID_DATA", api_name="Amount"), 202), PermanentError),
            (Reply({"code": "TOO_MANY_REQUESTS"}, 429), RateLimitedError),
        ],
    ),
    "dynamics365": Vendor(
        ids=[GUID.format(1), GUID.format(2), GUID.format(3)],
        deal=lambda one: {"opportunityid": one, "name": f"Deal {one}", "statecode": 1, "estimatedvalue": 10.5,
                          "stepname": "Proposal made", "modifiedon": "2026-11-01T10:00:00Z", "@odata.etag": 'W/"7"',
                          "crmai_winprobability": 12},
        listed=dynamics_page, single=lambda raw: raw, list_path="/api/data/v9.2/opportunities",
        variables={"org": "contoso.crm4.dynamics.com", "tenant": "contoso.onmicrosoft.com"},
        secrets={"access_token": "dyn-access-1", "client_id": "c", "client_secret": "dyn-s"},
        errors=[
            (Reply({"error": {"code": "0x80072322", "message": "x"}}, 429, {"Retry-After": "3"}), RateLimitedError),
            (Reply({"error": {"code": "0x0", "message": "etag"}}, 412), ConflictError),
            (Reply({"error": {"code": "0x80072321", "message": "x"}}, 503), PermanentError),
        ],
    ),
    "copper": Vendor(
        ids=["11", "12", "13"],
        deal=lambda one: {"id": int(one), "name": f"Deal {one}", "status": "Won", "monetary_value": 10.5,
                          "pipeline_stage_id": 7, "date_modified": 1793527200, "close_date": "12/31/2026",
                          "custom_fields": [{"custom_field_definition_id": 100, "value": 12}]},
        listed=copper_page, single=lambda raw: raw, list_path="/developer_api/v1/opportunities/search",
        variables={"user_email": "ann@example.com"},
        others={"/developer_api/v1/pipelines": [{"id": 1, "name": "Sales", "stages": [{"id": 7, "name": "Proposal made"}]}],
                "/developer_api/v1/loss_reasons": [],
                "/developer_api/v1/custom_field_definitions": [{"id": 100, "name": "AI win probability", "options": []}]},
        errors=[(Reply({"success": False, "status": 422, "message": "bad"}, 422), PermanentError),
                (Reply(status=429), RateLimitedError)],
    ),
}  # fmt: skip


class Stand:
    """The stand-in: deals in a list and by id; everything else is empty."""

    def __init__(self, vendor: Vendor) -> None:
        self.vendor = vendor
        self.rows = [vendor.deal(one) for one in vendor.ids]
        self.failing: Reply | None = None
        self.server = JsonServer(self.answer)

    def answer(self, asked: Asked) -> Reply:
        if self.failing is not None:
            return self.failing
        if asked.path.startswith(self.vendor.list_path) and asked.method in {"GET", "POST"}:
            rest = asked.path.removeprefix(self.vendor.list_path)
            if rest in {"", "/deleted"} and "ids" not in asked.query:
                return self.vendor.listed(asked, self.rows)
        if asked.path in self.vendor.others:
            return Reply(self.vendor.others[asked.path])
        for one, raw in zip(self.vendor.ids, self.rows, strict=True):
            if re.search(rf"[/(]{re.escape(one)}\)?/?$", asked.path):
                return Reply(self.vendor.single(raw))
        return Reply(status=404)


@pytest.fixture(params=sorted(VENDORS))
def stand(request: pytest.FixtureRequest) -> Iterator[tuple[str, Stand]]:
    made = Stand(VENDORS[request.param])
    with made.server:
        yield request.param, made


def connect(name: str, stand: Stand) -> RestConnector:
    around = context(stand.vendor.secrets)
    return connected(
        name,
        around,
        variables=dict(stand.vendor.variables),
        base_url=stand.server.url,
        page_size=stand.vendor.size,
    )


def test_all_shipped_definitions_are_tried() -> None:
    assert set(shipped()) == {*VENDORS, "espocrm"}


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_definition_is_in_order(name: str) -> None:
    definition, problems = parse(*read(name))
    assert not problems
    assert definition is not None
    assert definition.name == name
    assert definition.verified.notes, "says how far it was verified"
    assert {
        Capability.READS_RECORDS,
        Capability.READS_DEALS,
        Capability.WRITES_NOTES,
    } <= definition.capabilities()
    assert definition.rate.groups, "a budget keeps clear of the CRM's own limit"


def test_lists_are_read_to_the_end(stand: tuple[str, Stand]) -> None:
    name, stood = stand
    made = connect(name, stood)
    pages = list(made.parts.bulk.changes("deal", None))
    deals = [one for page in pages for one in page.records]
    assert sorted(one.id for one in deals if isinstance(one, Deal)) == sorted(stood.vendor.ids)
    assert all(one.outcome == "won" and one.amount == 10.5 for one in deals if isinstance(one, Deal))
    assert pages[-1].cursor is None
    cursors = [page.cursor for page in pages if page.cursor]
    assert list(made.parts.bulk.changes("deal", cursors[-1]))[-1].cursor is None
    made.close()


def test_a_deal_comes_with_what_there_is(stand: tuple[str, Stand]) -> None:
    name, stood = stand
    made = connect(name, stood)
    seen = made.parts.reader.snapshot(stood.vendor.ids[0])
    assert seen.deal.name == f"Deal {stood.vendor.ids[0]}"
    missing = "9999" if stood.vendor.ids[0].isdigit() else GUID.format(9)
    with pytest.raises(NotFoundError):
        made.parts.reader.snapshot(missing)
    with pytest.raises(NotFoundError):
        made.parts.reader.snapshot("..")
    made.close()


def test_errors_have_their_meaning(stand: tuple[str, Stand]) -> None:
    name, stood = stand
    made = connect(name, stood)
    for reply, kind in stood.vendor.errors:
        stood.failing = reply
        with pytest.raises(kind) as caught:
            made.parts.reader.snapshot(stood.vendor.ids[0])
        assert "secret" not in repr(vars(caught.value))
        if isinstance(caught.value, RateLimitedError):
            assert caught.value.retry_after is not None
    made.close()


def test_our_field_is_found_read_and_written(stand: tuple[str, Stand]) -> None:
    name, stood = stand
    made = connect(name, stood)
    deal = stood.vendor.ids[0]
    command = WriteFields("k", Target("deal", deal), {"p_win": 12})
    receipt = made.parts.fields.write(command)
    assert (receipt.created, receipt.conflicts) == (False, {})
    changed = made.parts.fields.write(WriteFields("k", Target("deal", deal), {"p_win": 40}))
    assert changed.conflicts == {"p_win": "12"}, "what may be a human's stays"
    raw, answer = made.parts.objects.read(load(name).resources[_deals(name)].detail, {"id": deal})  # type: ignore[arg-type]
    request = made.parts.fields.prepared(deal, {"p_win": 40}, raw, answer)
    assert b"40" in request.body
    if name == "dynamics365":
        assert request.headers["If-Match"] == 'W/"7"'
    if name == "copper":
        assert json.loads(request.body) == {
            "custom_fields": [{"custom_field_definition_id": 100, "value": 40}]
        }
    if name == "zoho":
        assert json.loads(request.body) == {"data": [{"CRM_AI_Win_Probability": 40}]}
    if name == "attio":
        assert json.loads(request.body) == {"data": {"values": {"crm_ai_p_win": 40}}}
    made.close()


def test_a_note_goes_where_it_belongs(stand: tuple[str, Stand]) -> None:
    name, stood = stand
    made = connect(name, stood)
    deal = stood.vendor.ids[0]
    note = WriteNote("k-1", Target("deal", deal), "<p>Hi</p>", "Hi", datetime(2026, 11, 1, tzinfo=UTC))
    from crm_ai_connectors.rest.writer import note_values

    sent = made.parts.writer.prepared("note", note.key, note.target, note_values(note))
    told = sent.body.decode()
    assert "Ref crm-ai:k-1" in told
    assert ("lead_1" if name == "close" else deal) in told
    with pytest.raises(CrmAiError):
        made.parts.writer.prepared("note", "k", Target("owner", "1"), note_values(note))
    made.close()


def _deals(name: str) -> str:
    return load(name).of_kind("deal")[0][0]


def test_dates_of_copper_and_a_retry_date_of_attio() -> None:
    stood = Stand(VENDORS["copper"])
    with stood.server:
        made = connect("copper", stood)
        (deal,) = made.parts.bulk.fetch("deal", ["11"])
        assert isinstance(deal, Deal)
        assert (deal.expected_close_at, deal.stage) == (date(2026, 12, 31), "Proposal made")
        assert deal.custom == {"AI win probability": 12}
        made.close()
    stood = Stand(VENDORS["attio"])
    with stood.server:
        made = connect("attio", stood)
        stood.failing = VENDORS["attio"].errors[0][0]
        with pytest.raises(RateLimitedError) as caught:
            made.check()
        assert (
            caught.value.retry_after == (datetime(2026, 11, 24, 10, 0, 9, tzinfo=UTC) - NOW).total_seconds()
        )
        made.close()
