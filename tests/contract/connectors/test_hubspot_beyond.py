"""What the HubSpot connector promises beyond the contract, against the sandbox CRM."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crm_ai_connectors.hubspot import HubSpotConnector
from crm_ai_plugin.errors import (
    PermanentError,
    RateLimitedError,
    ReauthoriseError,
    RetryableError,
    SkippableError,
    UserInputError,
)
from crm_ai_plugin.ports.connector import Receipt, Target, WriteFields, WriteNote
from crm_ai_plugin.records import Activity, Company, Contact, Deal, FieldChange, LineItem, StageChange
from crm_ai_plugin.testing.contracts import KnownDeal
from crm_ai_plugin.testing.sandbox import Fault, SandboxServer, Source
from crm_ai_plugin.testing.sandbox.hubspot import search

Connect = Callable[..., HubSpotConnector]


def note(deal_id: str, key: str, attempt: int = 1) -> WriteNote:
    return WriteNote(
        key, Target("deal", deal_id), "<p>hello</p>", "hello", datetime(2026, 1, 5, tzinfo=UTC), attempt
    )


def calls(crm: SandboxServer) -> list[str]:
    return [entry.endpoint for entry in crm.requests.entries()]


def test_a_snapshot_is_what_the_world_holds(connect: Connect, crm: SandboxServer) -> None:
    deal_id = crm.showcase_deal_id
    row = crm.world.deal(deal_id)
    seen = connect().snapshot(deal_id)
    assert (seen.deal.amount, seen.deal.currency, seen.deal.owner_id) == (
        row.amount,
        row.currency,
        row.owner_id,
    )
    assert seen.deal.expected_close_at == row.expected_close_at.date()
    assert seen.deal.competitors == row.competitors
    assert seen.deal.source == row.source
    assert seen.deal.custom["dealstage"] == row.stage
    assert seen.company is not None
    assert seen.company.id == row.company_id
    roles = {one.contact_id: one.role for one in seen.deal_contacts}
    assert roles == {one.contact_id: one.role for one in crm.world.deal_contacts if one.deal_id == deal_id}
    bodies = {one.id: one for one in seen.activities}
    for told in crm.world.activities_of(deal_id):
        found = bodies[told.id]
        assert (found.type.value, found.at, found.contact_ids) == (
            told.type,
            told.at,
            tuple(sorted(told.contact_ids)),
        )
        if told.type == "email":
            assert found.body.split() == told.body.split()
            assert found.direction == told.direction
    told_items = {one.product: one for one in crm.world.line_items if one.deal_id == deal_id}
    assert {one.product for one in seen.line_items} == set(told_items)
    for item in seen.line_items:
        wanted = told_items[item.product]
        assert item.quantity == wanted.quantity
        assert item.price == pytest.approx(wanted.price)
        assert item.discount == pytest.approx(wanted.discount)


def test_changes_and_snapshot_tell_the_same_of_every_deal(connect: Connect, crm: SandboxServer) -> None:
    connector = connect()
    by_kind: dict[str, list[Any]] = {
        kind: [one for page in connector.changes(kind, None) for one in page.records]
        for kind in connector.kinds()
    }
    deals = {one.id: one for one in by_kind["deal"]}
    assert deals.keys() == {one.id for one in crm.account.store.all("deals")}
    assert len(by_kind["activity"]) >= len(crm.world.activities)
    closed = [row.id for row in crm.world.deals if row.outcome != "open" and row.id in deals]
    chosen = [*closed[:3], crm.showcase_deal_id]
    for deal_id in chosen:
        seen = connector.snapshot(deal_id)
        assert deals[deal_id] == seen.deal
        for kind, rows in (
            ("activity", seen.activities),
            ("stage_change", seen.stage_changes),
            ("field_change", seen.field_changes),
            ("line_item", seen.line_items),
            ("deal_contact", seen.deal_contacts),
        ):
            ours = [one for one in by_kind[kind] if one.deal_id == deal_id]
            assert sorted(map(repr, ours)) == sorted(map(repr, rows)), kind


def test_a_deal_takes_two_rounds_of_few_calls(connect: Connect, crm: SandboxServer) -> None:
    connector = connect()
    connector.snapshot(crm.showcase_deal_id)
    crm.requests.clear()
    connector.snapshot(crm.showcase_deal_id)
    made = calls(crm)
    assert len(made) <= 16
    # The first round is the deal and its people; all else needs their answers.
    assert "GET /crm/objects/{v}/deals/{record_id}" in made[:2]


def test_writing_a_note_takes_two_calls(connect: Connect, crm: SandboxServer, known_deal: KnownDeal) -> None:
    connector = connect()
    crm.requests.clear()
    connector.write_note(note(known_deal.deal_id, "two-calls"))
    assert [entry.status for entry in crm.requests.entries()] == [201, 200]


def test_fields_take_three_calls_once_their_properties_exist(
    connect: Connect, crm: SandboxServer, known_deal: KnownDeal
) -> None:
    connector, target = connect(), Target("deal", known_deal.deal_id)
    first = connector.write_fields(WriteFields("f1", target, {"p_win": 0.4}))
    crm.requests.clear()
    connector.write_fields(WriteFields("f2", target, {"p_win": 0.5}, first.written))
    assert [entry.method for entry in crm.requests.entries()] == ["GET", "PATCH", "GET"]


def test_our_properties_have_their_types(connect: Connect, crm: SandboxServer, known_deal: KnownDeal) -> None:
    values: dict[str, str | float | None] = {
        "p_win": 0.4,
        "next_step_due": "2026-12-01",
        "updated_at": "2026-11-23T10:00:00+01:00",
        "strange": "x",
    }
    connect().write_fields(WriteFields("f1", Target("deal", known_deal.deal_id), values))
    made = crm.account.service.definitions["deals"]
    found = {name: (made[f"crm_ai_{name}"].type, made[f"crm_ai_{name}"].group) for name in values}
    assert found == {
        "p_win": ("number", "crm_ai"),
        "next_step_due": ("date", "crm_ai"),
        "updated_at": ("datetime", "crm_ai"),
        "strange": ("string", "crm_ai"),
    }
    held = crm.deal(known_deal.deal_id).properties
    assert held["crm_ai_updated_at"] == "2026-11-23T09:00:00.000Z"


def test_a_human_value_stays_even_if_we_forgot_what_we_wrote(
    connect: Connect, crm: SandboxServer, known_deal: KnownDeal
) -> None:
    target = Target("deal", known_deal.deal_id)
    connect().write_fields(WriteFields("f1", target, {"next_step": "ours", "p_win": 0.1}))
    crm.change_deal(known_deal.deal_id, {"crm_ai_next_step": "theirs"})
    receipt = connect().write_fields(WriteFields("f2", target, {"next_step": "newer", "p_win": 0.2}))
    assert receipt.conflicts == {"next_step": "theirs"}
    assert receipt.written == {"p_win": "0.2"}


def test_changes_by_our_own_app_are_no_history(
    connect: Connect, crm: SandboxServer, known_deal: KnownDeal
) -> None:
    before = connect().snapshot(known_deal.deal_id)
    crm.change("deals", known_deal.deal_id, {"amount": "1"}, Source("INTEGRATION", str(crm.app_id)))
    crm.change("deals", known_deal.deal_id, {"amount": "2"}, Source("INTEGRATION", "4711"))
    after = connect().snapshot(known_deal.deal_id)
    added = [one for one in after.field_changes if one not in before.field_changes]
    assert [(one.field, one.new) for one in added] == [("amount", "2")]


def test_who_must_not_be_profiled_is_a_stub(
    connect: Connect, crm: SandboxServer, known_deal: KnownDeal
) -> None:
    silent = next(iter(known_deal.contact_ids))
    crm.change("contacts", silent, {"do_not_profile": "true", "lastname": "Unspeakable"})
    crm.add_email(known_deal.deal_id, subject="secret subject", text="secret words", contact_id=silent)
    seen = connect().snapshot(known_deal.deal_id)
    stub = next(one for one in seen.contacts if one.id == silent)
    # The name alone: by it what others say of them is kept from leaving.
    assert stub == Contact(
        id=silent,
        company_id=stub.company_id,
        first_name=stub.first_name,
        last_name="Unspeakable",
        do_not_profile=True,
    )
    alone = [one for one in seen.activities if one.contact_ids == (silent,)]
    assert alone
    assert {(one.subject, one.body) for one in alone} == {("", "")}
    pages = connect().changes("activity", None)
    bulk = [
        one
        for page in pages
        for one in page.records
        if isinstance(one, Activity) and one.contact_ids == (silent,)
    ]
    assert {(one.subject, one.body) for one in bulk} == {("", "")}
    assert "secret words" not in seen.model_dump_json()


def test_an_earlier_note_by_a_person_who_quotes_ours_stays(
    connect: Connect, crm: SandboxServer, known_deal: KnownDeal
) -> None:
    kept = crm.add_note(known_deal.deal_id, "<p>Ref crm-ai:abc</p><p>is nonsense, says Kim</p>")
    ours = crm.add_note(known_deal.deal_id, "<p>Do this.</p><p>Ref crm-ai:abc</p>")
    seen = {one.id for one in connect().snapshot(known_deal.deal_id).activities}
    assert kept.id in seen
    assert ours.id not in seen


def test_the_same_process_looks_after_an_uncertain_write(
    connect: Connect, crm: SandboxServer, known_deal: KnownDeal
) -> None:
    connector = connect()
    before = len(crm.notes_of(known_deal.deal_id))
    crm.add_fault(Fault("drop_response", method="POST", path="/notes"))
    with pytest.raises(RetryableError):
        connector.write_note(note(known_deal.deal_id, "uncertain"))
    assert not connector.write_note(note(known_deal.deal_id, "uncertain")).created
    assert len(crm.notes_of(known_deal.deal_id)) == before + 1


def test_an_unchecked_write_is_found_by_the_next_attempt(
    connect: Connect, crm: SandboxServer, known_deal: KnownDeal
) -> None:
    connector = connect()
    before = len(crm.notes_of(known_deal.deal_id))
    crm.add_fault(Fault("server_error", times=None, method="GET", path="/notes/"))
    with pytest.raises(RetryableError):
        connector.write_note(note(known_deal.deal_id, "unchecked"))
    crm.clear_faults()
    assert not connector.write_note(note(known_deal.deal_id, "unchecked")).created
    assert len(crm.notes_of(known_deal.deal_id)) == before + 1


def test_a_note_that_reads_back_differently_is_taken_away(
    connect: Connect, crm: SandboxServer, known_deal: KnownDeal
) -> None:
    before = len(crm.notes_of(known_deal.deal_id))
    crm.add_fault(Fault("drop_field", field="hs_note_body", method="POST"))
    with pytest.raises(PermanentError, match="hs_note_body") as caught:
        connect().write_note(note(known_deal.deal_id, "mangled"))
    assert caught.value.code == "read_back_differs"
    assert len(crm.notes_of(known_deal.deal_id)) == before


def test_a_create_is_not_repeated_on_a_server_error(
    connect: Connect, crm: SandboxServer, known_deal: KnownDeal
) -> None:
    crm.requests.clear()
    crm.add_fault(Fault("server_error", status=502, method="POST", path="/notes"))
    with pytest.raises(RetryableError) as caught:
        connect().write_note(note(known_deal.deal_id, "once"))
    assert caught.value.uncertain
    assert len(crm.requests.entries()) == 1


def test_a_read_is_repeated_on_a_server_error(connect: Connect, crm: SandboxServer) -> None:
    crm.add_fault(Fault("server_error", status=502, method="GET", path="/pipelines"))
    crm.requests.clear()
    connect().check()
    assert [entry.status for entry in crm.requests.entries()] == [502, 200]


def test_a_short_rate_limit_is_waited_for_and_told(
    connect: Connect, crm: SandboxServer, known_deal: KnownDeal, budget: Any
) -> None:
    connector = connect(patience_s=2.0, deadline_s=10.0)
    waits: list[float] = []
    connector._client._sleep = waits.append
    crm.add_fault(Fault("rate_limit", retry_after_s=1, method="POST", path="/notes"))
    assert connector.write_note(note(known_deal.deal_id, "limited")).created
    assert waits == [1.0]
    assert budget.punished == [1.0]


def test_a_long_rate_limit_goes_back_to_the_queue(connect: Connect, crm: SandboxServer, budget: Any) -> None:
    crm.add_fault(Fault("rate_limit", retry_after_s=9))
    with pytest.raises(RateLimitedError) as caught:
        connect(patience_s=2.0).check()
    assert caught.value.retry_after == 9
    assert budget.punished == [9]


def test_every_call_takes_from_the_budget(connect: Connect, crm: SandboxServer, budget: Any) -> None:
    connector = connect()
    crm.requests.clear()
    connector.snapshot(crm.showcase_deal_id)
    list(connector.changes("company", None))
    searches = [one for one in calls(crm) if one.endswith("/search")]
    assert budget.taken == {"crm": len(calls(crm)) - len(searches), "search": len(searches)}


def test_an_expired_token_is_renewed_once_for_all_threads(
    connect: Connect, crm: SandboxServer, secrets: Any
) -> None:
    connector, before = connect(), secrets.secrets["access_token"]
    crm.account.tokens.expire_access()
    crm.requests.clear()
    connector.snapshot(crm.showcase_deal_id)
    assert calls(crm).count("POST /oauth/{v}/token") == 1
    assert len(secrets.saved) == 1
    assert secrets.secrets["access_token"] != before
    assert secrets.secrets["client_secret"] == crm.client_secret


def test_a_dying_token_is_renewed_before_it_is_used(
    connect: Connect, crm: SandboxServer, secrets: Any
) -> None:
    secrets.secrets["expires_at"] = (datetime.now(UTC) + timedelta(seconds=30)).isoformat()
    crm.requests.clear()
    connect().check()
    assert calls(crm) == ["POST /oauth/{v}/token", "GET /crm/pipelines/{v}/deals"]
    assert datetime.fromisoformat(secrets.secrets["expires_at"]) > datetime.now(UTC) + timedelta(minutes=20)


def test_a_refused_refresh_asks_for_a_person_and_is_not_repeated(
    connect: Connect, crm: SandboxServer, secrets: Any
) -> None:
    secrets.secrets.update(access_token="stale", refresh_token="revoked")
    connector = connect()
    crm.requests.clear()
    for _ in range(2):
        with pytest.raises(ReauthoriseError):
            connector.check()
    assert calls(crm).count("POST /oauth/{v}/token") == 1


def test_a_private_app_without_refresh_token_asks_for_a_person(
    connect: Connect, crm: SandboxServer, secrets: Any
) -> None:
    secrets.secrets = {"access_token": crm.private_token}
    connect().check()
    secrets.secrets = {"access_token": "wrong"}
    with pytest.raises(ReauthoriseError):
        connect().check()


def test_a_pipeline_left_out_is_skipped(connect: Connect, crm: SandboxServer) -> None:
    connector = connect(pipelines=["renewals"])
    with pytest.raises(SkippableError):
        connector.snapshot(crm.showcase_deal_id)
    seen = [one for page in connector.changes("deal", None) for one in page.records if isinstance(one, Deal)]
    assert seen
    assert {one.custom["pipeline"] for one in seen} == {"renewals"}


def test_stages_by_id_if_an_admin_wants_it(connect: Connect, crm: SandboxServer) -> None:
    seen = connect(stage_names="id").snapshot(crm.showcase_deal_id)
    row = crm.world.deal(crm.showcase_deal_id)
    assert (seen.deal.stage, seen.deal.pipeline) == (row.stage, row.pipeline)
    steps = [one.to_stage for one in crm.world.stage_changes if one.deal_id == row.id]
    assert [one.to_stage for one in seen.stage_changes] == steps


def test_only_later_changes_come_after_the_last_cursor(connect: Connect, crm: SandboxServer) -> None:
    # The cursor keeps two minutes' distance to the present, so the clock goes ahead of the sandbox's.
    connector = connect(clock=lambda: datetime.now(UTC) + timedelta(days=3650))
    cursors = [page.cursor for page in connector.changes("company", None)]
    assert cursors[-1] is None
    changed = crm.world.companies[0].id
    crm.change("companies", changed, {"country": "FR"})
    later = [one for page in connector.changes("company", cursors[-2]) for one in page.records]
    assert [one.id for one in later if isinstance(one, Company)] == [changed]


def test_a_cursor_of_another_kind_is_refused(connect: Connect) -> None:
    connector = connect()
    cursor = next(iter(connector.changes("company", None))).cursor
    for wrong in (cursor, "{", "[1]", '{"deals":1}'):
        with pytest.raises(UserInputError):
            list(connector.changes("deal", wrong))


def test_kinds_without_ids_are_fetched_by_deal(connect: Connect, crm: SandboxServer) -> None:
    connector, deal_id = connect(), crm.showcase_deal_id
    seen = connector.snapshot(deal_id)
    stages = [one for one in connector.fetch("stage_change", [deal_id]) if isinstance(one, StageChange)]
    fields = [one for one in connector.fetch("field_change", [deal_id]) if isinstance(one, FieldChange)]
    assert (tuple(stages), tuple(fields)) == (seen.stage_changes, seen.field_changes)
    assert all(isinstance(one, LineItem) for one in connector.fetch("line_item", ["70000000001"]))


def test_a_foreign_receipt_is_refused(connect: Connect) -> None:
    with pytest.raises(UserInputError):
        connect().undo(Receipt("k", "1", {}, {}))


def test_undoing_a_deleted_deal_is_success(
    connect: Connect, crm: SandboxServer, known_deal: KnownDeal
) -> None:
    connector = connect()
    receipt = connector.write_fields(WriteFields("f1", Target("deal", known_deal.deal_id), {"p_win": 0.4}))
    crm.delete("deals", known_deal.deal_id)
    connector.undo(receipt)


def test_more_records_than_a_search_shows_are_all_delivered(
    crm: SandboxServer, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The cap of 10,000 in small: offset paging could not get past the second page.
    monkeypatch.setattr(search, "_WALL", 250)
    there = {record.id for record in crm.account.store.all("emails")}
    assert len(there) > 600
    found = [str(vars(one)["id"]) for page in connect().changes("activity", None) for one in page.records]
    assert there <= set(found)
    assert len(found) == len(set(found))
