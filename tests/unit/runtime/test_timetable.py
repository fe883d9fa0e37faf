"""When a report comes next: by the clock on the wall, every month, whatever its length."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from crm_ai_plugin.runtime.reports.timetable import ReportSchedule


def schedule(**changes: Any) -> ReportSchedule:
    return ReportSchedule.model_validate({"name": "r", "report": "pipeline"} | changes)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]  # year to minute


@pytest.mark.parametrize(
    ("changes", "after", "expected"),
    [
        ({"every": "week", "weekday": 0, "at": "07:00"}, utc(2026, 3, 2, 6, 59), utc(2026, 3, 2, 7, 0)),
        ({"every": "week", "weekday": 0, "at": "07:00"}, utc(2026, 3, 2, 7, 0), utc(2026, 3, 9, 7, 0)),
        ({"every": "month", "day": 31}, utc(2026, 2, 1), utc(2026, 2, 28, 7, 0)),
        ({"every": "month", "day": 31}, utc(2026, 2, 28, 7), utc(2026, 3, 31, 7, 0)),
        ({"every": "day", "at": "00:00"}, utc(2026, 3, 2), utc(2026, 3, 3)),
        # Berlin: UTC+1 in winter, UTC+2 in summer.
        ({"every": "day", "zone": "Europe/Berlin"}, utc(2026, 3, 28, 12), utc(2026, 3, 29, 5, 0)),
        ({"every": "day", "zone": "Europe/Berlin"}, utc(2026, 3, 27, 12), utc(2026, 3, 28, 6, 0)),
        # 02:30 does not exist there on 29 March.
        (
            {"every": "day", "at": "02:30", "zone": "Europe/Berlin"},
            utc(2026, 3, 28, 12),
            utc(2026, 3, 29, 1, 30),
        ),
    ],
)
def test_it_comes_next(changes: dict[str, Any], after: datetime, expected: datetime) -> None:
    assert schedule(**changes).next_after(after) == expected


@given(
    st.sampled_from(["day", "week", "month"]),
    st.integers(0, 6),
    st.integers(1, 31),
    st.sampled_from(["UTC", "America/New_York", "Asia/Kolkata", "Pacific/Apia", "Australia/Lord_Howe"]),
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)),
)
def test_laws(every: str, weekday: int, day: int, zone: str, moment: datetime) -> None:
    one = schedule(every=every, weekday=weekday, day=day, zone=zone, at="09:15")
    now = moment.replace(tzinfo=UTC)
    following = one.next_after(now)
    assert now < following <= now + timedelta(days={"day": 2, "week": 8, "month": 33}[every])
    there = following.astimezone(ZoneInfo(zone))
    assert (there.hour, there.minute) == (9, 15)
    # Asked at any moment before, the answer is the same.
    assert one.next_after(following - timedelta(seconds=1)) == following


@pytest.mark.parametrize(
    "changes", [{"at": "7"}, {"zone": "Nowhere"}, {"weekday": 7}, {"day": 0}, {"every": "year"}]
)
def test_what_cannot_be(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        schedule(**changes)
