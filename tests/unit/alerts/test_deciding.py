"""Said once per state, held over quiet hours, no more than so many a week: laws over any sequence of looks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from crm_ai_plugin.alerts.deciding import CAP, QUIET, OpenAlert, decide
from crm_ai_plugin.alerts.pattern import Finding, Proof
from crm_ai_plugin.alerts.rule import AlertRule, QuietHours
from crm_ai_plugin.records import RecordRef

MONDAY = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
KEYS = [("c", f"d{n}") for n in range(6)]


def rule(**changes: Any) -> AlertRule:
    return AlertRule.model_validate({"name": "r", "pattern": "silent", "deliver": ["task"]} | changes)


def finding(key: tuple[str, str]) -> Finding:
    proof = Proof(RecordRef(type="deal", id=key[1], connection=key[0]), "x")
    return Finding("why", {}, (proof,))


class Desk:
    """Applies decisions as the store does, and writes down what was said."""

    def __init__(self, applied: AlertRule) -> None:
        self.rule = applied
        self.open: list[OpenAlert] = []
        self.said: list[tuple[datetime, tuple[str, str]]] = []

    def look(self, now: datetime, found: set[tuple[str, str]]) -> None:
        week = self.rule.week_began(now)
        sent = sum(at >= week for at, _ in self.said)
        ordered = [key for key in KEYS if key in found]
        decision = decide(self.rule, {k: finding(k) for k in ordered}, self.open, now, sent)
        by_id = {alert.id: alert for alert in self.open}
        said = [by_id[id_].deal for id_ in decision.release] + list(decision.say)
        self.said += [(now, key) for key in said]
        kept = [a for a in self.open if a.id not in {*decision.clear, *decision.release}]
        kept += [OpenAlert(by_id[id_].id, by_id[id_].deal, "sent") for id_ in decision.release]
        kept += [OpenAlert(f"{now}-{key}", key, "sent") for key in decision.say]
        kept += [OpenAlert(f"{now}-{key}", key, "waiting", why) for key, why in decision.hold]
        self.open = kept


looks = st.lists(
    st.tuples(st.integers(min_value=1, max_value=40), st.sets(st.sampled_from(KEYS))), max_size=25
)
rules = st.builds(
    rule,
    weekly_cap=st.integers(1, 4),
    quiet=st.none()
    | st.builds(
        lambda start, end, zone, days: {
            "start": f"{start:02}:00", "end": f"{end:02}:30", "zone": zone, "whole_days": days,
        },
        st.integers(0, 23),
        st.integers(0, 23),
        st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"]),
        st.lists(st.integers(0, 6), max_size=3),
    ),
)  # fmt: skip


@given(rules, looks)
def test_laws_of_speaking(applied: AlertRule, steps: list[tuple[int, set[tuple[str, str]]]]) -> None:
    desk, now = Desk(applied), MONDAY
    since: dict[tuple[str, str], int] = {}
    spell, spells_said = 0, []
    for hours, found in steps:
        now += timedelta(hours=hours)
        for key in KEYS:
            if key not in found:
                since.pop(key, None)
            elif key not in since:
                spell += 1
                since[key] = spell
        before = len(desk.said)
        desk.look(now, found)
        fresh = [key for _, key in desk.said[before:]]
        # Only what holds is said, and never in quiet hours.
        assert set(fresh) <= found
        assert not fresh or applied.quiet is None or not applied.quiet.covers(now)
        spells_said += [since[key] for key in fresh]
        # What is open is what holds, each once.
        assert sorted(alert.deal for alert in desk.open) == sorted(found)
    # No state is said twice.
    assert len(spells_said) == len(set(spells_said))
    # No week has more than the cap.
    weeks = [applied.week_began(at) for at, _ in desk.said]
    assert all(weeks.count(week) <= applied.weekly_cap for week in weeks)


def test_it_is_said_again_only_after_it_was_over() -> None:
    desk = Desk(rule())
    one = {KEYS[0]}
    for hour, found in enumerate((one, one, set(), one)):
        desk.look(MONDAY + timedelta(hours=hour), found)
    assert [at.hour for at, _ in desk.said] == [12, 15]


def test_what_is_found_in_quiet_hours_is_said_after_them_if_it_still_holds() -> None:
    desk = Desk(rule(quiet={"start": "20:00", "end": "07:00", "zone": "Europe/Berlin"}))
    night = datetime(2026, 3, 2, 22, 0, tzinfo=UTC)
    desk.look(night, {KEYS[0], KEYS[1]})
    assert [alert.reason for alert in desk.open] == [QUIET, QUIET]
    assert desk.said == []
    desk.look(night + timedelta(hours=8), {KEYS[1]})
    assert [key for _, key in desk.said] == [KEYS[1]]


def test_what_is_beyond_the_cap_waits_for_the_next_week() -> None:
    desk = Desk(rule(weekly_cap=2))
    desk.look(MONDAY, set(KEYS[:4]))
    assert [alert.reason for alert in desk.open if alert.state == "waiting"] == [CAP, CAP]
    desk.look(MONDAY + timedelta(days=6), set(KEYS[:4]))
    assert len(desk.said) == 2
    desk.look(MONDAY + timedelta(days=7), set(KEYS[:4]))
    assert [key for _, key in desk.said] == KEYS[:4]


@pytest.mark.parametrize(
    ("hour", "quiet"), [(19, False), (20, True), (23, True), (0, True), (6, True), (7, False), (12, False)]
)
def test_quiet_hours_go_over_midnight(hour: int, quiet: bool) -> None:
    assert QuietHours().covers(datetime(2026, 3, 2, hour, tzinfo=UTC)) is quiet


def test_quiet_hours_go_by_the_clock_on_the_wall() -> None:
    quiet = QuietHours(start="22:00", end="06:00", zone="Europe/Berlin")
    # 21:30 UTC is 22:30 there in winter and 23:30 in summer; 20:30 UTC is quiet in summer alone.
    assert [quiet.covers(datetime(2026, month, 1, 20, 30, tzinfo=UTC)) for month in (1, 7)] == [False, True]


def test_whole_days_can_be_quiet() -> None:
    quiet = QuietHours(start="00:00", end="00:00", whole_days=(5, 6))
    assert [quiet.covers(MONDAY + timedelta(days=day)) for day in range(7)] == [False] * 5 + [True] * 2


@pytest.mark.parametrize(
    "changes",
    [
        {"quiet": {"zone": "Mars/Olympus"}},
        {"quiet": {"zone": "../../etc/passwd"}},
        {"quiet": {"start": "25:00"}},
        {"quiet": {"whole_days": [0, 1, 2, 3, 4, 5, 6]}},
        {"quiet": {"whole_days": [7]}},
        {"weekly_cap": 0},
        {"deliver": []},
        {"deliver": ["task", "task"]},
        {"colour": "red"},
    ],
)
def test_a_rule_that_cannot_be(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        rule(**changes)
