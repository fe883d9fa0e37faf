from __future__ import annotations

import threading
import time
from datetime import timedelta
from typing import Any

import pytest

from crm_ai_plugin.errors import (
    NotFoundError,
    PermanentError,
    RateLimitedError,
    ReauthoriseError,
    RetryableError,
)
from crm_ai_plugin.runtime.write_back.delivering import MAX_CRASHES, SETTLE_S
from crm_ai_plugin.store import OutboxRow
from crm_ai_plugin.store.repositories.outbox import Outbox
from tests.fixtures.runtime_fakes import lost_answer
from tests.integration.runtime.acts import (
    CONNECTION,
    WORKSPACE,
    audited,
    connected,
    deliveries,
    refresh,
)


def add(services, name="1", action="fields", connection=CONNECTION, **command):
    values = {"p_win": 0.1, **command}
    note = {"body_html": "<p>x</p>", "body_text": "x", "at": "2026-03-02T12:00:00+00:00"}
    body: dict[str, Any] = {"values": values} if action == "fields" else note
    row = OutboxRow(
        f"dlv_{name}", connection, f"ins_{name}", action, "deal", "1", f"ins_{name}.{action}", body
    )
    with services.store.workspace(WORKSPACE) as session:
        assert session.outbox.add(row)
    return row.id


def deliver(services, id_):
    return services.delivering.deliver(WORKSPACE, id_)


def row_of(services, id_):
    with services.store.workspace(WORKSPACE) as session:
        return session.outbox.get(id_)


def take(services, id_):
    with services.store.workspace(WORKSPACE) as session:
        return session.outbox.claim(id_, services.clock(), 60.0)


def raising(error):
    def hook(_):
        raise error

    return hook


def killed(_):
    raise KeyboardInterrupt


def test_the_attempt_is_counted_before_the_call(both, crm):
    id_ = add(both, action="note")
    seen = []
    crm.before_write = lambda command: seen.append((command.attempt, row_of(both, id_).attempts))
    assert deliver(both, id_) == "done"
    assert seen == [(1, 1)]


def test_the_receipt_is_kept(services):
    id_ = add(services, p_win=0.4)
    deliver(services, id_)
    row = row_of(services, id_)
    assert (row.state, row.receipt["written"]) == ("done", {"p_win": 0.4})


def test_a_delivery_is_carried_out_once(services, crm):
    id_ = add(services, action="note")
    assert deliver(services, id_) == "done"
    assert deliver(services, id_) == "held"
    assert len(crm.notes) == 1


@pytest.mark.parametrize("hook", ["before_write", "after_write"])
def test_an_uncertain_answer_leaves_exactly_one_note(both, crm, clock, hook):
    id_ = add(both, action="note")
    setattr(crm, hook, lost_answer)
    assert deliver(both, id_) == "pending"
    setattr(crm, hook, lambda _: None)
    clock.advance(SETTLE_S * 2)
    assert both.store.due_deliveries(clock.now, 10) == [(WORKSPACE, id_)]
    assert deliver(both, id_) == "done"
    assert crm.keys(crm.notes) == ["ins_1.note"]
    assert "WriteNote#2" in crm.calls


def test_what_may_be_under_way_is_not_looked_for_too_soon(services, crm, clock):
    id_ = add(services, action="note")
    crm.after_write = lost_answer
    deliver(services, id_)
    assert services.store.due_deliveries(clock.now + timedelta(seconds=SETTLE_S - 0.1), 10) == []


@pytest.mark.parametrize("hook", ["before_write", "after_write"])
@pytest.mark.parametrize("action", ["note", "fields"])
def test_killed_around_the_call_the_effect_appears_once(both, crm, clock, hook, action):
    id_ = add(both, action=action)
    setattr(crm, hook, killed)
    with pytest.raises(KeyboardInterrupt):
        deliver(both, id_)
    setattr(crm, hook, lambda _: None)
    assert deliver(both, id_) == "held"
    clock.advance(61)
    assert both.store.due_deliveries(clock.now, 10) == [(WORKSPACE, id_)]
    assert deliver(both, id_) == "done"
    assert len(crm.notes) == (action == "note")
    assert row_of(both, id_).receipt["conflicts"] == {}


