"""The record store and its clock, without HTTP."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from crm_ai_plugin.testing.sandbox.clock import SandboxClock, stamp
from crm_ai_plugin.testing.sandbox.state import Change, Link, Source, Store, UnknownRecordError

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
APP = Source("INTEGRATION", "1")


@pytest.fixture
def store() -> Store:
    return Store(SandboxClock(NOW))


def test_clock_starts_at_now_and_never_repeats() -> None:
    clock = SandboxClock(NOW)
    readings = [clock.now() for _ in range(50)]
    assert readings[0] - NOW < timedelta(seconds=30)
    assert all(later > earlier for earlier, later in pairwise(readings))
    assert len({stamp(reading) for reading in readings}) == 50


def test_clock_can_be_moved_forward_only() -> None:
    clock = SandboxClock(NOW)
    clock.advance(timedelta(days=3))
    assert clock.now() >= NOW + timedelta(days=3)
    with pytest.raises(ValueError, match="forward"):
        clock.advance(timedelta(seconds=-1))


def test_writers_in_many_threads_lose_nothing(store: Store) -> None:
    deal = store.create("deals", {"n": "0"}, APP)
    told: list[Change] = []
    store.listen(told.extend)
    start = threading.Barrier(8)

    def work(worker: int) -> None:
        start.wait()
        for k in range(50):
            note = store.create("notes", {}, APP)
            store.link("notes", note.id, Link("deals", deal.id, frozenset({1})), {2}, APP)
            store.update("deals", deal.id, {"n": f"{worker}-{k}"}, APP)

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({note.id for note in store.all("notes")}) == 400
    assert len(store.links("deals", deal.id, "notes")) == 400
    assert len(deal.history_of("n")) == 401
    assert sum(change.event == "creation" for change in told) == 400
    assert [change.at for change in told] == sorted(change.at for change in told)


def test_history_begins_with_the_first_value(store: Store) -> None:
    record = store.create("deals", {"stage": "a"}, APP)
    assert [entry.value for entry in record.history_of("stage")] == ["a"]
    store.update("deals", record.id, {"stage": "b", "new": "x"}, APP)
    assert [entry.value for entry in record.history_of("stage")] == ["b", "a"]
    assert [entry.value for entry in record.history_of("new")] == ["x"]
    assert record.history_of("never") == []


def test_archived_records_leave_their_links_unseen(store: Store) -> None:
    deal, note = store.create("deals", {}, APP), store.create("notes", {}, APP)
    store.link("notes", note.id, Link("deals", deal.id), (), APP)
    store.archive("notes", note.id, APP)
    assert store.links("deals", deal.id, "notes") == []
    with pytest.raises(UnknownRecordError):
        store.get("notes", note.id)
    assert store.get("notes", note.id, archived=True) is note
    with pytest.raises(UnknownRecordError):
        store.link("notes", note.id, Link("deals", deal.id), (), APP)


def test_unlinking_tells_once(store: Store) -> None:
    deal, note = store.create("deals", {}, APP), store.create("notes", {}, APP)
    store.link("notes", note.id, Link("deals", deal.id), (), APP)
    told: list[Change] = []
    store.listen(told.extend)
    for _ in range(2):
        store.unlink("notes", note.id, Link("deals", deal.id), APP)
    assert [(change.event, change.removed) for change in told] == [("associationChange", True)]
    assert store.links("deals", deal.id, "notes") == []


def test_a_transaction_that_fails_takes_everything_back_and_tells_nobody(store: Store) -> None:
    heard: list[Change] = []
    store.listen(heard.extend)
    kept = store.create("deals", {"name": "before"}, APP)
    gone = store.create("deals", {"name": "other"}, APP)
    heard.clear()

    def fail() -> None:
        with store.transaction():
            store.update("deals", kept.id, {"name": "after"}, APP)
            store.archive("deals", gone.id, APP)
            store.create("deals", {"name": "new"}, APP)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert [deal.properties["name"] for deal in store.all("deals")] == ["before", "other"]
    assert store.get("deals", kept.id).history_of("name")[0].value == "before"
    assert heard == []


def test_a_transaction_tells_at_its_end_and_an_inner_one_is_part_of_it(store: Store) -> None:
    heard: list[Change] = []
    store.listen(heard.extend)
    with store.transaction():
        with store.transaction():
            store.create("deals", {"name": "one"}, APP)
        assert heard == []
        store.create("deals", {}, APP)
    assert [change.event for change in heard] == ["creation", "propertyChange", "creation"]

    def fail() -> None:
        with store.transaction():
            with store.transaction():
                store.create("deals", {"name": "inner"}, APP)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert len(store.all("deals")) == 2


def test_ids_may_have_another_form() -> None:
    store = Store(SandboxClock(NOW), name_id=lambda kind, number: f"{kind}-{number}")
    assert store.create("deals", {}, APP).id == "deals-90000000001"
