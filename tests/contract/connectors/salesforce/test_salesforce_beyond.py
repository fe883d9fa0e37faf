"""What the Salesforce connector promises beyond the contract, against the sandbox org."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

import pytest

from crm_ai_connectors.salesforce import SalesforceConnector, changes
from crm_ai_plugin.errors import (
    NotFoundError,
    RetryableError,
)
from crm_ai_plugin.ports.connector import Page, Target, WriteFields, WriteNote, WriteTask
from crm_ai_plugin.records import ActivityType, FieldChange, Record, RecordType, StageChange
from crm_ai_plugin.testing.contracts import KnownDeal
from crm_ai_plugin.testing.sandbox.salesforce.server import SalesforceSandbox

Connect = Callable[..., SalesforceConnector]
HARMFUL = (
    "https://evil.example/x",
    "//evil.example/x",
    "../Account/001000000000001",
    "/services/apexrest/pwn",
)


def names(records: Iterable[Record]) -> set[str]:
    return {json.dumps(one.model_dump(mode="json"), sort_keys=True) for one in records}


def everything(connector: SalesforceConnector, kind: RecordType) -> list[Record]:
    return [one for page in connector.changes(kind, None) for one in page.records]


def note(deal_id: str, key: str, attempt: int = 1, text: str = "hello") -> WriteNote:
    at = datetime(2026, 1, 5, tzinfo=UTC)
    return WriteNote(key, Target("deal", deal_id), f"<p>{text}</p>", text, at, attempt)


def at_once(connector: SalesforceConnector) -> SalesforceConnector:
    connector._changes._sleep = lambda _: None
    return connector


# --- reading ---


def test_a_snapshot_costs_two_calls_and_seldom_a_third(
    connect: Connect, org: SalesforceSandbox, known_deal: KnownDeal
) -> None:
    connector = connect()
    connector.snapshot(known_deal.deal_id)
    before = org.org.allowance.used
    connector.snapshot(known_deal.deal_id)
    assert org.org.allowance.used - before <= 3


def test_another_process_need_not_learn_again_what_the_org_lacks(
    connect: Connect, org: SalesforceSandbox, known_deal: KnownDeal
) -> None:
    connect().snapshot(known_deal.deal_id)
    before = org.org.allowance.used
    connect().snapshot(known_deal.deal_id)
    assert org.org.allowance.used - before <= 3


def test_a_snapshot_is_what_the_world_holds(connect: Connect, org: SalesforceSandbox) -> None:
    world, deal_id = org.world, org.showcase_deal_id
    row = world.deal(world.showcase_deal_id)
    seen = connect().snapshot(deal_id)
    assert (seen.deal.amount, seen.deal.currency) == (row.amount, row.currency)
    assert seen.deal.owner_id == org.id_of("User", row.owner_id)
    assert seen.owner is not None
    assert seen.owner.id == seen.deal.owner_id
    assert row.expected_close_at is not None
    assert seen.deal.expected_close_at == row.expected_close_at.date()
    assert seen.deal.competitors == row.competitors
    assert seen.company is not None
    assert seen.company.id == org.id_of("Account", row.company_id)
    roles = {one.contact_id: one.role for one in seen.deal_contacts}
    told = [one for one in world.deal_contacts if one.deal_id == row.id]
    assert roles == {org.id_of("Contact", one.contact_id): one.role for one in told}
    found = {one.id: one for one in seen.activities}
    for one in world.activities_of(row.id):
        if one.type == "email":
            mail = found[org.id_of("EmailMessage", one.id)]
            assert (mail.type, mail.direction) == (ActivityType.EMAIL, one.direction)
            assert abs((mail.at - one.at).total_seconds()) < 1
            assert set(mail.contact_ids) == {org.id_of("Contact", c) for c in one.contact_ids}
            assert mail.body.split() == one.body.split()
        if one.type in {"call", "meeting"}:
            touch = found[org.id_of("Task" if one.type == "call" else "Event", one.id)]
            assert abs((touch.at - one.at).total_seconds()) < 1
            assert touch.type.value == one.type
    mails = [one for one in world.activities_of(row.id) if one.type == "email"]
    assert len([one for one in seen.activities if one.type is ActivityType.EMAIL]) == len(mails)


def test_who_opted_out_is_a_stub_and_their_words_stay_out(
    connect: Connect, org: SalesforceSandbox, known_deal: KnownDeal
) -> None:
    silent = known_deal.do_not_profile[0] if isinstance(known_deal.do_not_profile, list) else ""
    org.add_call(known_deal.deal_id, title="Private", body="secret words")
    task = org.create(
        "Task", {"Subject": "s", "Description": "quiet", "WhatId": known_deal.deal_id, "WhoId": silent}
    )
    seen = connect().snapshot(known_deal.deal_id)
    person = next(one for one in seen.contacts if one.id == silent)
    assert person.last_name
    assert (person.email, person.phone, person.title) == (None, None, None)
    words = next(one for one in seen.activities if one.id == task.id)
    assert (words.subject, words.body) == ("", "")


@pytest.mark.parametrize("harmful", HARMFUL)
def test_a_harmful_id_makes_no_call(connect: Connect, org: SalesforceSandbox, harmful: str) -> None:
    connector = connect()
    before = len(org.requests.entries())
    for attempt in (
        lambda: connector.snapshot(harmful),
        lambda: connector.fetch("deal", [harmful]),
        lambda: connector.write_note(note(harmful, "k")),
        lambda: connector.write_fields(WriteFields("k", Target("deal", harmful), {"p_win": 0.5})),
        lambda: connector.write_task(
            WriteTask("k", Target("deal", harmful), "s", "b", datetime(2026, 1, 5, tzinfo=UTC).date())
        ),
    ):
        with pytest.raises(NotFoundError):
            attempt()
    assert len(org.requests.entries()) == before
    assert connector.record_url("deal", harmful) is None


# --- first load and increments ---


def test_a_load_by_bulk_job_is_the_load_by_pages(connect: Connect) -> None:
    by_pages, by_job = connect(bulk_from=None), at_once(connect(bulk_from=0))
    for kind in by_pages.kinds():
        assert names(everything(by_job, kind)) == names(everything(by_pages, kind)), kind


def test_a_bulk_load_goes_on_in_another_process(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "RESULT_PAGE", 40)
    for kind in ("deal", "stage_change"):
        whole = names(everything(connect(bulk_from=None), kind))
        pages = at_once(connect(bulk_from=0)).changes(kind, None)
        first = [next(pages) for _ in range(4)]
        assert not first[0].records, "a page that only names the job"
        assert all(page.cursor for page in first)
        rest = list(at_once(connect(bulk_from=0)).changes(kind, first[-1].cursor))
        assert names(one for page in (*first, *rest) for one in page.records) == whole


def test_a_running_job_is_left_and_found_again(connect: Connect, org: SalesforceSandbox) -> None:
    pages = connect(bulk_from=0, bulk_wait_s=0).changes("deal", None)
    first = next(pages)
    with pytest.raises(RetryableError) as caught:
        next(pages)
    assert (caught.value.code, bool(caught.value.retry_after)) == ("bulk_running", True)
    org.requests.clear()
    assert next(page.records for page in at_once(connect(bulk_from=0)).changes("deal", first.cursor))
    created = [one for one in org.requests.entries(method="POST") if one.path.endswith("/jobs/query")]
    assert not created


def test_a_job_that_is_gone_is_no_dead_end(connect: Connect) -> None:
    connector = at_once(connect(bulk_from=0))
    cursor = json.dumps({"Opportunity": {"begun": "2026-01-05T00:00:00+00:00", "job": "750Sb00000zzzzzIAA"}})
    found = [one for page in connector.changes("deal", cursor) for one in page.records]
    assert names(found) == names(everything(connect(bulk_from=None), "deal"))


def test_what_changed_and_what_was_deleted_comes_next(connect: Connect, org: SalesforceSandbox) -> None:
    clock = org.clock.now
    pages = [page for page in connect(clock).changes("deal", None) if page.cursor]
    doomed = org.create(
        "Opportunity", {"Name": "Doomed", "StageName": "qualification", "CloseDate": "2027-01-01"}
    )
    alive = pages[0].records[0]
    org.change_deal(getattr(alive, "id", ""), {"Name": "Renamed"})
    org.delete("Opportunity", doomed.id)
    later: list[Page] = list(connect(clock).changes("deal", pages[-1].cursor))
    assert "Renamed" in {getattr(one, "name", "") for page in later for one in page.records}
    assert doomed.id in {one for page in later for one in page.deleted_ids}
    assert doomed.id not in {getattr(one, "id", "") for page in later for one in page.records}


# --- keeping in step ---


def test_what_changed_in_all_objects_comes_in_three_calls_and_what_it_needs_beside_in_a_fourth(
    connect: Connect, org: SalesforceSandbox, fresh_deals: Iterator[str]
) -> None:
    connector = connect(read_timeout_s=30.0, deadline_s=60.0)
    [together] = connector.passes()
    cursor = None
    loaded: list[Record] = []
    for page in connector.changes_together(together, None):
        cursor, loaded = page.cursor or cursor, [*loaded, *page.records]
    each = [one for kind in together for one in everything(connector, kind)]
    assert names(loaded) == names(each)

    deal = next(fresh_deals)
    changed = org.id_of("Opportunity", deal)
    [gone, *_] = [row.id for row in org.world.activities_of(deal) if row.type == "task"] or [
        row.id for row in org.world.activities if row.type == "task"
    ]
    org.change("Opportunity", changed, {"Name": "Renamed", "StageName": "negotiation", "Amount": 4711})
    org.delete("Task", org.id_of("Task", gone))
    touched = [
        org.id_of(name, next(row.id for row in org.world.activities if row.type == type_))
        for name, type_ in (("EmailMessage", "email"), ("Event", "meeting"))
    ]
    for name, one in zip(("EmailMessage", "Event"), touched, strict=True):
        org.change(name, one, {"Subject": "Changed"})
    before = org.org.allowance.used
    pages = list(connector.changes_together(together, cursor))
    assert org.org.allowance.used - before == 4
    found = {getattr(one, "id", None): one for page in pages for one in page.records}
    assert set(touched) <= set(found)
    alone = {getattr(one, "id", None): one for one in connector.fetch("activity", touched)}
    assert {one: found[one] for one in touched} == alone
    moved = {type(one) for page in pages for one in page.records if getattr(one, "deal_id", None) == changed}
    assert {StageChange, FieldChange} <= moved
    assert "Renamed" in {getattr(one, "name", None) for page in pages for one in page.records}
    told = {(page.deleted_kind, one) for page in pages for one in page.deleted_ids}
    assert ("activity", org.id_of("Task", gone)) in told
    assert pages[-1].cursor is None
