"""Rows by the hundred thousand: the same values as one by one, and no collection that is left switched off."""

from __future__ import annotations

import gc
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite

from crm_ai_plugin.ports.moments import days
from crm_ai_plugin.store.collecting import uncollected
from crm_ai_plugin.store.repositories.moments.times import days_as_stored
from crm_ai_plugin.store.types import UtcDateTime

MOMENTS = st.datetimes(
    min_value=datetime(1901, 1, 1),
    max_value=datetime(2200, 1, 1),
    timezones=st.just(UTC),  # made aware
)


SQLITE = sqlite.dialect()


@given(st.lists(st.none() | MOMENTS, max_size=20))
def test_stored_times_are_the_days_that_each_would_be(moments):
    stored = [UtcDateTime().process_bind_param(moment, SQLITE) for moment in moments]
    expected = [repr(day) for day in days(moments).tolist()]
    assert [repr(day) for day in days_as_stored(stored).tolist()] == expected
    elsewhere = [moment and moment.astimezone(timezone(timedelta(hours=5))) for moment in moments]
    assert [repr(day) for day in days_as_stored(elsewhere).tolist()] == expected


def test_collection_comes_back_after_the_last_reader_even_if_one_fails():
    assert gc.isenabled()
    first, second = uncollected(), uncollected()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert not gc.isenabled()  # the second still reads
    second.__exit__(None, None, None)
    assert gc.isenabled()
    with pytest.raises(ZeroDivisionError), uncollected():
        _ = 1 / 0
    assert gc.isenabled()


def test_collection_that_was_off_stays_off():
    gc.disable()
    try:
        with uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
