from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest

from crm_ai_plugin.errors import NotFoundError
from crm_ai_plugin.store import OutboxRow, new_id
from tests.fixtures.stores import NOON


def row(**changes):
    values: dict[str, Any] = {
        "id": new_id("dlv"),
        "connection": "hubspot-1",
        "insight_id": "ins_1",
        "action": "note",
        "target_type": "deal",
        "target_id": "1",
        "key": "ins_1:note",
        "command": {"body_text": "Call Eve"},
    }
    return OutboxRow(**values | changes)


def after(seconds):
    return NOON + timedelta(seconds=seconds)


def add(store, added):
    with store.workspace("w") as ws:
        return ws.outbox.add(added)


def claim(store, name, at=0.0, lease=60.0):
    with store.workspace("w") as ws:
        return ws.outbox.claim(name, after(at), lease)


def get(store, name):
    with store.workspace("w") as ws:
        return ws.outbox.get(name)


def test_the_same_key_is_the_same_delivery(store):
    first = row()
    assert add(store, first) is True
    assert add(store, row(command={"body_text": "other"})) is False
    with store.workspace("w") as ws:
        (stored,) = ws.outbox.list()
    assert stored.id == first.id
    assert (stored.command, stored.state, stored.due_at, stored.created_at) == (
        first.command,
        "pending",
        NOON,
        NOON,
    )


def test_attempt_is_counted_before_the_call(store):
    delivery = row()
    add(store, delivery)
    first = claim(store, delivery.id, 0, lease=10)
    assert first is not None
    assert first.attempt == 1
    assert get(store, delivery.id).attempts == 1
    assert claim(store, delivery.id, 9) is None
    second = claim(store, delivery.id, 10)
    assert second is not None
    assert second.attempt == 2
    with store.workspace("w") as ws:
        assert ws.outbox.done(first, {}) is False
        assert ws.outbox.retry(first, NOON, "x") is False
        assert ws.outbox.failed(first, "x", "y") is False
        assert ws.outbox.done(second, {"external_id": "n1"}) is True
    done = get(store, delivery.id)
    assert (done.state, done.receipt, done.delivered_at, done.error_code) == (
        "done",
        {"external_id": "n1"},
        NOON,
        None,
    )
    assert claim(store, delivery.id, 1e6) is None


def test_retry_then_failure(store):
    delivery = row()
    add(store, delivery)
    first = claim(store, delivery.id)
    with store.workspace("w") as ws:
        assert ws.outbox.retry(first, after(30), "rate_limited")
    assert get(store, delivery.id).error_code == "rate_limited"
    assert store.due_deliveries(after(29), 10) == []
    assert store.due_deliveries(after(30), 10) == [("w", delivery.id)]
    second = claim(store, delivery.id, 30)
    with store.workspace("w") as ws:
        assert ws.outbox.failed(second, "permission", "the app may not write notes")
    failed = get(store, delivery.id)
    assert (failed.state, failed.error_code, failed.error_message) == (
        "failed",
        "permission",
        "the app may not write notes",
    )
    assert store.due_deliveries(after(1e6), 10) == []


def test_renewed_lease_is_held_on(store):
    delivery = row()
    add(store, delivery)
    first = claim(store, delivery.id, 0, lease=10)
    with store.workspace("w") as ws:
        assert ws.outbox.renew(first, after(9), 10) is True
    assert claim(store, delivery.id, 18) is None
    assert claim(store, delivery.id, 19) is not None
    with store.workspace("w") as ws:
        assert ws.outbox.renew(first, after(19), 10) is False


def test_expired_lease_is_due(store):
    delivery = row(due_at=after(5))
    add(store, delivery)
    assert store.due_deliveries(after(4), 10) == []
    assert store.due_deliveries(after(5), 10) == [("w", delivery.id)]
    claim(store, delivery.id, 5, lease=10)
    assert store.due_deliveries(after(14), 10) == []
    assert store.due_deliveries(after(15), 10) == [("w", delivery.id)]


def test_undone(store):
    delivery = row()
    add(store, delivery)
    claimed = claim(store, delivery.id)
    with store.workspace("w") as ws:
        ws.outbox.undone(delivery.id)
        assert ws.outbox.done(claimed, {}) is False
        with pytest.raises(NotFoundError):
            ws.outbox.undone("dlv_nothing")
        with pytest.raises(NotFoundError):
            ws.outbox.get("dlv_nothing")
    assert get(store, delivery.id).state == "undone"


