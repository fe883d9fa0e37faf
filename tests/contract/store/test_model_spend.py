"""The spend ledger on both databases: sums, and caps that hold whoever comes at once."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from crm_ai_plugin.ai.guards import Purpose
from crm_ai_plugin.ai.pricing import NANO, TokenCount
from crm_ai_plugin.errors import PermanentError
from crm_ai_plugin.runtime.language_model.ledger import Caps, StoreLedger, month_of
from crm_ai_plugin.runtime.language_model.preview import ASSUMED, expected_cost, price_list
from crm_ai_plugin.settings import AiSettings
from crm_ai_plugin.store import INSTALLATION, SpendRow, Store
from tests.fixtures.stores import NOON

MONTH = month_of(NOON)
ROW = SpendRow(
    day=NOON.date().isoformat(),
    workspace_id="acme",
    feature="deal_coach",
    model="gpt-6-luna",
    prompt_version="coach@1",
    calls=1,
    failed=0,
    input_tokens=100,
    output_tokens=20,
    cached_tokens=5,
    cost=30,
)
PURPOSE = Purpose("acme", "deal_coach", "gpt-6-luna", "coach@1")
DOLLAR = NANO


def ledger(store: Store, *, total: float | None = None, each: float | None = None) -> StoreLedger:
    return StoreLedger(store, lambda: NOON, Caps(total, each))


def taken(store: Store, scope: str = INSTALLATION, month: str = MONTH) -> int:
    with store.system() as s:
        return s.model_spend.taken(month, scope)


def test_rows_add_up_by_day_and_are_summed_by_month(store):
    with store.system() as s:
        for row in (ROW, ROW, replace(ROW, day=f"{MONTH}-28", failed=1), replace(ROW, workspace_id="other")):
            s.model_spend.add(row)
        s.model_spend.add(replace(ROW, day="2026-04-01"))
        rows = s.model_spend.month(MONTH)
        only = s.model_spend.month(MONTH, "acme")
    assert [(r.workspace_id, r.calls, r.failed, r.cost, r.day) for r in rows] == [
        ("acme", 3, 1, 90, MONTH),
        ("other", 1, 0, 30, MONTH),
    ]
    assert only == rows[:1]
    assert (only[0].input_tokens, only[0].output_tokens, only[0].cached_tokens) == (300, 60, 15)


def test_what_is_settled_replaces_what_was_reserved(store):
    reserved = ledger(store, total=1.0).reserve(PURPOSE, DOLLAR // 2)
    assert taken(store) == taken(store, "acme") == DOLLAR // 2
    reserved.settle(TokenCount(1000, 10, 7), DOLLAR // 5, failed=True)
    assert taken(store) == taken(store, "acme") == DOLLAR // 5
    with store.system() as s:
        (row,) = s.model_spend.month(MONTH)
    assert (row.calls, row.failed, row.input_tokens, row.cached_tokens) == (1, 1, 1000, 7)
    assert (row.cost, row.prompt_version) == (DOLLAR // 5, "coach@1")


def test_what_is_cancelled_is_free_again_and_nothing_is_booked(store):
    ledger(store, total=1.0).reserve(PURPOSE, DOLLAR).cancel()
    assert taken(store) == 0
    with store.system() as s:
        assert s.model_spend.month(MONTH) == []


@pytest.mark.parametrize("caps", [{"total": 1.0}, {"each": 1.0}, {"total": 5.0, "each": 1.0}])
def test_what_could_pass_a_cap_is_refused_and_leaves_no_trace(store, caps):
    books = ledger(store, **caps)
    books.reserve(PURPOSE, DOLLAR - 10)
    for amount in (11, 2 * DOLLAR):
        with pytest.raises(PermanentError) as caught:
            books.reserve(PURPOSE, amount)
        assert caught.value.code == "no_budget"
    assert taken(store) == taken(store, "acme") == DOLLAR - 10, "also not of the scope that had room"
    books.reserve(PURPOSE, 10)
    if "total" not in caps:
        books.reserve(replace(PURPOSE, workspace="other"), DOLLAR)


def test_the_next_month_begins_at_nothing_and_a_late_answer_counts_where_it_began(store):
    now = [NOON.replace(day=31, hour=23, minute=59)]
    books = StoreLedger(store, lambda: now[0], Caps(1.0))
    late = books.reserve(PURPOSE, DOLLAR)
    now[0] += timedelta(minutes=2)
    books.reserve(PURPOSE, DOLLAR).cancel()
    late.settle(TokenCount(1, 1), 5, failed=False)
    assert (taken(store), taken(store, month="2026-04")) == (5, 0)


def test_a_cap_set_later_counts_what_was_spent_before(store):
    ledger(store).reserve(PURPOSE, DOLLAR)
    with pytest.raises(PermanentError):
        ledger(store, total=1.0).reserve(PURPOSE, 1)


def test_many_at_once_never_pass_the_cap(store):
    books = ledger(store, total=1.0, each=0.7)
    start = threading.Barrier(6)
    outcomes: list[str] = []
    highest = [0]

    def spend(number: int) -> None:
        purpose = replace(PURPOSE, workspace=f"w{number % 2}")
        start.wait()
        for turn in range(8):
            try:
                reserved = books.reserve(purpose, DOLLAR // 20)
            except PermanentError as error:
                outcomes.append(error.code)
                continue
            highest[0] = max(highest[0], taken(store))
            # Every other one turns out cheaper; a third is lost and stays reserved.
            if turn % 3:
                reserved.settle(TokenCount(10, 10), DOLLAR // 40, failed=False)
            outcomes.append("ok")

    threads = [threading.Thread(target=spend, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 48
    assert set(outcomes) == {"ok", "no_budget"}
    assert highest[0] <= DOLLAR
    assert taken(store) <= DOLLAR
    assert taken(store, "w0") + taken(store, "w1") == taken(store)
    assert max(taken(store, "w0"), taken(store, "w1")) <= 0.7 * DOLLAR


def test_an_expected_cost_is_assumed_until_it_was_measured(store):
    prices = price_list(AiSettings())

    def expect(now: datetime = NOON):
        return expected_cost(
            store, prices, now, workspace="acme", feature="deal_coach", model="gpt-6.1-terra", calls=100
        )

    assumed = expect()
    assert (assumed.measured_calls, assumed.input_tokens) == (0, ASSUMED.input)
    with store.system() as s:
        s.model_spend.add(replace(ROW, calls=4, failed=2, input_tokens=4000, output_tokens=600))
        s.model_spend.add(replace(ROW, feature="objection", input_tokens=10**9))
        s.model_spend.add(replace(ROW, workspace_id="other", input_tokens=10**9))
    measured = expect()
    assert (measured.measured_calls, measured.input_tokens, measured.output_tokens) == (2, 2000, 300)
    assert measured.usd == pytest.approx(100 * (2000 * 1.0 + 300 * 5.0) / 10**6)
    assert expect(NOON + timedelta(days=31)) == measured, "the month before counts as well"
    assert expect(NOON + timedelta(days=62)) == assumed
