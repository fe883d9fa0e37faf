"""Rows of Salesforce as records: pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_ai_connectors.salesforce.config import SalesforceConfig
from crm_ai_connectors.salesforce.fields import encode, same
from crm_ai_connectors.salesforce.mapper import activities, deals, history, people
from crm_ai_connectors.salesforce.mapper.kinds import SOURCES, Kinds
from crm_ai_connectors.salesforce.mapper.rows import as_row
from crm_ai_connectors.salesforce.mapper.stages import Stages, read_stages
from crm_ai_connectors.salesforce.soql import Schema
from crm_ai_plugin.records import ActivityType, Direction, Outcome

CONFIG = SalesforceConfig()
STAGES = Stages({"Prospecting": "Finding out"})
DEAL = "006000000000001AAA"
ANN = "003000000000001AAA"
BOB = "003000000000002AAA"


def opportunity(**more: Any) -> dict[str, Any]:
    return {
        "Id": DEAL,
        "Name": "Big one",
        "StageName": "Prospecting",
        "IsClosed": False,
        "IsWon": False,
        "CloseDate": "2026-03-31",
        "CreatedDate": "2026-01-05T09:30:00.000+0000",
        "Amount": 1200.5,
        **more,
    }


def test_a_deal() -> None:
    made = deals.deal(opportunity(MainCompetitors__c="Acme, Bolt;Acme", LeadSource="Web"), STAGES, CONFIG)
    assert (made.stage, made.custom["StageName"], made.amount) == ("Finding out", "Prospecting", 1200.5)
    assert (made.expected_close_at, made.closed_at, made.outcome) == (date(2026, 3, 31), None, Outcome.OPEN)
    assert (made.competitors, made.source) == (("Acme", "Bolt"), "Web")
    assert made.created_at == datetime(2026, 1, 5, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("won", "outcome", "reason"), [(True, Outcome.WON, None), (False, Outcome.LOST, "Price")]
)
def test_a_closed_deal(won: bool, outcome: Outcome, reason: str | None) -> None:
    closed = {"IsClosed": "true", "IsWon": str(won).lower(), "Loss_Reason__c": "Price"}
    made = deals.deal(opportunity(**closed), STAGES, CONFIG)
    assert (made.outcome, made.loss_reason) == (outcome, reason)
    assert made.closed_at == datetime(2026, 3, 31, tzinfo=UTC)
    exact = deals.deal(opportunity(**closed, LastStageChangeDate="2026-03-30T10:00:00.000Z"), STAGES, CONFIG)
    assert exact.closed_at == datetime(2026, 3, 30, 10, tzinfo=UTC)


def test_json_and_csv_are_the_same_row() -> None:
    nested = {
        "attributes": {"type": "X"},
        "Id": "1",
        "Account": {"attributes": {}, "Name": "A", "Owner": None},
    }
    assert as_row(nested) == {"Id": "1", "Account.Name": "A", "Account.Owner": None}


def test_stages_with_one_label_stay_apart() -> None:
    rows = [
        {"ApiName": "a", "MasterLabel": "Open"},
        {"ApiName": "b", "MasterLabel": "Open"},
        {"ApiName": "c", "MasterLabel": "Done"},
    ]
    stages = read_stages(rows, by_label=True)
    assert [stages.name(one) for one in ("a", "b", "c", "gone", None)] == ["a", "b", "Done", "gone", None]
    assert read_stages(rows, by_label=False).name("c") == "c"


@pytest.mark.parametrize("flag", CONFIG.do_not_profile_fields)
def test_any_flag_makes_a_stub(flag: str) -> None:
    row = {"Id": ANN, "AccountId": "001", "FirstName": "Ann", "Email": "ann@x.example", flag: "true"}
    made = people.contact(row, CONFIG)
    assert (made.do_not_profile, made.first_name, made.email, made.company_id) == (True, "Ann", None, "001")
    assert not people.contact({**row, flag: False}, CONFIG).do_not_profile


def test_roles_in_our_words_or_the_crms() -> None:
    row = {"OpportunityId": DEAL, "ContactId": ANN}
    roles = {
        given: people.deal_contact({**row, "Role": given}, CONFIG).role
        for given in ("Executive Sponsor", "decision maker", "Notary", "")
    }
    assert roles == {
        "Executive Sponsor": "economic_buyer",
        "decision maker": "decision_maker",
        "Notary": "Notary",
        "": None,
    }


def test_a_price_below_the_list_is_a_discount() -> None:
    row = {
        "Id": "00k",
        "OpportunityId": DEAL,
        "Product2.Name": "Seat",
        "Quantity": 2,
        "UnitPrice": 80,
        "ListPrice": 100,
    }
    made = deals.line_item(row)
    assert (made.product, made.price) == ("Seat", 100)
    assert made.discount == pytest.approx(0.2)
    told = deals.line_item({**row, "Discount": 10})
    assert told.price == 80
    assert told.discount == pytest.approx(0.1)


def task(**more: Any) -> dict[str, Any]:
    return {
        "Id": "00T000000000001AAA",
        "WhatId": DEAL,
        "WhoId": ANN,
        "Subject": "Call Ann",
        "Description": "About   the price",
        "ActivityDate": "2026-02-01",
        "CreatedDate": "2026-01-05T09:30:00.000+0000",
        "IsClosed": False,
        **more,
    }


def test_a_task_is_due_and_a_call_happened() -> None:
    due = activities.task(task())
    assert due is not None
    assert (due.type, due.at, due.done, due.body) == (
        ActivityType.TASK,
        datetime(2026, 2, 1, 12, tzinfo=UTC),
        False,
        "About the price",
    )
    call = activities.task(
        task(
            TaskSubtype="Call",
            CallType="Inbound",
            CallDurationInSeconds="90",
            CreatedDate="2026-02-01T15:00:00.000+0000",
            IsClosed=True,
        )
    )
    assert call is not None
    assert (call.type, call.direction, call.duration_s, call.done) == (
        ActivityType.CALL,
        Direction.INBOUND,
        90,
        None,
    )
    assert call.at == datetime(2026, 2, 1, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "row",
    [
        task(Description="Do this\n\nRef crm-ai:task.1"),
        task(IsDeleted=True),
        task(ActivityDate=None, CreatedDate=None),
    ],
)
def test_our_own_deleted_and_timeless_tasks_are_none(row: dict[str, Any]) -> None:
    assert activities.task(row) is None


def test_a_task_that_repeats_a_mail_is_none() -> None:
    row = task(TaskSubtype="Email")
    assert activities.task(row, mailed={row["Id"]}) is None
    alone = activities.task(row)
    assert alone is not None
    assert alone.type is ActivityType.EMAIL


def test_what_is_said_to_the_silent_alone_stays_out() -> None:
    alone = activities.task(task(), silent={ANN})
    assert alone is not None
    assert (alone.subject, alone.body) == ("", "")
    book = {"ann@x.example": ANN, "bob@x.example": BOB}
    row = {
        "Id": "02s000000000001AAA",
        "RelatedToId": DEAL,
        "MessageDate": "2026-02-01T10:00:00Z",
        "TextBody": "Hi both",
        "FromAddress": "us@we.example",
        "ToAddress": "Ann@x.example; bob@x.example",
        "Incoming": False,
    }
    both = activities.email(row, book, {ANN})
    assert both is not None
    assert (both.contact_ids, both.body, both.direction) == ((ANN, BOB), "Hi both", Direction.OUTBOUND)
    only = activities.email({**row, "ToAddress": "ann@x.example"}, book, {ANN})
    assert only is not None
    assert only.body == ""


def test_a_draft_and_a_colleagues_copy_are_none() -> None:
    assert activities.email({"Id": "02s", "MessageDate": "2026-02-01T10:00:00Z", "Status": "5"}, {}) is None
    event = {"Id": "00U", "StartDateTime": "2026-02-01T10:00:00Z", "DurationInMinutes": 45, "WhatId": DEAL}
    made = activities.event(event)
    assert made is not None
    assert (made.duration_s, made.deal_id) == (2700, DEAL)
    assert activities.event({**event, "IsChild": "true"}) is None


SCALARS = st.none() | st.booleans() | st.floats() | st.text(max_size=20) | st.integers()
FIELDS = sorted(
    {
        name
        for kind in SOURCES.values()
        for one in kind
        for name in (*Kinds(CONFIG).select(one).fields, *Kinds(CONFIG).select(one).wanted)
    }
)


@given(st.dictionaries(st.sampled_from(FIELDS), SCALARS))
def test_no_value_breaks_a_record(found: dict[str, Any]) -> None:
    whole = {**found, "Id": "x", "OpportunityId": DEAL, "ContactId": ANN}
    deals.deal(whole, STAGES, CONFIG)
    deals.line_item(whole)
    people.company(whole)
    people.contact(whole, CONFIG)
    people.owner(whole)
    people.deal_contact(whole, CONFIG)
    activities.task(whole)
    activities.event(whole)
    activities.email(whole, {})
    history.read_history([whole], STAGES)
    history.tracked_changes([whole])


def test_what_is_missing_is_left_out_wherever_it_is_asked_for() -> None:
    kinds, schema = Kinds(CONFIG), Schema()
    select = kinds.role_with_contact()
    assert schema.lose_fields(select, ["Individual."])
    assert not [one for one in schema.fields(select) if "Individual" in one]
    assert not schema.lose_fields(select, ["Individual."]), "asking the same again would go on for ever"
    assert not schema.lose_fields(select, ["Role"]), "nothing can be done without"
    assert Schema(schema.missing).fields(select) == schema.fields(select)


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (0.25, "0.2500", True),
        (0.25, 0.26, False),
        (0.359, 0.36, False),
        (0.359, 0.3594, True),
        (None, "", True),
        (None, 0, False),
        ("a  b", "a b", True),
        ("2026-01-05T09:30:15.000Z", "2026-01-05T09:30:15.000+0000", True),
        ("2026-01-05", "2026-01-05T00:00:00.000Z", True),
        ("2026-01-05", "2026-01-06", False),
        ("Mine", "Ours", False),
    ],
)
def test_what_salesforce_rewrites_is_the_same(one: Any, other: Any, equal: bool) -> None:
    assert same(one, other) is equal
    assert same(other, one) is equal


def test_values_fit_their_fields() -> None:
    long = encode("x" * 300)
    assert isinstance(long, str)
    assert len(long) == 255
    assert encode(float("nan")) is None
    assert encode("  ") is None
    at = datetime(2026, 1, 5, 9, 30, 15, 123456, tzinfo=UTC) + timedelta(0)
    assert encode(at.isoformat()) == "2026-01-05T09:30:15.000Z"