def test_lists(store):
    note = row()
    task = row(action="task", key="ins_1:task", target_id="2")
    fields = row(action="fields", key="ins_2:fields", insight_id="ins_2", connection="sf-1")
    for added in (note, task, fields):
        add(store, added)
    claimed = claim(store, note.id)
    with store.workspace("w") as ws:
        ws.outbox.done(claimed, {})

        def ids(**filters):
            return [found.id for found in ws.outbox.list(**filters)]

        assert ids() == [fields.id, task.id, note.id]
        assert ids(limit=1) == [fields.id]
        assert ids(connection="hubspot-1") == [task.id, note.id]
        assert ids(state="done") == [note.id]
        assert ids(subject=("deal", "2")) == [task.id]
        assert [found.id for found in ws.outbox.of_insight("ins_1")] == [note.id, task.id]


def test_of_many_claimers_exactly_one_wins(store):
    deliveries = [row(key=f"k{number}") for number in range(5)]
    for delivery in deliveries:
        add(store, delivery)
    barrier = Barrier(8)

    def race(_):
        won = []
        for delivery in deliveries:
            barrier.wait()
            if claim(store, delivery.id):
                won.append(delivery.id)
        return won

    with ThreadPoolExecutor(8) as pool:
        winners = [name for won in pool.map(race, range(8)) for name in won]
    assert sorted(winners) == sorted(delivery.id for delivery in deliveries)


def test_repr_shows_no_text(store):
    assert "Eve" not in repr(row(receipt={"a": "Eve"}, error_message="Eve"))


def test_an_attempt_that_ended_well_known_leaves_no_doubt(store):
    delivery = row()
    add(store, delivery)
    first = claim(store, delivery.id)
    assert not first.row.doubted
    with store.workspace("w") as ws:
        ws.outbox.retry(first, NOON, "rate_limited", "not now", applied=False)
    assert not get(store, delivery.id).doubted
    second = claim(store, delivery.id)
    assert not second.row.doubted
    with store.workspace("w") as ws:
        ws.outbox.retry(second, NOON, "timeout", "no answer")
    assert get(store, delivery.id).doubted
    third = claim(store, delivery.id)
    assert third.row.doubted
    with store.workspace("w") as ws:
        # Once in doubt, a later refusal says nothing of the earlier attempt.
        ws.outbox.failed(third, "forbidden", "no", applied=False)
    assert get(store, delivery.id).doubted


def test_a_lease_that_ran_out_is_an_attempt_whose_end_nobody_saw(store):
    delivery = row()
    add(store, delivery)
    claim(store, delivery.id, 0, lease=10)
    second = claim(store, delivery.id, 10)
    assert second.row.doubted
    with store.workspace("w") as ws:
        ws.outbox.done(second, {})
    assert not get(store, delivery.id).doubted


def test_failed_is_tried_again_as_long_as_a_new_one(store):
    delivery = row(queued_at=after(-1e6))
    add(store, delivery)
    with store.workspace("w") as ws:
        assert ws.outbox.again(delivery.id) is False
    failed = claim(store, delivery.id)
    with store.workspace("w") as ws:
        ws.outbox.failed(failed, "gave_up", "three days of silence")
        assert ws.outbox.again(delivery.id) is True
    found = get(store, delivery.id)
    assert (found.state, found.attempts, found.queued_at, found.doubted) == ("pending", 0, NOON, True)
    assert store.due_deliveries(NOON, 10) == [("w", delivery.id)]


def test_only_what_was_certainly_never_written_is_cancelled(store):
    fresh, held, doubted, written = (row(key=f"k{number}") for number in range(4))
    for one in (fresh, held, doubted, written):
        add(store, one)
    claim(store, held.id)
    with store.workspace("w") as ws:
        ws.outbox.retry(ws.outbox.claim(doubted.id, NOON, 60), NOON, "timeout")
        ws.outbox.done(ws.outbox.claim(written.id, NOON, 60), {})
        assert [ws.outbox.cancel(one.id) for one in (fresh, held, doubted, written)] == [
            True,
            False,
            False,
            False,
        ]
        assert ws.outbox.get(fresh.id).state == "undone"


def test_superseded_is_an_end(store):
    delivery = row()
    add(store, delivery)
    with store.workspace("w") as ws:
        assert ws.outbox.superseded(ws.outbox.claim(delivery.id, NOON, 60))
        assert ws.outbox.claim(delivery.id, NOON, 60) is None
        assert ws.outbox.again(delivery.id) is False
    assert get(store, delivery.id).error_code is None


def test_conflicts_can_be_asked_for(store):
    quiet, loud = row(key="a"), row(key="b")
    for one, receipt in ((quiet, {"conflicts": {}}), (loud, {"conflicts": {"p_win": "0.9"}})):
        add(store, one)
        with store.workspace("w") as ws:
            ws.outbox.done(ws.outbox.claim(one.id, NOON, 60), receipt)
    add(store, row(key="c"))
    with store.workspace("w") as ws:
        assert [found.id for found in ws.outbox.list(conflicts=True)] == [loud.id]
