"""Ids, values and the seeded world of the sandbox org, without HTTP."""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crm_ai_plugin.testing.sandbox import SalesforceError, SalesforceSandbox, Source
from crm_ai_plugin.testing.sandbox.salesforce.ids import full_id, is_id, make_id
from crm_ai_plugin.testing.sandbox.salesforce.schema import Field, read_field
from crm_ai_plugin.testing.sandbox.salesforce.values import decode, encode
from crm_ai_plugin.testing.world import World, build_world

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
NUMBERS = st.integers(0, 62**9 - 1)


@pytest.fixture(scope="module")
def world() -> World:
    return build_world(11, deals=25, now=NOW)


@pytest.fixture
def org(world: World) -> Iterator[SalesforceSandbox]:
    made = SalesforceSandbox(world=world)
    yield made
    made.stop()


def test_the_checksum_is_salesforce_s() -> None:
    # Published examples of the 15 to 18 character conversion.
    assert full_id("001A0000006Vm9r") == "001A0000006Vm9rIAC"
    assert full_id("500300000000001") == "500300000000001AAA"


@given(NUMBERS, NUMBERS)
def test_ids_are_well_formed_distinct_and_in_order(one: int, other: int) -> None:
    first, second = make_id("006", one), make_id("006", other)
    assert is_id(first)
    assert full_id(first[:15]) == first
    assert (first[:15] < second[:15]) == (one < other)
    assert (first == second) == (one == other)


@given(st.text(string.ascii_letters + string.digits, min_size=15, max_size=15))
def test_ids_that_differ_in_case_only_differ_in_their_checksum(short: str) -> None:
    swapped = short.swapcase()
    assert (full_id(short).lower() == full_id(swapped).lower()) == (short == swapped)


@pytest.mark.parametrize("number", [-1, 62**9])
def test_a_number_out_of_range_makes_no_id(number: int) -> None:
    with pytest.raises(ValueError, match="no id"):
        make_id("006", number)


JSON = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=30),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=2), st.none(), max_size=1),
)


@given(
    JSON,
    st.sampled_from(
        ["string(80)", "boolean", "int", "currency", "date", "datetime", "reference(Account)", "base64"]
    ),
)
@example(2480, "base64")
def test_any_json_is_stored_or_refused(value: Any, spec: str) -> None:
    field: Field = read_field("X__c", spec)
    try:
        stored = encode(field, value)
    except SalesforceError:
        return
    assert field.type == "base64" or encode(field, stored) == stored
    shown = decode(field, stored)
    assert shown is None or isinstance(shown, str | int | float | bool)


@pytest.mark.parametrize("spec", ["", "(3)", "string(80) strange", "reference(Account) as"])
def test_a_field_s_line_has_to_be_understood(spec: str) -> None:
    with pytest.raises((ValueError, IndexError)):
        read_field("X", spec)


def test_the_same_world_gives_the_same_org(org: SalesforceSandbox, world: World) -> None:
    other = SalesforceSandbox(world=world)
    other.stop()
    stores = [one.org.store for one in (org, other)]
    for kind in ("Opportunity", "Task", "EmailMessage", "OpportunityHistory", "ContentDocumentLink"):
        first, second = ([(r.id, r.properties) for r in store.all(kind)] for store in stores)
        assert first == second


def test_every_activity_of_the_world_is_there_once(org: SalesforceSandbox, world: World) -> None:
    by_type = Counter(row.type for row in world.activities)
    store = org.org.store
    subtypes = Counter(task.properties["TaskSubtype"] for task in store.all("Task"))
    assert len(store.all("EmailMessage")) == subtypes["Email"] == by_type["email"]
    assert (subtypes["Call"], subtypes["Task"]) == (by_type["call"], by_type["task"])
    assert len(store.all("Event")) == by_type["meeting"]
    assert len(store.all("ContentNote")) == len(store.all("ContentDocumentLink")) == by_type["note"]
    bodies = {mail.properties["TextBody"] for mail in store.all("EmailMessage")}
    assert bodies == {row.body for row in world.activities if row.type == "email"}


def test_every_reference_points_at_a_record_of_an_allowed_object(org: SalesforceSandbox) -> None:
    store, schema = org.org.store, org.org.schema
    for kind in schema.objects.values():
        for record in store.all(kind.name):
            assert record.id.startswith(kind.prefix)
            for name, value in record.properties.items():
                field = kind.fields[name]
                if field.type == "reference":
                    target = schema.of_id(value)
                    assert target is not None
                    assert target.name in field.targets
                    store.get(target.name, value)


def test_whoever_must_not_be_profiled_is_marked(org: SalesforceSandbox, world: World) -> None:
    marked = {
        contact.id
        for contact in org.org.store.all("Contact")
        if (person := contact.properties.get("IndividualId"))
        and org.org.store.get("Individual", person).properties["HasOptedOutProfiling"] == "true"
    }
    assert marked == {org.id_of("Contact", c.id) for c in world.contacts if c.do_not_profile}
    assert marked


def test_a_failed_write_leaves_no_history(org: SalesforceSandbox) -> None:
    before = len(org.org.store.all("OpportunityHistory"))
    kind = org.org.schema.sobject("Opportunity")

    def fail() -> None:
        with org.org.store.transaction():
            org.change_deal(org.showcase_deal_id, {"StageName": "Closed lost"})
            org.org.records.create(kind, {}, Source("CRM_UI", org.org.user_id))

    with pytest.raises(SalesforceError):
        fail()
    assert len(org.org.store.all("OpportunityHistory")) == before
    assert org.deal(org.showcase_deal_id).properties["StageName"] == "Negotiation"


def test_what_hangs_on_a_deal_is_found_however_it_came_there(org: SalesforceSandbox) -> None:
    store = org.org.store
    deal, other = (org.id_of("Opportunity", row.id) for row in org.world.deals[:2])

    def listed() -> list[str]:
        return [task.id for task in store.all("Task") if task.properties.get("WhatId") == deal]

    assert [task.id for task in org.children("Task", "WhatId", deal)] == listed()
    made = org.add_task(deal, subject="new")
    moved = org.add_task(other, subject="moved")
    org.change("Task", moved.id, {"WhatId": deal})
    org.delete("Task", made.id)
    gone = org.children("Task", "WhatId", deal)[0]
    org.change("Task", gone.id, {"WhatId": other})
    assert [task.id for task in org.children("Task", "WhatId", deal)] == listed()
    assert moved.id in listed()
    assert not {made.id, gone.id} & set(listed())


def test_what_was_taken_back_is_not_found(org: SalesforceSandbox) -> None:
    deal = org.showcase_deal_id
    before = [task.id for task in org.children("Task", "WhatId", deal)]

    def fail() -> None:
        with org.org.store.transaction():
            org.add_task(deal, subject="never")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert [task.id for task in org.children("Task", "WhatId", deal)] == before
