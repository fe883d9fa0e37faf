from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql, sqlite

from crm_ai_plugin.store.types import UtcDateTime, clean_text, dump_json, load_json

SQLITE = sqlite.dialect()
ZONES = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
TIMES = st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1), timezones=ZONES)


def stored(moment):
    return UtcDateTime().process_bind_param(moment, SQLITE)


@given(TIMES)
def test_time_comes_back_in_utc(moment):
    found = UtcDateTime().process_result_value(stored(moment), SQLITE)
    assert found == moment
    assert found is not None
    assert found.tzinfo is UTC


@given(TIMES, TIMES)
def test_stored_times_sort_like_times(one, other):
    assert (stored(one) < stored(other)) == (one < other)


def test_naive_time_is_refused():
    for dialect in (SQLITE, postgresql.dialect()):
        with pytest.raises(ValueError, match="timezone-aware"):
            UtcDateTime().process_bind_param(datetime(2026, 1, 1), dialect)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters()), inner, max_size=4),
    max_leaves=12,
)


@given(anything)
def test_any_json_can_be_stored_everywhere(value):
    text = dump_json(value)
    text.encode()
    found = load_json(text)
    assert dump_json(found) == text, "cleaning once is enough"
    assert "\x00" not in "".join(every_text(found))


@given(st.dictionaries(st.text('ab\\u0 \n"', max_size=9), st.integers() | st.text("ab\\u0", max_size=9)))
def test_what_needs_no_cleaning_is_not_touched(value):
    assert load_json(dump_json(value)) == value == json.loads(dump_json(value))


@given(st.text(st.characters()))
def test_clean_text_is_storable_and_as_long(text):
    cleaned = clean_text(text)
    assert "\x00" not in cleaned
    cleaned.encode()
    assert len(cleaned) == len(text)


def every_text(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from every_text(item)
    elif isinstance(value, list):
        for item in value:
            yield from every_text(item)
