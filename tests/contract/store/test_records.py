from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from crm_ai_plugin.errors import ConflictError, NotFoundError
from crm_ai_plugin.records import (
    Activity,
    ActivityType,
    Company,
    Contact,
    Deal,
    DealContact,
    DealSnapshot,
    FieldChange,
    LineItem,
    Outcome,
    Owner,
    StageChange,
)
from tests.fixtures.stores import NOON

C = "hubspot-1"


def hours(number):
    return NOON + timedelta(hours=number)


def snapshot(**changes):
    values: dict[str, Any] = {
        "connection": C,
        "as_of": NOON,
        "deal": Deal(id="1", name="Deal", company_id="co", owner_id="ow", created_at=NOON),
        "company": Company(id="co", name="Acme"),
        "owner": Owner(id="ow", name="Olga"),
        "contacts": (Contact(id="p1"), Contact(id="p2")),
        "deal_contacts": (
            DealContact(deal_id="1", contact_id="p1", role="champion"),
            DealContact(deal_id="1", contact_id="p2"),
        ),
        "activities": (
            Activity(id="a1", type=ActivityType.EMAIL, at=hours(1), deal_id="1"),
            Activity(id="a2", type=ActivityType.CALL, at=hours(2), deal_id="1"),
        ),
        "stage_changes": (
            StageChange(deal_id="1", to_stage="new", at=hours(0)),
            StageChange(deal_id="1", from_stage="new", to_stage="demo", at=hours(3)),
        ),
        "field_changes": (FieldChange(deal_id="1", field="amount", old="1", new="2", at=hours(1)),),
        "line_items": (LineItem(deal_id="1", product="seat", quantity=5),),
    }
    made = DealSnapshot(**values | changes)
    seen = {
        "company",
        "owner",
        "contact",
        "deal_contact",
        "stage_change",
        "field_change",
        "line_item",
        "email",
        "call",
    }
    return made if "visible" in changes else made.model_copy(update={"visible": frozenset(seen)})


def replace(store, one):
    with store.workspace("w") as ws:
        return ws.records.replace_deal(C, one)


def stored(store, deal_id="1"):
    with store.workspace("w") as ws:
        return ws.records.snapshot(C, deal_id, NOON)


def test_counts_of_an_upsert(store):
    first, second = Deal(id="1", name="a"), Deal(id="2")
    with store.workspace("w") as ws:
        assert ws.records.upsert(C, []) == (0, 0, 0)
        assert ws.records.upsert(C, [first, second]) == (2, 0, 0)
        assert ws.records.upsert(C, [first, Deal(id="2", name="b"), Deal(id="3")]) == (1, 1, 1)
        assert ws.records.upsert(C, [Deal(id="4"), Deal(id="4", name="x"), Deal(id="4", name="x")]) == (
            1,
            1,
            1,
        )
        assert ws.records.fetch(C, Deal, ["4"])[0].name == "x"
        assert ws.records.upsert("other", [first]) == (1, 0, 0)
        assert ws.records.counts()["deal"] == 5


def test_more_records_than_a_statement_takes(store):
    many = [Activity(id=f"{n}", type=ActivityType.NOTE, at=NOON, deal_id=f"{n % 7}") for n in range(5003)]
    with store.workspace("w") as ws:
        assert ws.records.upsert(C, many) == (5003, 0, 0)
        assert ws.records.upsert(C, many) == (0, 0, 5003)
        assert len(ws.records.fetch(C, Activity, [item.id for item in many])) == 5003
        assert ws.records.delete(C, "activity", [item.id for item in many]) == 5003


def test_order_of_custom_fields_is_no_change(store):
    with store.workspace("w") as ws:
        ws.records.upsert(C, [Deal(id="1", custom={"a": 1, "b": 2})])
        assert ws.records.upsert(C, [Deal(id="1", custom={"b": 2, "a": 1})]) == (0, 0, 1)


def test_snapshot_comes_back_equal(store):
    one = snapshot()
    replace(store, one)
    assert stored(store) == one


