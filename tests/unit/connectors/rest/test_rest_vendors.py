"""Each shipped definition against a stand-in with that API's paging, wrappers and errors."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from crm_ai_connectors.rest import load, shipped
from crm_ai_connectors.rest.connector import RestConnector
from crm_ai_connectors.rest.loading import parse, read
from crm_ai_plugin.errors import (
    CrmAiError,
    NotFoundError,
    RateLimitedError,
)
from crm_ai_plugin.ports.connector import Capability, Target, WriteFields, WriteNote
from crm_ai_plugin.records import Deal
from tests.fixtures.rest_connecting import NOW, connected, context
from tests.fixtures.rest_vendors import GUID, VENDORS, Stand


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
