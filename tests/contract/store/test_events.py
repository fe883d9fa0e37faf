from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from crm_ai_plugin.errors import NotFoundError
from crm_ai_plugin.store import EventRow
from tests.fixtures.stores import NOON


def event(key, **changes):
    values: dict[str, Any] = {
        "connection": "hubspot-1",
        "dedupe_key": key,
        "inbox_id": "inb_1",
        "kind": "deal.propertyChange",
        "record_type": "deal",
        "record_id": "1",
        "occurred_at": NOON,
        "field": "dealstage",
        "value": "closedwon",
    }
    return EventRow(**values | changes)


def add(store, rows):
    with store.workspace("w") as ws:
        return [row.dedupe_key for row in ws.events.add_many(rows)]


def test_each_event_is_stored_once(store):
    assert add(store, []) == []
    assert add(store, [event("b"), event("a"), event("b", value="again")]) == ["b", "a"]
    assert add(store, [event("a"), event("c")]) == ["c"]
    assert add(store, [event("a")]) == []
    assert add(store, [event("a", connection="sf-1")]) == ["a"]


def test_new_events_come_back_as_stored(store):
    with store.workspace("w") as ws:
        (added,) = ws.events.add_many([event("a", echo=True)])
    with store.workspace("w") as ws:
        assert ws.events.get("a") == added
        assert added.id.startswith("evt_")
        assert added.echo is True
        assert ws.events.get("b") is None


def test_list_is_newest_first(store):
    add(store, [event(f"{number}") for number in range(5)])
    with store.workspace("w") as ws:
        assert [row.dedupe_key for row in ws.events.list(3)] == ["4", "3", "2"]


def test_keys_of_any_length_and_bytes(store):
    keys = ["k" * 10_000, "k" * 10_000 + "x", "a\x00b", "\U0001f600" * 190]
    assert add(store, [event(key, value="\x00\x01", record_id="\x00") for key in keys]) == keys
    assert add(store, [event(key) for key in keys]) == []
    with store.workspace("w") as ws:
        for key in keys:
            assert ws.events.get(key) is not None


def test_events_are_found_by_any_of_their_names(store):
    with store.workspace("w") as ws:
        (added,) = ws.events.add_many([event("a")])
        for name in (added.id, "a", "inb_1"):
            assert ws.events.find(name) == [added]
        with pytest.raises(NotFoundError):
            ws.events.find("nothing")


def test_many_at_once_in_two_threads_are_stored_once(store):
    rows = [event(f"{number}") for number in range(500)]

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda part: add(store, part), [rows, rows[::-1]])
    assert sorted(first + second) == sorted(row.dedupe_key for row in rows)


def test_repr_hides_the_value():
    assert "closedwon" not in repr(event("a"))
