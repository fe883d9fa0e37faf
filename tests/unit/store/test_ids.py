from __future__ import annotations

import multiprocessing
import re
from concurrent.futures import ThreadPoolExecutor

from crm_ai_plugin.store import ids


def test_ids_have_prefix_and_fixed_length():
    assert re.fullmatch(r"dlv_[0-9a-v]{26}", ids.new_id(ids.DELIVERY))


def test_ids_of_one_thread_increase():
    made = [ids.new_id("x") for _ in range(5000)]
    assert made == sorted(set(made))


def test_ids_increase_even_when_the_clock_goes_back(monkeypatch):
    first = ids.new_id("x")
    monkeypatch.setattr("crm_ai_plugin.store.ids.time.time_ns", lambda: 0)
    assert ids.new_id("x") > first


def test_ids_of_many_threads_are_distinct():
    with ThreadPoolExecutor(8) as pool:
        made = [
            name
            for part in pool.map(lambda _: [ids.new_id("x") for _ in range(500)], range(8))
            for name in part
        ]
    assert len(set(made)) == len(made)


def _make(_):
    return [ids.new_id("x") for _ in range(200)]


def test_forked_children_do_not_repeat_their_parent(monkeypatch):
    monkeypatch.setattr(
        "crm_ai_plugin.store.ids.time.time_ns", lambda: 0
    )  # so that only chance keeps them apart
    ids.new_id("x")
    with multiprocessing.get_context("fork").Pool(2) as pool:
        parts = [*pool.map(_make, range(4), chunksize=1), _make(0)]
    made = [name for part in parts for name in part]
    assert len(set(made)) == len(made)
