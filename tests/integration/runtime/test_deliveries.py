"""What people see of deliveries: turns, ends, conflicts, asking again, and the dry run."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm_ai_plugin.errors import ConflictError, PermanentError, RateLimitedError, RetryableError
from crm_ai_plugin.store import OutboxRow
from tests.fixtures.runtime_fakes import lost_answer
from tests.integration.runtime.acts import CONNECTION, WORKSPACE, audited, deliveries, refresh

HOURS = 3600.0
NOTE = {"body_html": "<p>x</p>", "body_text": "x", "at": "2026-03-02T12:00:00+00:00"}


def add(services, name, action="note", kind="deal_coach", **values):
    command = {"values": values} if action == "fields" else NOTE
    key = f"ins_{name}.{action}"
    row = OutboxRow(f"dlv_{name}", CONNECTION, f"ins_{name}", action, "deal", "1", key, command, kind=kind)
    with services.store.workspace(WORKSPACE) as session:
        row = OutboxRow(**{**vars(row), "due_at": services.clock(), "created_at": services.clock()})
        assert session.outbox.add(row)
    return row.id


def deliver(services, id_):
    return services.delivering.deliver(WORKSPACE, id_)


def get(services, id_):
    return services.deliveries.get(WORKSPACE, id_)


def raising(error):
    def hook(_):
        raise error

    return hook


def nothing(_):
    return None


@pytest.mark.parametrize("action", ["note", "fields"])
def test_what_was_refused_for_now_gives_way_to_a_newer_version(both, crm, action):
    """An outage of a week must not end in a heap of notes that nobody needs any more."""
    crm.before_write = raising(RateLimitedError("slow down", retry_after=60.0))
    old = [add(both, str(n), action, p_win=n / 10) for n in range(3)]
    for id_ in old:
        deliver(both, id_)
    crm.before_write = nothing
    assert deliver(both, add(both, "9", action, p_win=0.9)) == "done"
    assert {get(both, id_).state for id_ in old} == {"superseded"}
    assert len(crm.notes) == (action == "note")


def test_an_older_note_that_may_be_there_is_finished_all_the_same(services, crm, clock):
    crm.after_write = lost_answer
    old = add(services, "1")
    deliver(services, old)
    crm.after_write = nothing
    assert deliver(services, add(services, "2")) == "done"
    clock.advance(60)
    assert deliver(services, old) == "done"
    assert crm.keys(crm.notes) == ["ins_1.note", "ins_2.note"]


def test_kinds_of_insight_do_not_supersede_one_another(services, crm):
    old, new = add(services, "1", "fields", p_win=0.1), add(services, "2", "fields", "persona", mood="brisk")
    assert [deliver(services, old), deliver(services, new)] == ["done", "done"]
    assert crm.fields["1"] == {"p_win": 0.1, "mood": "brisk"}


def test_a_field_that_two_kinds_write_in_turn_is_nobodys_conflict(services, crm):
    deliver(services, add(services, "1", "fields", score=0.1))
    deliver(services, add(services, "2", "fields", "persona", score=0.2))
    third = add(services, "3", "fields", score=0.3)
    assert deliver(services, third) == "done"
    assert get(services, third).conflicts == {}


@pytest.mark.parametrize("error", [RetryableError("no answer", uncertain=True), ConflictError("busy")])
def test_it_is_given_up_after_the_stated_time_and_can_be_asked_for_again(both, crm, clock, error):
    id_ = add(both, "1")
    crm.before_write = raising(error)
    assert deliver(both, id_) == "pending"
    assert get(both, id_).reason == f"is tried again: {error.user_message}"
    clock.advance(72 * HOURS - 1)
    assert deliver(both, id_) == "pending"
    clock.advance(1)
    assert deliver(both, id_) == "failed"
    found = get(both, id_)
    assert (found.code, found.reason) == ("gave_up", f"given up after 3 attempts: {error.user_message}")
    assert both.store.due_deliveries(clock.now + timedelta(days=9), 10) == []
    crm.before_write = nothing
    assert both.deliveries.again(WORKSPACE, id_, "ana").state == "pending"
    assert deliver(both, id_) == "done"
    assert len(crm.notes) == 1
    assert ("deliver_again", id_) in audited(both)


def test_asked_again_it_looks_before_it_writes(services, crm, clock):
    id_ = add(services, "1")
    crm.after_write = lost_answer
    deliver(services, id_)
    clock.advance(72 * HOURS)
    deliver(services, id_)
    crm.after_write = nothing
    services.deliveries.again(WORKSPACE, id_, "ana")
    assert deliver(services, id_) == "done"
    assert crm.calls[-2:] == ["WriteNote#2", "close"]
    assert len(crm.notes) == 1


def test_fields_given_up_in_doubt_are_finished_before_a_newer_version(both, crm, clock):
    """Else the values they may have left are taken for a human's."""
    deliver(both, add(both, "1", "fields", p_win=0.1))
    crm.after_write = lost_answer
    old = add(both, "2", "fields", p_win=0.2)
    deliver(both, old)
    clock.advance(72 * HOURS)
    assert deliver(both, old) == "failed"
    crm.after_write = nothing
    new = add(both, "3", "fields", p_win=0.3)
    assert deliver(both, new) == "held"
    assert [deliver(both, old), deliver(both, new)] == ["done", "done"]
    assert get(both, new).conflicts == {}
    assert crm.fields["1"]["p_win"] == 0.3


