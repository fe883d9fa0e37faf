"""Whatever record is stored comes back equal, with exact types."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_ai_plugin.records import Activity, ActivityType, Company, Contact, Deal, LineItem, Owner
from crm_ai_plugin.records.silencing import stub
from tests.fixtures.records import records
from tests.fixtures.stores import NOON

workspaces = (f"w{number}" for number in itertools.count())


def key_of(record: Any) -> str:
    return str(record.id if "id" in type(record).model_fields else record.deal_id)


def put_and_get(store, *given_records):
    with store.workspace(next(workspaces)) as ws:
        ws.records.upsert("c", given_records)
        return [ws.records.fetch("c", type(record), [key_of(record)])[0] for record in given_records]


def exact_types(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return type(value), [exact_types(item) for item in value]
    if isinstance(value, StrEnum):
        return type(value), value.name
    if isinstance(value, dict):
        return {key: exact_types(item) for key, item in value.items()}
    if isinstance(value, datetime):
        return datetime, value.tzinfo is UTC
    return type(value)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(record=records)
def test_record_comes_back_equal(store, record):
    if isinstance(record, Contact) and record.do_not_profile:
        record = stub(record)  # of whom nothing more is kept
    (found,) = put_and_get(store, record)
    assert found == record
    # PostgreSQL drops the sign of a zero and the point of a whole float in custom fields.
    fields = set(type(record).model_fields) - {"custom"}
    assert {name: exact_types(getattr(found, name)) for name in fields} == {
        name: exact_types(getattr(record, name)) for name in fields
    }


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batch=st.lists(records, max_size=12))
def test_storing_again_changes_nothing(store, batch):
    with store.workspace(next(workspaces)) as ws:
        first = ws.records.upsert("c", batch)
        assert sum(first) == len(batch)
        # With a key twice in the batch its first record differs from the stored one again.
        latest = list(
            {
                (type(record), getattr(record, "id", None) or (record.deal_id, record.contact_id)): record
                for record in batch
            }.values()
        )
        counts = ws.records.counts()
        assert ws.records.upsert("c", latest) == (0, 0, len(latest))
        assert ws.records.counts() == counts
        assert sum(counts.values()) == len(latest)


def test_hostile_text_is_stored_clean(store):
    activity = Activity(
        id="a\x00", type=ActivityType.EMAIL, at=NOON, subject="\x00x", body="a\x00b", contact_ids=("\x00",)
    )
    company = Company(id="c", name="\x00", custom={"\x00": "\x00", "n": float("nan"), "i": float("inf")})
    with store.workspace("w") as ws:
        ws.records.upsert("c", [activity, company])
        (email,) = ws.records.fetch("c", Activity, ["a\ufffd"])
        assert (email.subject, email.body, email.contact_ids) == ("\ufffdx", "a\ufffdb", ("\ufffd",))
        (firm,) = ws.records.fetch("c", Company, ["c"])
        assert (firm.name, firm.custom) == ("\ufffd", {"\ufffd": "\ufffd", "n": None, "i": None})
        assert ws.records.upsert("c", [activity, company]) == (0, 0, 2)


@pytest.mark.parametrize("amount", [float("nan"), float("inf"), float("-inf")])
def test_numbers_that_are_none_become_unknown(store, amount):
    deal, item = Deal(id="1", amount=amount), LineItem(deal_id="1", product="p", price=amount)
    found_deal, found_item = put_and_get(store, deal, item)
    assert (found_deal.amount, found_item.price) == (None, None)


def test_integers_beyond_64_bits_become_unknown(store):
    (found,) = put_and_get(store, Company(id="1", employees=2**64))
    assert found.employees is None


def test_texts_of_any_length(store):
    long = "ü" * 100_000
    given_records = (
        Deal(id="1", name=long, company_id=long),
        LineItem(deal_id="1", product=long),
        Owner(id="o", name=long),
        Activity(id="a", type=ActivityType.NOTE, at=NOON, body=long, deal_id=long),
    )
    deal, item, owner, activity = put_and_get(store, *given_records)
    assert (deal.name, item.product, owner.name, activity.body) == (long, long, long, long)
    assert (deal.company_id, activity.deal_id) == (None, None), "no record has so long an id"