def test_replacing_deletes_what_is_gone_and_keeps_history(store):
    before = snapshot()
    replace(store, before)
    with store.workspace("w") as ws:
        ws.records.upsert(C, [Activity(id="a9", type=ActivityType.EMAIL, at=NOON, deal_id="other")])
    after = snapshot(
        deal_contacts=before.deal_contacts[:1],
        contacts=before.contacts[:1],
        activities=(
            *before.activities[1:],
            Activity(id="a3", type=ActivityType.EMAIL, at=hours(4), deal_id="1"),
        ),
        stage_changes=before.stage_changes[1:],
        field_changes=(),
        line_items=(),
    )
    replace(store, after)
    found = stored(store)
    assert [item.id for item in found.activities] == ["a2", "a3"]
    assert found.deal_contacts == after.deal_contacts
    assert found.line_items == ()
    assert found.stage_changes == before.stage_changes
    assert found.field_changes == before.field_changes
    with store.workspace("w") as ws:
        assert len(ws.records.fetch(C, Activity, ["a9"])) == 1
        assert len(ws.records.fetch(C, Contact, ["p2"])) == 1, "the person still exists"


def test_what_a_snapshot_cannot_see_is_not_gone(store):
    replace(store, snapshot())
    blind = snapshot(activities=(), deal_contacts=(), line_items=(), visible=frozenset({"email"}))
    replace(store, blind)
    found = stored(store)
    assert [item.id for item in found.activities] == ["a2"], "calls were not visible"
    assert len(found.deal_contacts) == 2
    assert len(found.line_items) == 1
    replace(store, snapshot(activities=(), deal_contacts=(), line_items=(), visible=frozenset()))
    found = stored(store)
    assert (found.activities, found.deal_contacts, found.line_items) == ((), (), ())


def test_deleting_a_deal_takes_its_children_and_nothing_else(store):
    replace(store, snapshot())
    with store.workspace("w") as ws:
        other = Activity(id="b1", type=ActivityType.EMAIL, at=NOON, deal_id="2")
        ws.records.upsert(C, [Deal(id="2"), other])
        ws.records.upsert(
            "sf-1", [Deal(id="1"), Activity(id="a1", type=ActivityType.EMAIL, at=NOON, deal_id="1")]
        )
        assert ws.records.delete(C, "deal", ["1", "nothing"]) == 1
    with store.workspace("w") as ws:
        assert ws.records.counts() == {
            **dict.fromkeys(("deal_contact", "stage_change", "field_change", "line_item"), 0),
            "deal": 2,
            "activity": 2,
            "contact": 2,
            "company": 1,
            "owner": 1,
        }
        with pytest.raises(NotFoundError):
            ws.records.snapshot(C, "1", NOON)


def test_each_kind_can_be_deleted_by_id(store):
    one = snapshot()
    replace(store, one)
    with store.workspace("w") as ws:
        for kind, name in (
            ("deal_contact", "1:p1"),
            ("activity", "a1"),
            ("stage_change", one.stage_changes[0].id),
            ("field_change", one.field_changes[0].id),
            ("line_item", one.line_items[0].id),
            ("contact", "p1"),
            ("company", "co"),
            ("owner", "ow"),
            ("deal", "1"),
        ):
            assert ws.records.delete(C, kind, ["nothing"]) == 0
            assert ws.records.delete(C, kind, [name]) == 1, kind
            assert ws.records.delete(C, kind, [name]) == 0


def test_find_deal(store):
    with store.workspace("w") as ws:
        ws.records.upsert("a", [Deal(id="1", name="one"), Deal(id="2")])
        ws.records.upsert("b", [Deal(id="2", name="two")])
        connection, deal = ws.records.find_deal("1")
        assert (connection, deal.name) == ("a", "one")
        with pytest.raises(ConflictError, match="a, b"):
            ws.records.find_deal("2")
        assert ws.records.find_deal("2", "b")[1].name == "two"
        for arguments in (("3",), ("1", "b")):
            with pytest.raises(NotFoundError):
                ws.records.find_deal(*arguments)


