"""The last thing that happened in a connection, which old exports are looked at from."""

from __future__ import annotations

from datetime import UTC, datetime

from crm_ai_plugin.records import Activity, ActivityType, Deal, StageChange
from crm_ai_plugin.store import Store

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def test_nothing_happened_in_an_empty_connection(store: Store) -> None:
    with store.workspace("w") as session:
        assert session.records.last_event_at("files", NOW) is None


def test_the_latest_of_all_kinds_counts_and_the_calendar_does_not(store: Store) -> None:
    meeting = Activity(id="a2", type=ActivityType.MEETING, at=datetime(2027, 1, 5, tzinfo=UTC), deal_id="d")
    with store.workspace("w") as session:
        session.records.upsert("files", [
            Deal(id="d", created_at=datetime(2017, 1, 1, tzinfo=UTC)),
            Activity(id="a1", type=ActivityType.EMAIL, at=datetime(2017, 3, 1, tzinfo=UTC), deal_id="d"),
            StageChange(deal_id="d", to_stage="Won", at=datetime(2017, 4, 1, tzinfo=UTC)),
            meeting,
        ])  # fmt: skip
        session.records.upsert("other", [Deal(id="x", created_at=datetime(2020, 1, 1, tzinfo=UTC))])
        assert session.records.last_event_at("files", NOW) == datetime(2017, 4, 1, tzinfo=UTC)