def test_what_only_an_admin_can_mend_waits_without_an_end(services, crm, clock):
    id_ = add(services, "1")
    with services.store.system() as system:
        system.connections.set_status(WORKSPACE, CONNECTION, "reauthorise")
    clock.advance(1000 * HOURS)
    assert deliver(services, id_) == "pending"
    assert "authorised again" in get(services, id_).reason


def test_only_what_failed_can_be_asked_for_again(services, crm):
    id_ = add(services, "1")
    with pytest.raises(ConflictError) as caught:
        services.deliveries.again(WORKSPACE, id_, "ana")
    assert caught.value.code == "not_failed"
    crm.before_write = raising(PermanentError("no"))
    deliver(services, id_)
    other = add(services, "2")
    assert [one.id for one in services.deliveries.all_again(WORKSPACE, None, "ana")] == [id_]
    assert {get(services, one).state for one in (id_, other)} == {"pending"}


def test_lists_are_by_connection_state_deal_and_conflict(services, crm):
    deliver(services, add(services, "1", "fields", p_win=0.1))
    crm.fields["1"]["p_win"] = 0.9
    new = add(services, "2", "fields", p_win=0.2)
    deliver(services, new)
    note = add(services, "3")

    def ids(**chosen):
        return [one.id for one in services.deliveries.list(WORKSPACE, **chosen)]

    assert ids() == [note, new, "dlv_1"]
    assert ids(limit=1) == ids(state="pending") == [note]
    assert ids(conflicts=True) == [new]
    assert ids(deal="2") == ids(connection="other") == []
    assert get(services, new).reason == "left as a person has it: p_win"


def test_the_insight_tells_what_became_of_its_writes(services, crm):
    refresh(services)
    crm.fields["1"]["p_win"] = 0.9
    crm.deal("1", stage="offer", amount=500.0)

    def no_tasks(command):
        if hasattr(command, "due"):
            raise PermanentError("tasks are not allowed")

    crm.before_write = no_tasks
    refresh(services)
    insight = services.coach.latest(WORKSPACE, "deal_coach", "deal", "1")
    told = {one.action: (one.state, one.conflicts, one.reason) for one in insight.deliveries}
    assert told == {
        "note": ("done", {}, None),
        "fields": ("done", {"p_win": "0.9"}, "left as a person has it: p_win"),
        "task": ("failed", {}, "tasks are not allowed"),
    }


def test_a_dry_run_reads_and_nothing_else(services, crm):
    before = services.previewing.of_deal(WORKSPACE, CONNECTION, "1")
    assert [one.action for one in before.writes] == ["note", "fields", "task"]
    assert crm.notes == crm.tasks == crm.fields == {}
    assert deliveries(services) == []
    refresh(services)
    written = {row.action: row.command for row in deliveries(services)}
    shown = {one.action: dict(one.after) for one in before.writes}
    assert shown["note"]["body_text"] == written["note"]["body_text"]
    assert shown["task"] == written["task"]
    assert shown["fields"].keys() == written["fields"]["values"].keys()
    again = services.previewing.of_deal(WORKSPACE, CONNECTION, "1")
    assert (again.insights, again.writes) == ([], [])