def test_snapshots_are_newest_first_and_whole(store):
    with store.workspace("w") as ws:
        for connection in ("a", "b"):
            made = [
                Deal(id=f"{n}", created_at=hours(n), outcome=[Outcome.OPEN, Outcome.WON, Outcome.LOST][n % 3])
                for n in range(7)
            ]
            touches = [
                Activity(id=f"{n}", type=ActivityType.EMAIL, at=hours(-n), deal_id=f"{n % 8}")
                for n in range(40)
            ]
            ws.records.upsert(connection, [*made, Deal(id="undated"), *touches])

    def listed(**arguments):
        with store.workspace("w") as ws:
            return [(each.connection, each.deal.id) for each in ws.records.snapshots(**arguments)]

    everything = [(c, f"{n}") for n in reversed(range(7)) for c in "ab"] + [
        ("a", "undated"),
        ("b", "undated"),
    ]
    assert listed() == everything
    assert listed(chunk=3) == everything
    assert listed(connection="b") == [pair for pair in everything if pair[0] == "b"]
    assert listed(limit=3) == everything[:3]
    assert {n for _, n in listed(outcome="closed")} == {"1", "2", "4", "5"}
    assert {n for _, n in listed(outcome="open")} == {"0", "3", "6", "undated"}
    assert {n for _, n in listed(outcome=Outcome.WON)} == {"1", "4"}
    with store.workspace("w") as ws:
        for each in ws.records.snapshots(chunk=3):
            times = [item.at for item in each.activities]
            assert times == sorted(times)
            assert len(times) == (0 if each.deal.id == "undated" else 5)
            assert each == ws.records.snapshot(each.connection, each.deal.id, NOON)


def test_snapshot_with_dangling_references(store):
    with store.workspace("w") as ws:
        ws.records.upsert(
            C, [Deal(id="1", company_id="gone", owner_id="gone"), DealContact(deal_id="1", contact_id="gone")]
        )
    found = stored(store)
    assert (found.company, found.owner, found.contacts) == (None, None, ())
    assert len(found.deal_contacts) == 1


def test_visible_is_what_the_connection_has_brought_or_declared(store):
    with store.workspace("w") as ws:
        ws.records.upsert(C, [Deal(id="1"), Activity(id="a", type=ActivityType.EMAIL, at=NOON, deal_id="1")])
        ws.records.upsert("other", [Owner(id="1"), Activity(id="a", type=ActivityType.WEB, at=NOON)])
    assert stored(store).visible == {"email"}
    replace(store, snapshot(activities=(), visible=frozenset({"call", "meeting"})))
    assert {"email", "call", "meeting", "company"} <= stored(store).visible
    assert "web" not in stored(store).visible


def test_open_deals_around_a_record(store):
    replace(store, snapshot())
    with store.workspace("w") as ws:
        ws.records.upsert(
            C,
            [
                Deal(id="2", company_id="co", outcome=Outcome.WON),
                Deal(id="3", company_id="co"),
                DealContact(deal_id="2", contact_id="p1"),
            ],
        )
        assert ws.records.deals_related(C, "contact", "p1") == ["1"]
        assert ws.records.deals_related(C, "company", "co") == ["1", "3"]
        assert ws.records.deals_related(C, "activity", "a1") == ["1"]
        assert ws.records.deals_related(C, "owner", "ow") == []
        assert ws.records.deals_related("other", "company", "co") == []
    with store.workspace("v") as ws:
        assert ws.records.deals_related(C, "company", "co") == []


def test_two_writers_of_the_same_records_do_not_block_each_other(store):
    one = [Contact(id=f"{n}") for n in range(300)]

    def write(records):
        for name in ("a", "b", "c"):
            with store.workspace("w") as ws:
                ws.records.upsert(C, [record.model_copy(update={"title": name}) for record in records])

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(write, one), pool.submit(write, one[::-1])]:
            done.result()
    with store.workspace("w") as ws:
        assert ws.records.counts()["contact"] == 300
