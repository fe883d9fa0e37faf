"""Questions and whether anybody answered them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crm_ai_plugin.records import Activity, ActivityType, Direction
from crm_ai_plugin.signals import open_questions, questions

START = datetime(2025, 3, 3, 9, tzinfo=UTC)


def mail(
    number: int,
    direction: Direction,
    body: str,
    *,
    thread: str | None = "t1",
    hours: int = 0,
    kind: ActivityType = ActivityType.EMAIL,
    contacts: tuple[str, ...] = ("c1",),
) -> Activity:
    return Activity(
        id=f"a{number}",
        type=kind,
        direction=direction,
        at=START + timedelta(hours=hours),
        body=body,
        thread_id=thread,
        contact_ids=contacts,
    )


ASK = "Thanks. Is the connector included in the price?"


def test_a_question_is_quoted_verbatim() -> None:
    (span,) = questions("Hi,\nHow are you? Could we start with ten seats?\nTom")
    assert span.quote == "Could we start with ten seats?"


@pytest.mark.parametrize(
    "text", ["Really?", "How are you doing?", "All fine.", "> Is it included in the price?"]
)
def test_what_is_no_question(text: str) -> None:
    assert questions(text) == []


def test_open_until_answered_in_the_thread() -> None:
    ask = mail(1, Direction.INBOUND, ASK)
    elsewhere = mail(2, Direction.OUTBOUND, "See below.", thread="t2", hours=2)
    answer = mail(3, Direction.OUTBOUND, "Yes.", hours=3)
    later = START + timedelta(days=5)
    assert [q.activity.id for q in open_questions([ask, elsewhere], later)] == ["a1"]
    assert open_questions([answer, ask], later) == []
    assert [q.activity.id for q in open_questions([ask, answer], START + timedelta(hours=1))] == ["a1"]


def test_without_threads_a_message_to_the_same_person_answers() -> None:
    ask = mail(1, Direction.INBOUND, ASK, thread=None)
    other = mail(2, Direction.OUTBOUND, "Hello.", thread=None, hours=1, contacts=("c2",))
    call = mail(3, Direction.OUTBOUND, "", thread=None, hours=2, kind=ActivityType.CALL)
    later = START + timedelta(days=1)
    assert open_questions([ask, other], later)
    assert open_questions([ask, other, call], later) == []


def test_one_question_per_thread_the_latest() -> None:
    first = mail(1, Direction.INBOUND, "Is it included in the price?")
    second = mail(2, Direction.INBOUND, "Sorry to insist, could you tell me?", hours=5)
    (found,) = open_questions([first, second], START + timedelta(days=1))
    assert found.activity.id == "a2"


def test_a_question_of_ours_or_from_tomorrow_is_not_open() -> None:
    ours = mail(1, Direction.OUTBOUND, ASK)
    tomorrow = mail(2, Direction.INBOUND, ASK, hours=24)
    assert open_questions([ours, tomorrow], START + timedelta(hours=1)) == []
