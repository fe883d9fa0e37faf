"""Charts of a persona: every figure is a count of what was seen, and of some people nothing is counted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_ai_plugin.features.persona.charts import charts_of
from crm_ai_plugin.features.persona.touchpoints import Touchpoints
from crm_ai_plugin.insights.persona_charts import PersonaCharts
from crm_ai_plugin.records import Activity, ActivityType, Contact, ContactSnapshot, Direction
from crm_ai_plugin.testing.planted.people import NOW, planted_person


def measured(snapshot: ContactSnapshot) -> PersonaCharts:
    found = charts_of(Touchpoints(snapshot))
    assert found is not None
    return found


def mails(waits: list[float | None], *, days_apart: int = 3, zone: str = "UTC") -> ContactSnapshot:
    """One mail of ours every few days; each is answered after so many hours, or not at all."""
    contact = Contact(id="c1", custom={"timezone": zone})
    activities = []
    for number, wait in enumerate(waits):
        at = NOW - timedelta(days=days_apart * (len(waits) - number))
        thread = f"t{number}"
        ours = {"type": ActivityType.EMAIL, "contact_ids": ("c1",), "thread_id": thread}
        activities.append(Activity(id=f"o{number}", direction=Direction.OUTBOUND, at=at, **ours))
        if wait is not None:
            answer = at + timedelta(hours=wait)
            activities.append(Activity(id=f"i{number}", direction=Direction.INBOUND, at=answer, **ours))
    return ContactSnapshot(
        connection="crm",
        as_of=NOW,
        contact=contact,
        activities=tuple(sorted(activities, key=lambda a: (a.at, a.id))),
    )


@pytest.mark.parametrize("seed", [11, 14])
def test_the_week_shows_the_hours_somebody_is_active_at(seed: int) -> None:
    person = planted_person(seed, 160)
    hours = measured(person.snapshot).hours
    by_hour = [sum(row[hour] for row in hours.counts) for hour in range(24)]
    inside = sum(by_hour[int(person.start) : int(person.end) + 1])
    assert hours.n == sum(by_hour) > 0
    assert inside / hours.n > 0.85


def test_hours_are_told_by_the_contacts_own_clock() -> None:
    told = measured(mails([2.0] * 6, zone="Asia/Tokyo")).hours
    utc = measured(mails([2.0] * 6)).hours
    assert (told.zone, told.basis) == ("Asia/Tokyo", "field")
    assert (utc.zone, utc.basis) == ("UTC", "field")
    moved = {(day, hour) for day, row in enumerate(told.counts) for hour, n in enumerate(row) if n}
    stood = {(day, hour) for day, row in enumerate(utc.counts) for hour, n in enumerate(row) if n}
    assert moved == {((day + (hour + 9) // 24) % 7, (hour + 9) % 24) for day, hour in stood}


def test_mails_left_open_make_answers_slower_and_too_few_make_no_figure() -> None:
    quick = measured(mails([2.0] * 8, days_apart=2)).latency
    half = measured(mails([2.0, None] * 8, days_apart=2)).latency
    assert [one.asked for one in quick.periods] == [one.answered for one in quick.periods]
    medians = [one.median for one in quick.periods if one.median]
    assert all(one.low <= 2.0 <= one.high for one in medians)
    assert sum(one.answered for one in half.periods) == 8
    assert sum(one.asked for one in half.periods) > 8
    few = measured(mails([2.0] * 4, days_apart=2)).latency
    assert all(one.median is None for one in few.periods)


def test_channels_count_what_was_tried_and_what_came_of_it() -> None:
    (email,) = [one for one in measured(mails([2.0, None, 3.0] * 4)).channels if one.channel == "email"]
    assert (email.tried, email.responded, email.began) == (12, 8, 0)


def test_of_some_people_nothing_is_counted() -> None:
    snapshot = mails([2.0] * 12)
    barred = snapshot.contact.model_copy(update={"do_not_profile": True})
    assert charts_of(Touchpoints(snapshot.model_copy(update={"contact": barred}))) is None
    assert charts_of(Touchpoints(mails([2.0, 2.0]))) is None


@settings(max_examples=25, deadline=None)
@given(st.lists(st.one_of(st.none(), st.floats(0.1, 2000)), min_size=5, max_size=40))
def test_nothing_is_counted_twice(waits: list[float | None]) -> None:
    snapshot = mails(waits)
    found = measured(snapshot)
    seen = [a for a in snapshot.activities if a.at <= NOW]
    assert found.hours.n == sum(a.direction is Direction.INBOUND for a in seen)
    assert all(one.answered <= one.asked for one in found.latency.periods)
    assert sum(one.asked for one in found.latency.periods) <= len(waits)
    assert all(one.responded <= one.tried for one in found.channels)
