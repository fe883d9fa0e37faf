"""Cells: what is taken, what is refused, and that nothing else comes out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_ai_plugin.bundle.cells import CellError, CellFormat, converter
from crm_ai_plugin.records import Outcome

ISO = CellFormat()
GERMAN = CellFormat(dates=("%d.%m.%Y", "%d.%m.%Y %H:%M"), decimal=",", thousands=".")


@pytest.mark.parametrize(
    ("kind", "form", "cell", "value"),
    [
        ("text", ISO, 42, "42"),
        ("text", ISO, True, "true"),
        ("number", ISO, "1e3", 1000.0),
        ("number", ISO, 7, 7.0),
        ("number", GERMAN, "1.234,50", 1234.5),
        ("number", GERMAN, "€ 1.234", 1234.0),
        ("number", CellFormat(thousands=","), "$1,234.50", 1234.5),
        ("number", CellFormat(thousands=" ", decimal=","), "1\u202f234,5", 1234.5),
        ("number", CellFormat(scale=1e6), "1.5", 1_500_000.0),
        ("integer", ISO, "12.0", 12),
        ("boolean", ISO, "No", False),
        ("boolean", ISO, True, True),
        ("list", ISO, "a; b;;", ("a", "b")),
        ("list", ISO, ["a", 2], ("a", "2")),
        ("list", CellFormat(separator=","), "a,b", ("a", "b")),
        ("time", ISO, "2026-03-31", datetime(2026, 3, 31, tzinfo=UTC)),
        ("time", ISO, "2026-03-31 14:00", datetime(2026, 3, 31, 14, tzinfo=UTC)),
        ("time", ISO, "2026-03-31T14:00:00+02:00", datetime(2026, 3, 31, 12, tzinfo=UTC)),
        ("time", GERMAN, "31.03.2026 14:00", datetime(2026, 3, 31, 14, tzinfo=UTC)),
        ("time", ISO, date(2026, 3, 31), datetime(2026, 3, 31, tzinfo=UTC)),
        ("date", GERMAN, "31.03.2026", date(2026, 3, 31)),
        ("choice", ISO, "Won", Outcome.WON),
    ],
)
def test_taken(kind: Any, form: CellFormat, cell: object, value: object) -> None:
    found = converter(kind, form, Outcome)(cell)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("kind", "form", "cell"),
    [
        ("text", ISO, ["a"]),
        ("number", ISO, "1,234"),
        ("number", ISO, "1_000"),
        ("number", ISO, "nan"),
        ("number", ISO, "inf"),
        ("number", ISO, 10**400),
        ("number", ISO, True),
        ("number", CellFormat(decimal=","), "1.234"),
        ("integer", ISO, "12.5"),
        ("boolean", ISO, "perhaps"),
        ("time", ISO, "31.03.2026"),
        ("time", ISO, "1700000000"),
        ("time", ISO, 1_700_000_000),
        ("time", ISO, "0001-01-01"),
        ("time", ISO, "2026-02-30"),
        ("time", GERMAN, "2026-03-31"),
        ("date", ISO, 20260331),
        ("choice", ISO, "maybe"),
        ("choice", ISO, {}),
    ],
)
def test_refused_with_a_way_out(kind: Any, form: CellFormat, cell: object) -> None:
    with pytest.raises(CellError) as caught:
        converter(kind, form, Outcome)(cell)
    assert caught.value.reason.startswith("bad_")
    assert caught.value.hint


cells = st.text(min_size=1) | st.integers() | st.floats() | st.booleans() | st.datetimes() | st.dates()
kinds = st.sampled_from(["text", "integer", "number", "boolean", "date", "time", "choice", "list"])


@settings(deadline=None)
@given(kinds, cells | st.lists(cells, max_size=3), st.sampled_from([ISO, GERMAN]))
def test_any_cell_gives_a_value_or_a_cell_error(kind: Any, cell: object, form: CellFormat) -> None:
    try:
        converter(kind, form, Outcome)(cell)
    except CellError as error:
        assert error.hint  # noqa: PT017  # either outcome is right


offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@settings(deadline=None)
@given(
    st.datetimes(
        datetime.fromisoformat("1900-01-02"), datetime.fromisoformat("2200-12-30"), timezones=offsets
    )
)
def test_times_survive(moment: datetime) -> None:
    assert converter("time", ISO)(moment.isoformat()) == moment


@settings(deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_survive(number: float) -> None:
    assert converter("number", ISO)(repr(number)) == number
    assert (
        converter("number", CellFormat(decimal=",", thousands="."))(repr(number).replace(".", ",")) == number
    )
