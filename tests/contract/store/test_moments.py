"""Deals as they stood at a moment: what is written comes back as arrays, and goes with the deal and the person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from crm_ai_plugin.ports.moments import Layout, Moment, batch_of
from crm_ai_plugin.records import Activity, ActivityType, Contact, Deal, DealContact, Outcome
from crm_ai_plugin.store import Measured
from crm_ai_plugin.store.repositories.moments import reading
from tests.fixtures.stores import NOON

LAYOUT = Layout("one", ("a", "b"), ("kind",))
OTHER = Layout("two", ("b", "c"), ("size", "kind"))
HOW = Measured(LAYOUT, "u1")


def closed(name: str, days: int, outcome: Outcome = Outcome.WON) -> Deal:
    end = NOON + timedelta(days=days)
    return Deal(id=name, outcome=outcome, created_at=end - timedelta(days=20), closed_at=end)


def moment(deal: Deal, values: dict[str, float | str], **changes: Any) -> Moment:
    given = {"connection": "c", "kind": "life", "place": 0, "at": NOON, "replayed": frozenset()} | changes
    fields: dict[str, Any] = dict.fromkeys(
        ("pipeline", "stage", "owner_id", "company_id", "amount", "currency")
    )
    fields |= {"created_at": deal.created_at, "closed_at": deal.closed_at, "outcome": deal.outcome.value}
    return Moment(deal_id=deal.id, values=values, **(fields | given))


def fill(store: Any, *deals: Deal) -> None:
    with store.workspace("a") as ws:
        ws.records.upsert("c", deals)


def test_what_is_written_comes_back_as_arrays_oldest_close_first(store):
    late, early = closed("late", 9), closed("early", 1, Outcome.LOST)
    fill(store, late, early)
    given = [
        moment(
            late,
            {"a": 1.5, "kind": "x", "custom.seats": 7.0, "custom.plan": "gold"},
            amount=9.0,
            currency="EUR",
        ),
        moment(early, {"b": -2.0, "custom.plan": "tin"}, replayed=frozenset({"custom.plan"}), stage="offer"),
    ]
    with store.workspace("a") as ws:
        assert ws.moments.replace("c", ["late", "early"], given, HOW) == 2
        batch = ws.moments.read("life")
    assert batch.deal_id.tolist() == ["early", "late"]
    assert batch.won.tolist() == [0.0, 1.0]
    assert batch.numbers["a"].tolist()[1:] == [1.5]
    assert np.isnan(batch.numbers["a"][0])
    assert batch.numbers["b"][0] == -2.0
    assert batch.texts["kind"].tolist() == [None, "x"]
    assert batch.texts["custom.plan"].tolist() == ["tin", "gold"]
    assert batch.numbers["custom.seats"][1] == 7.0
    assert batch.replayed["custom.plan"] == 0.5
    assert batch.amount[1] == 9.0
    assert batch.stage.tolist() == ["offer", None]
    assert batch.closed_at[0] == pytest.approx((NOON + timedelta(days=1)).timestamp() / 86_400)
    same = batch_of(given)
    for key, column in same.numbers.items():
        np.testing.assert_array_equal(batch.numbers[key], column)
    for key, text in same.texts.items():
        assert batch.texts[key].tolist() == text.tolist()


def test_rows_of_two_layouts_are_read_together(store):
    one, two = closed("1", 1), closed("2", 2)
    fill(store, one, two)
    with store.workspace("a") as ws:
        ws.moments.replace("c", ["1"], [moment(one, {"a": 1.0, "b": 2.0, "kind": "x"})], HOW)
        ws.moments.replace(
            "c", ["2"], [moment(two, {"b": 3.0, "c": 4.0, "size": "L"})], Measured(OTHER, "u1")
        )
        batch = ws.moments.read()
    assert batch.numbers["b"].tolist() == [2.0, 3.0]
    assert batch.texts["kind"].tolist() == ["x", None]
    assert batch.texts["size"].tolist() == [None, "L"]
    assert batch.numbers["c"][1] == 4.0


def test_an_empty_store_gives_an_empty_batch(store):
    with store.workspace("a") as ws:
        batch = ws.moments.read()
    assert (batch.n, dict(batch.numbers), len(batch.won)) == (0, {}, 0)


def test_only_what_is_asked_for_is_read(store):
    won, lost = closed("1", 1), closed("2", 2, Outcome.LOST)
    living = Deal(id="3", created_at=NOON)
    fill(store, won, lost, living)
    with store.workspace("a") as ws:
        rows = [moment(won, {"a": 1.0}), moment(lost, {"a": 2.0}), moment(won, {"a": 0.0}, kind="stage")]
        ws.moments.replace("c", ["1", "2", "3"], [*rows, moment(living, {"a": 3.0}, kind="now")], HOW)
        assert ws.moments.read("life", "won").deal_id.tolist() == ["1"]
        assert ws.moments.read("life", "closed").n == 2
        assert ws.moments.read("now").won.tolist() != [0.0]
        assert ws.moments.read("stage").numbers["a"].tolist() == [0.0]
        assert ws.moments.read("life", connection="other").n == 0


def test_some_deals_are_read_by_connection_and_id(store, monkeypatch):
    monkeypatch.setattr(reading, "_AT_ONCE", 2)
    deals = [closed(name, place) for place, name in enumerate("1234")]
    with store.workspace("a") as ws:
        for connection in ("c", "d"):
            ws.records.upsert(connection, deals)
            rows = [moment(one, {"a": 1.0}, kind="stage", connection=connection) for one in deals]
            ws.moments.replace(connection, [one.id for one in deals], rows, HOW)
        asked = [("c", "1"), ("c", "2"), ("c", "4"), ("d", "3"), ("d", "gone")]
        some, none = ws.moments.read("stage", deals=asked), ws.moments.read("stage", deals=())
    assert list(zip(some.connection, some.deal_id, strict=True)) == [
        ("c", "1"),
        ("c", "2"),
        ("d", "3"),
        ("c", "4"),
    ]
    assert (none.n, some.numbers["a"].tolist()) == (0, [1.0] * 4)


def test_only_the_columns_that_are_asked_for_are_unpacked(store):
    fill(store, closed("1", 1))
    row = moment(
        closed("1", 1), {"a": 1.0, "b": 2.0, "kind": "x", "custom.q": 1.0}, replayed=frozenset({"custom.q"})
    )
    with store.workspace("a") as ws:
        ws.moments.replace("c", ["1"], [row], HOW)
        some, none = ws.moments.read(only=("b", "kind")), ws.moments.read(only=())
    assert (list(some.numbers), list(some.texts), some.replayed) == (["b"], ["kind"], {})
    assert (none.n, none.numbers, none.texts) == (1, {}, {})


def test_moments_are_due_until_they_are_measured_as_the_record_is_now(store):
    fill(
        store,
        closed("1", 1),
        closed("2", 2),
        Deal(id="3", created_at=NOON),
        Deal(id="4", outcome=Outcome.WON),
    )
    with store.workspace("a") as ws:
        assert [one.deal_id for one in ws.moments.stale(HOW, 9)] == ["2", "1"]
        ws.moments.replace("c", ["1", "2"], [moment(closed(n, int(n)), {"a": 1.0}) for n in ("1", "2")], HOW)
        assert ws.moments.count_stale(HOW) == 0
        assert ws.moments.count_stale(Measured(LAYOUT, "u2")) == 2
        assert ws.moments.count_stale(Measured(OTHER, "u1")) == 2
        assert ws.moments.count_stale(Measured(LAYOUT, "u1", stages=True)) == 2
        ws.records.upsert("c", [closed("1", 1).model_copy(update={"amount": 5.0})])
        assert [one.deal_id for one in ws.moments.stale(HOW, 9)] == ["1"]


def test_the_stamp_changes_with_what_is_stored(store):
    fill(store, closed("1", 1))
    with store.workspace("a") as ws:
        empty = ws.moments.stamp()
        ws.moments.replace("c", ["1"], [moment(closed("1", 1), {})], HOW)
        filled = ws.moments.stamp()
        ws.moments.drop("c", ["1"])
        assert len({empty, filled}) == 2
        assert ws.moments.stamp() == empty


def test_a_deal_takes_its_moments_with_it(store):
    fill(store, closed("1", 1), closed("2", 2))
    with store.workspace("a") as ws:
        ws.moments.replace("c", ["1", "2"], [moment(closed(n, int(n)), {"a": 1.0}) for n in ("1", "2")], HOW)
        ws.records.delete("c", "deal", ["1"])
        assert ws.moments.read().deal_id.tolist() == ["2"]


def test_nothing_is_measured_with_a_person_who_was_erased(store):
    touch: dict[str, Any] = {"type": ActivityType.NOTE, "contact_ids": ("p",)}
    fill(store, closed("1", 1), closed("2", 2), closed("3", 3))
    with store.workspace("a") as ws:
        ws.records.upsert("c", [Contact(id="p"), DealContact(deal_id="1", contact_id="p")])
        ws.records.upsert("c", [Activity(id="t", at=NOON, deal_id="2", **touch)])
        rows = [moment(closed(n, int(n)), {"a": 1.0}) for n in ("1", "2", "3")]
        ws.moments.replace("c", ["1", "2", "3"], rows, HOW)
        ws.records.erase_contact("c", "p")
        assert ws.moments.read().deal_id.tolist() == ["3"]
        assert ws.moments.count_stale(HOW) == 2


def test_hostile_texts_come_back_whole_or_cleaned_and_never_break_the_others(store):
    names = ['a"b\\', "x\x00y", "]},[", "\ud800", "🦔", "null"]
    deals = [closed(str(n), n) for n in range(1, len(names) + 1)]
    fill(store, *deals)
    with store.workspace("a") as ws:
        rows = [moment(d, {"kind": text, "custom.own": text}) for d, text in zip(deals, names, strict=True)]
        ws.moments.replace("c", [d.id for d in deals], rows, HOW)
        batch = ws.moments.read()
    for column in (batch.texts["kind"], batch.texts["custom.own"]):
        assert [column[i] for i in (0, 2, 4, 5)] == [names[i] for i in (0, 2, 4, 5)]
        assert column[1] == "x\ufffdy"


def test_two_who_measured_the_same_deal_do_not_disturb_each_other(store):
    fill(store, closed("1", 1))
    with store.workspace("a") as ws:
        for value in (1.0, 2.0):
            ws.moments.replace("c", ["1"], [moment(closed("1", 1), {"a": value})], HOW)
        assert ws.moments.read().numbers["a"].tolist() == [2.0]


def test_a_deal_that_is_gone_keeps_no_moment(store):
    with store.workspace("a") as ws:
        assert ws.moments.replace("c", ["9"], [moment(closed("9", 1), {})], HOW) == 0