def test_killed_after_the_call_and_before_the_receipt(both, crm, clock, monkeypatch):
    id_ = add(both, action="note")
    with monkeypatch.context() as patch:
        patch.setattr(Outbox, "done", lambda *_: killed(None))
        with pytest.raises(KeyboardInterrupt):
            deliver(both, id_)
    clock.advance(61)
    assert deliver(both, id_) == "done"
    assert len(crm.notes) == 1


def test_a_newer_version_of_the_fields_takes_the_place_of_an_older_one(both, crm):
    old, new = add(both, "1", p_win=0.1), add(both, "2", p_win=0.2)
    assert deliver(both, old) == "superseded"
    assert row_of(both, old).state == "superseded"
    assert deliver(both, new) == "done"
    assert crm.fields["1"]["p_win"] == 0.2


def test_the_newer_first_settles_the_older(both, crm):
    old, new = add(both, "1", p_win=0.1), add(both, "2", p_win=0.2)
    assert deliver(both, new) == "done"
    assert row_of(both, old).state == "superseded"
    assert deliver(both, old) == "held"
    assert crm.calls.count("WriteFields#1") == 1


def test_an_older_write_under_way_is_waited_for(both, crm):
    """Else it could land after the newer one and stay."""
    old = add(both, "1", p_win=0.1)
    new = []

    def meanwhile(command):
        if command.values["p_win"] == 0.1:
            new.append(add(both, "2", p_win=0.2))
            assert deliver(both, new[0]) == "held"

    crm.before_write = meanwhile
    assert deliver(both, old) == "done"
    assert row_of(both, new[0]).attempts == 0
    assert deliver(both, new[0]) == "done"
    assert crm.fields["1"]["p_win"] == 0.2


def test_our_own_lost_write_is_not_taken_for_a_humans(both, crm, clock):
    """Version 2 was written, its worker died before the receipt, then version 3 came."""
    deliver(both, add(both, "1", p_win=0.1))
    old = add(both, "2", p_win=0.2)
    crm.after_write = killed
    with pytest.raises(KeyboardInterrupt):
        deliver(both, old)
    crm.after_write = lambda _: None
    new = add(both, "3", p_win=0.3)
    clock.advance(61)
    deliver(both, new)  # not its turn
    for _ in range(2):
        for _, id_ in both.store.due_deliveries(clock.now, 10):
            deliver(both, id_)
    assert row_of(both, new).state == "done"
    assert row_of(both, new).receipt["conflicts"] == {}
    assert crm.fields["1"]["p_win"] == 0.3


def test_versions_of_other_records_and_connections_wait_for_nobody(services, crm):
    add(services, "1", connection="fake-2")
    assert deliver(services, add(services, "2")) == "done"


def test_a_humans_value_is_left_alone_and_named(services, crm):
    deliver(services, add(services, "1", p_win=0.1))
    crm.fields["1"]["p_win"] = 0.9
    id_ = add(services, "2", p_win=0.2)
    assert deliver(services, id_) == "done"
    assert crm.fields["1"]["p_win"] == 0.9
    assert row_of(services, id_).receipt["conflicts"] == {"p_win": "0.9"}


@pytest.mark.parametrize("error", [PermanentError("no", code="validation"), NotFoundError("gone")])
def test_what_is_refused_for_good_fails_with_its_reason(services, crm, clock, error):
    crm.before_write = raising(error)
    id_ = add(services, action="note")
    assert deliver(services, id_) == "failed"
    assert (row_of(services, id_).error_code, row_of(services, id_).error_message) == (
        error.code,
        error.user_message,
    )
    assert services.store.due_deliveries(clock.now + timedelta(days=1), 10) == []


def test_the_crm_says_when_to_come_back(services, crm, clock):
    crm.before_write = raising(RateLimitedError("slow down", retry_after=120.0))
    deliver(services, add(services, action="note"))
    assert services.store.due_deliveries(clock.now + timedelta(seconds=119), 10) == []
    assert len(services.store.due_deliveries(clock.now + timedelta(seconds=151), 10)) == 1


def test_dead_credentials_found_while_writing_mark_the_connection(services, crm):
    """The refresh hands over an open connector, so nobody above sees the error."""
    crm.before_write = raising(ReauthoriseError("revoked"))
    refresh(services)
    assert services.connections.row(WORKSPACE, CONNECTION).status == "reauthorise"
    assert {row.state for row in deliveries(services)} == {"pending"}
    crm.before_write = lambda _: None
    connected(services)
    assert [deliver(services, row.id) for row in deliveries(services)] == ["done"] * 3


