"""A generated world hangs together: whatever the seed, its history could have happened."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from crm_ai_plugin.testing.world import PIPELINES, World, build_world

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
SEEDS = (1, 7, 2024)


@pytest.fixture(scope="module", params=SEEDS)
def world(request: pytest.FixtureRequest) -> World:
    return build_world(request.param, deals=120, now=NOW)


def test_sizes_are_as_asked(world: World) -> None:
    outcomes = [deal.outcome for deal in world.deals]
    assert len(outcomes) == 120
    assert outcomes.count("open") == round(120 * 0.27)
    assert outcomes.count("won") > 15
    assert outcomes.count("lost") > 15


def test_every_reference_points_at_a_row(world: World) -> None:
    deals = {row.id for row in world.deals}
    contacts = {row.id: row for row in world.contacts}
    companies = {row.id for row in world.companies}
    owners = {row.id for row in world.owners}
    company_of = {row.id: row.company_id for row in world.deals}
    assert {row.company_id for row in world.deals} <= companies
    assert {row.owner_id for row in world.deals} <= owners
    assert {row.company_id for row in world.contacts} <= companies
    for part in world.deal_contacts:
        assert contacts[part.contact_id].company_id == company_of[part.deal_id]
    roles = {(part.deal_id, part.contact_id) for part in world.deal_contacts}
    for activity in world.activities:
        assert activity.contact_ids
        for contact in activity.contact_ids:
            assert (activity.deal_id, contact) in roles
    assert {row.deal_id for row in world.line_items} == deals


def test_ids_are_unique_across_all_records(world: World) -> None:
    ids = [
        row.id
        for table in (world.deals, world.contacts, world.companies, world.activities, world.owners)
        for row in table
    ]
    assert len(ids) == len(set(ids))
    assert all(identifier.isdigit() for identifier in ids)


def test_addresses_are_unique_and_unroutable(world: World) -> None:
    addresses = [row.email for row in world.contacts] + [row.email for row in world.owners]
    assert len(addresses) == len(set(addresses))
    assert all(address.endswith(".example") and address.isascii() for address in addresses)


def test_stages_are_passed_in_order(world: World) -> None:
    order = {stage.id: k for pipeline in PIPELINES for k, stage in enumerate(pipeline.stages)}
    steps = defaultdict(list)
    for row in world.stage_changes:
        steps[row.deal_id].append(row)
    for deal in world.deals:
        mine = steps[deal.id]
        assert mine[0].from_stage == ""
        assert mine[0].at == deal.created_at
        assert mine[-1].to_stage == deal.stage
        for earlier, later in pairwise(mine):
            assert earlier.to_stage == later.from_stage
            assert earlier.at <= later.at
            assert order[later.to_stage] > order[earlier.to_stage]
        if deal.closed_at is not None:
            assert mine[-1].at == deal.closed_at


def test_closing_stage_agrees_with_outcome(world: World) -> None:
    ends = {stage.id: stage for pipeline in PIPELINES for stage in pipeline.stages}
    for deal in world.deals:
        stage = ends[deal.stage]
        assert stage.closed is (deal.outcome != "open")
        assert (deal.closed_at is None) is (deal.outcome == "open")
        assert (deal.loss_reason != "") is (deal.outcome == "lost")
        if stage.closed:
            assert stage.probability == (1.0 if deal.outcome == "won" else 0.0)


def test_activities_lie_between_creation_and_close(world: World) -> None:
    deals = {deal.id: deal for deal in world.deals}
    for activity in world.activities:
        deal = deals[activity.deal_id]
        assert activity.at >= deal.created_at
        if activity.type not in ("meeting", "task"):
            assert activity.at <= world.now
        if deal.closed_at is not None and activity.at > deal.closed_at:
            assert deal.outcome == "won"
            assert (activity.type, activity.direction) == ("email", "outbound")
            assert activity.at - deal.closed_at < timedelta(days=14)


def test_only_open_deals_have_something_ahead(world: World) -> None:
    deals = {deal.id: deal for deal in world.deals}
    ahead = [activity for activity in world.activities if activity.at > world.now]
    assert any(activity.type == "meeting" for activity in ahead)
    assert all(deals[activity.deal_id].outcome == "open" for activity in ahead)
    assert all(world.truth.recorded_at[activity.id] <= world.now for activity in ahead)


def test_replies_follow_what_they_answer(world: World) -> None:
    threads = defaultdict(list)
    for activity in world.activities:
        assert bool(activity.thread_id) is (activity.type == "email")
        if activity.type == "email":
            threads[activity.thread_id].append(activity)
    replies = 0
    for mails in threads.values():
        assert not mails[0].subject.startswith("Re: ")
        for earlier, later in pairwise(mails):
            replies += 1
            assert later.at > earlier.at
            assert later.subject == f"Re: {mails[0].subject}"
            assert earlier.direction != later.direction
    assert replies > 300


def test_threads_go_both_ways_and_some_quote(world: World) -> None:
    mails = [activity for activity in world.activities if activity.type == "email"]
    inbound = [mail for mail in mails if mail.direction == "inbound"]
    quoting = [mail for mail in mails if "\n> " in mail.body]
    assert 0.25 < len(inbound) / len(mails) < 0.6
    assert 0.05 < len(quoting) / len(mails) < 0.5


def test_field_changes_lead_to_the_present_values(world: World) -> None:
    deals = {deal.id: deal for deal in world.deals}
    last: dict[tuple[str, str], str] = {}
    for change in world.field_changes:
        key = (change.deal_id, change.field)
        assert last.get(key, change.old) == change.old
        assert change.old != change.new
        last[key] = change.new
        deal = deals[change.deal_id]
        assert deal.created_at <= change.at <= (deal.closed_at or world.now)
    for (deal_id, field), value in last.items():
        deal = deals[deal_id]
        expected = (
            f"{deal.amount:.2f}"
            if field == "amount"
            else deal.expected_close_at.strftime("%Y-%m-%dT%H:%M:%SZ")
        )
        assert value == expected
    assert {field for _, field in last} == {"amount", "expected_close_at"}


def test_amount_is_the_sum_of_the_line_items(world: World) -> None:
    totals: dict[str, float] = defaultdict(float)
    for item in world.line_items:
        totals[item.deal_id] += item.quantity * item.price * (1 - item.discount)
    for deal in world.deals:
        assert totals[deal.id] == pytest.approx(deal.amount, abs=0.01)


def test_texts_are_filled_in(world: World) -> None:
    hostile = world.truth.hostile
    for activity in world.activities:
        text = activity.subject + activity.body
        assert activity.subject
        assert activity.body or activity.type == "task"
        if activity.id not in hostile:
            assert "{" not in text
            assert "<script" not in text


def test_languages_are_mixed(world: World) -> None:
    other = [contact for contact in world.contacts if contact.language != "en"]
    assert 0.05 < len(other) / len(world.contacts) < 0.3
    assert {contact.language for contact in world.contacts} == {"en", "de", "fr", "es"}
    assert any(contact.do_not_profile for contact in world.contacts)
