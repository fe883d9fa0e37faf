"""A deal without names and words of people who must not be profiled."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from crm_ai_plugin.records import Activity, ActivityType, Contact, Deal, DealSnapshot, Direction
from crm_ai_plugin.records.silencing import said_by, stub

AT = datetime(2026, 3, 2, tzinfo=UTC)
PEOPLE = ("1", "2", "3")
activities = st.builds(
    Activity,
    id=st.uuids().map(str),
    type=st.sampled_from(ActivityType),
    direction=st.none() | st.sampled_from(Direction),
    at=st.just(AT),
    subject=st.just("said"),
    body=st.just("said"),
    contact_ids=st.lists(st.sampled_from(PEOPLE), unique=True, max_size=3).map(tuple),
    custom=st.just({"from": "said"}),
)


@given(
    st.lists(activities, max_size=6),
    st.sets(st.sampled_from(PEOPLE)),
    st.sets(st.sampled_from([*PEOPLE, "9"])),
)
def test_nothing_of_them_is_left_and_of_nobody_else_anything_gone(
    acts: list[Activity], marked: set[str], opted_out: set[str]
) -> None:
    contacts = tuple(Contact(id=one, first_name="said", do_not_profile=one in marked) for one in PEOPLE)
    whole = DealSnapshot(
        connection="c",
        as_of=AT,
        deal=Deal(id="d"),
        contacts=contacts,
        activities=tuple(acts),
        visible=frozenset(),
    )
    left, silent = whole.silenced(opted_out), marked | opted_out
    for before, after in zip(contacts, left.contacts, strict=True):
        assert after == (stub(before) if before.id in silent else before)
    for was, now in zip(acts, left.activities, strict=True):
        alone = bool(was.contact_ids) and silent.issuperset(was.contact_ids)
        if alone:
            assert "said" not in repr(now)
        if not silent.intersection(was.contact_ids):
            assert now == was
        assert (now.id, now.at, now.contact_ids) == (was.id, was.at, was.contact_ids)
        assert (now == was) is not said_by(was, silent)
    assert left.silenced(opted_out) == left


def test_a_mail_from_one_of_several_may_be_theirs_and_one_to_them_is_ours() -> None:
    def mail(direction: Direction, kind: ActivityType = ActivityType.EMAIL) -> Activity:
        return Activity(id="a", type=kind, direction=direction, at=AT, contact_ids=("1", "2"))

    assert said_by(mail(Direction.INBOUND), {"1"})
    assert not said_by(mail(Direction.OUTBOUND), {"1"})
    assert not said_by(mail(Direction.INBOUND, ActivityType.CALL), {"1"})
    assert said_by(mail(Direction.OUTBOUND), {"1", "2"})
    assert not said_by(mail(Direction.INBOUND), set())