def test_a_connection_that_is_off_keeps_its_deliveries(services, crm, clock):
    id_ = add(services, action="note")
    with services.store.system() as system:
        system.connections.set_status(WORKSPACE, CONNECTION, "off")
    assert deliver(services, id_) == "pending"
    connected(services)
    assert deliver(services, id_) == "done"


def test_a_connector_that_breaks_is_not_tried_for_ever(services, crm, clock):
    crm.before_write = raising(KeyError("vendor"))
    id_ = add(services, action="note")
    states = []
    for _ in range(MAX_CRASHES):
        states.append(deliver(services, id_))
        clock.advance(3600)
    assert states == ["pending"] * (MAX_CRASHES - 1) + ["failed"]
    assert row_of(services, id_).error_code == "internal_error"


def test_one_delivery_that_breaks_does_not_stop_the_next(services, crm):
    def only_notes(command):
        if hasattr(command, "body_html"):
            raise KeyError("vendor")

    crm.before_write = only_notes
    refresh(services)
    assert [(r.action, r.state) for r in deliveries(services)] == [
        ("note", "pending"),
        ("fields", "done"),
        ("task", "done"),
    ]


def test_a_slow_write_is_not_done_twice(build, sqlite_url, crm, clock, monkeypatch):
    """A call that takes longer than the lease, while others would take it over as soon as they may."""
    wall = time.monotonic
    services = connected(build(sqlite_url, lease_s=1.0))
    start = wall()
    monkeypatch.setattr(type(clock), "__call__", lambda self: self.now + timedelta(seconds=wall() - start))
    id_ = add(services, action="note")
    writing, release = threading.Event(), threading.Event()

    def slow(command):
        if command.attempt == 1:
            writing.set()
            assert release.wait(20)

    crm.before_write = slow
    worker = threading.Thread(target=deliver, args=(services, id_))
    worker.start()
    assert writing.wait(20)
    deadline = wall() + 2.2
    states = set()
    while wall() < deadline:
        states.add(deliver(services, id_))
        release.wait(0.05)
    release.set()
    worker.join(20)
    assert states == {"held"}
    assert crm.keys(crm.notes) == ["ins_1.note"]


def test_a_worker_that_lost_its_lease_does_not_overwrite_the_receipt(services, crm, clock):
    id_ = add(services, action="note")

    def overtaken(command):
        if command.attempt == 1:
            crm.after_write = lambda _: None
            clock.advance(61)
            assert deliver(services, id_) == "done"

    crm.after_write = overtaken
    # The lock of the fake CRM is free by then: hooks run outside of it.
    assert deliver(services, id_) == "held"
    assert crm.keys(crm.notes) == ["ins_1.note"]


def test_undo_takes_back_and_is_the_same_twice(both, crm):
    refresh(both)
    before = dict(crm.fields["1"])
    assert before["insight_version"] == 1
    for _ in range(2):
        for row in deliveries(both):
            assert both.undoing.one(WORKSPACE, row.id).row.state == "undone"
    assert crm.notes == {}
    assert crm.tasks == {}
    assert set(crm.fields["1"].values()) == {None}
    assert crm.calls.count("undo") == 3
    assert [action for action, _ in audited(both)].count("undo") == 3


def test_killed_during_undo_it_can_be_repeated(services, crm, monkeypatch):
    refresh(services)
    note = deliveries(services, action="note")[0]
    real = crm.undo

    def undo(receipt):
        real(receipt)
        raise RetryableError("the connection broke", code="connection")

    crm.undo = undo
    with pytest.raises(RetryableError):
        services.undoing.one(WORKSPACE, note.id)
    crm.undo = real
    assert services.undoing.one(WORKSPACE, note.id).row.state == "undone"


def test_what_was_never_written_is_cancelled(services):
    id_ = add(services, action="note")
    assert services.undoing.one(WORKSPACE, id_).row.state == "undone"
    assert deliver(services, id_) == "held"
    assert row_of(services, id_).receipt is None
    with pytest.raises(NotFoundError):
        services.undoing.one(WORKSPACE, "dlv_none")


def test_a_delivery_of_another_workspace_is_not_there(services):
    id_ = add(services, action="note")
    with services.store.workspace("globex") as session, pytest.raises(NotFoundError):
        session.outbox.get(id_)
    assert services.delivering.deliver("globex", id_) == "held"
    with pytest.raises(NotFoundError):
        services.undoing.one("globex", id_)
    assert row_of(services, id_).attempts == 0
