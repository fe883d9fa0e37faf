"""Taking back everything: in any order, over bad days, and without touching what people did."""

from __future__ import annotations

import pytest

from crm_ai_plugin.errors import (
    ConflictError,
    NotFoundError,
    PermanentError,
    RateLimitedError,
    ReauthoriseError,
    RetryableError,
)
from crm_ai_plugin.ports.connector import SetUpRemoved
from crm_ai_plugin.runtime.write_back.undoing import TRIES, Undoing
from tests.fixtures import runtime_fakes
from tests.fixtures.runtime_fakes import CrmConnector, lost_answer
from tests.integration.runtime.acts import CONNECTION, WORKSPACE, audited, deliveries, refresh
from tests.integration.runtime.test_deliveries import add, deliver, get, nothing, raising


@pytest.fixture
def pauses():
    return []


def undoing(services, pauses):
    made = services.undoing
    return Undoing(made.store, made.connections, made.delivering, pauses.append)


def all_of(services, pauses=None):
    return undoing(services, [] if pauses is None else pauses).all_of(WORKSPACE, CONNECTION)


def one(services, id_):
    return services.undoing.one(WORKSPACE, id_)


def values(crm):
    return {name: value for name, value in crm.fields.get("1", {}).items() if value is not None}


def test_everything_is_taken_back_and_again_is_nothing(both, crm):
    refresh(both)
    crm.deal("1", stage="offer", amount=500.0)
    refresh(both)
    written = len(deliveries(both, state="done"))
    report = all_of(both)
    assert (report.undone, report.cancelled, report.failed, report.kept) == (written, 0, {}, {})
    assert (crm.notes, crm.tasks, values(crm)) == ({}, {}, {})
    calls = len(crm.calls)
    assert all_of(both).undone == 0
    assert crm.calls[calls:] == ["close"]


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2), (2, 0, 1), (1, 2, 0)])
def test_versions_taken_back_in_any_order_end_at_the_first_humans_value(services, crm, order):
    crm.fields["1"] = {"p_win": None, "next_step": "mine"}
    made = []
    for number in range(1, 4):
        made.append(add(services, str(number), "fields", p_win=number / 10))
        assert deliver(services, made[-1]) == "done"
    for number in order:
        one(services, made[number])
    assert values(crm) == {"next_step": "mine"}


def test_what_waits_is_not_written_any_more(services, crm):
    id_ = add(services, "1")
    report = all_of(services)
    assert (report.cancelled, report.undone) == (1, 0)
    assert deliver(services, id_) == "held"
    assert crm.notes == {}
    assert ("cancel", id_) in audited(services)


@pytest.mark.parametrize("action", ["note", "fields"])
@pytest.mark.parametrize("hook", ["before_write", "after_write"])
def test_what_may_have_been_written_is_found_and_taken_back(both, crm, hook, action):
    id_ = add(both, "1", action, p_win=0.4)
    setattr(crm, hook, lost_answer)
    assert deliver(both, id_) == "pending"
    setattr(crm, hook, nothing)
    assert all_of(both).failed == {}
    assert get(both, id_).state == "undone"
    assert (crm.notes, values(crm)) == ({}, {})


def test_given_up_in_doubt_is_found_and_taken_back(services, crm, clock):
    id_ = add(services, "1")
    crm.after_write = lost_answer
    deliver(services, id_)
    clock.advance(1e6)
    assert deliver(services, id_) == "failed"
    crm.after_write = nothing
    assert all_of(services).undone == 1
    assert crm.notes == {}


def test_in_doubt_on_a_record_that_is_gone_is_settled(services, crm):
    id_ = add(services, "1")
    crm.before_write = lost_answer
    deliver(services, id_)
    crm.before_write = raising(NotFoundError("gone"))
    assert all_of(services).failed == {}
    assert get(services, id_).state == "undone"


def test_being_written_at_this_moment_is_said(services, crm):
    id_ = add(services, "1")
    found = []

    def meanwhile(_):
        with pytest.raises(ConflictError) as caught:
            one(services, id_)
        found.append(caught.value.code)

    crm.before_write = meanwhile
    assert deliver(services, id_) == "done"
    assert found == ["busy"]


def test_a_rate_limit_is_waited_for(services, crm, pauses):
    refresh(services)
    real, left = crm.undo, iter([RateLimitedError("slow", retry_after=9.0), RetryableError("reset")])

    def undo(receipt):
        if error := next(left, None):
            raise error
        return real(receipt)

    crm.undo = undo
    report = all_of(services, pauses)
    assert report.failed == {}
    assert pauses[0] == 9.0
    assert len(pauses) == 2


def test_a_limit_of_hours_ends_the_delivery_and_not_the_others(services, crm, pauses):
    refresh(services)
    note = deliveries(services, action="note")[0]
    real = crm.undo

    def undo(receipt):
        if "id" in receipt.undo and receipt.undo["id"] in crm.notes:
            raise RateLimitedError("tomorrow", retry_after=4000.0)
        return real(receipt)

    crm.undo = undo
    report = all_of(services, pauses)
    assert report.failed == {note.id: "tomorrow"}
    assert report.undone == 2
    assert pauses == []
    crm.undo = real
    assert all_of(services).undone == 1
    assert crm.notes == {}


def test_it_does_not_try_for_ever(services, crm, pauses):
    refresh(services)
    crm.undo = raising(RetryableError("reset"))
    assert len(all_of(services, pauses).failed) == 3
    assert len(pauses) == 3 * (TRIES - 1)


def test_dead_credentials_end_it_at_once(services, crm):
    refresh(services)
    crm.undo = raising(ReauthoriseError("revoked"))
    with pytest.raises(ReauthoriseError):
        all_of(services)
    assert services.connections.row(WORKSPACE, CONNECTION).status == "reauthorise"


def test_what_a_person_changed_stays_and_is_named(services, crm):
    refresh(services)
    real = crm.undo

    def undo(receipt):
        real(receipt)
        return {"p_win": "0.9"} if "before" in receipt.undo else None

    crm.undo = undo
    report = all_of(services)
    assert report.kept == {"deal 1": {"p_win": "0.9"}}
    fields = deliveries(services, action="fields")[0]
    assert (fields.state, fields.error_message) == ("undone", "left as a person has it: p_win")


def test_set_up_goes_last_and_only_when_all_was_taken_back(services, crm, monkeypatch):
    removed = []

    class Removing(CrmConnector):
        def remove_set_up(self):
            removed.append(len(deliveries(services, state="done")))
            return SetUpRemoved(["crm_ai_p_win"], {"group crm_ai": "other properties lie in it"})

    # A class of its own: Python remembers of the shared one which protocols it has, also when the method is gone.
    monkeypatch.setattr(runtime_fakes, "CrmConnector", Removing)
    refresh(services)
    real, crm.undo = crm.undo, raising(PermanentError("no"))
    assert all_of(services).set_up == SetUpRemoved()
    crm.undo = real
    assert all_of(services).set_up.removed == ["crm_ai_p_win"]
    assert removed == [0]


def test_progress_is_told(services, crm):
    refresh(services)
    told = []
    undoing(services, []).all_of(WORKSPACE, CONNECTION, told=lambda done, of: told.append((done, of)))
    assert told == [(1, 3), (2, 3), (3, 3)]
