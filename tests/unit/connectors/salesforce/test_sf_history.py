"""How the stage, amount and close date of an opportunity changed."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from crm_ai_connectors.salesforce.mapper import history
from crm_ai_connectors.salesforce.mapper.stages import Stages
from crm_ai_plugin.records import FieldChange, StageChange

STAGES = Stages({"Prospecting": "Finding out"})
DEAL = "006000000000001AAA"


def row(day: int, stage: str, amount: float | None, close: str, deal: str = DEAL) -> dict[str, Any]:
    at = f"2026-01-{day:02d}T10:00:00.000+0000"
    return {
        "Id": f"008{day:02d}",
        "OpportunityId": deal,
        "StageName": stage,
        "Amount": amount,
        "CloseDate": close,
        "CreatedDate": at,
    }


ROWS = [
    row(1, "Prospecting", None, "2026-03-01"),
    row(2, "Prospecting", 1000.0, "2026-03-01"),
    row(3, "Proposal", 1000.0, "2026-04-01"),
    row(4, "Prospecting", 1500.25, "2026-04-01"),
]


def test_history_is_told_as_changes() -> None:
    found = history.read_history(history.in_order(reversed(ROWS)), STAGES)
    assert [(one.from_stage, one.to_stage) for one in found.stages] == [
        (None, "Finding out"),
        ("Finding out", "Proposal"),
        ("Proposal", "Finding out"),
    ]
    assert [(one.field, one.old, one.new) for one in found.fields] == [
        ("amount", None, "1000"),
        ("expected_close_at", "2026-03-01", "2026-04-01"),
        ("amount", "1000", "1500.25"),
    ]


@given(st.integers(0, 8), st.integers(0, 8))
def test_history_may_be_read_in_parts(first: int, second: int) -> None:
    rows = [
        *ROWS,
        *(row(day, "Proposal" if day % 2 else "X", day, "2026-05-01", "006B") for day in range(1, 5)),
    ]
    cuts = sorted((first, second))
    last: history.Last | None = None
    stages: list[StageChange] = []
    fields: list[FieldChange] = []
    for part in (rows[: cuts[0]], rows[cuts[0] : cuts[1]], rows[cuts[1] :]):
        found = history.read_history(part, STAGES, last)
        last = found.last
        stages += found.stages
        fields += found.fields
    whole = history.read_history(rows, STAGES)
    assert (stages, fields) == (list(whole.stages), list(whole.fields))


def test_tracking_adds_the_owner_and_repeats_nothing() -> None:
    derived = history.read_history(ROWS, STAGES).fields
    at = "2026-01-04T10:00:02.000+0000"
    shared = {"OpportunityId": DEAL, "CreatedDate": at}
    tracked = history.tracked_changes(
        [
            {**shared, "Field": "Amount", "OldValue": 1000.0, "NewValue": 1500.25},
            {**shared, "Field": "Owner", "OldValue": "005A", "NewValue": "005B"},
            {**shared, "Field": "Owner", "OldValue": "Ann Lee", "NewValue": "Bo Li"},
            {**shared, "Field": "created"},
        ]
    )
    merged = history.merged(derived, tracked)
    assert len(merged) == len(derived) + 1
    assert [(one.old, one.new) for one in merged if one.field == "owner_id"] == [("005A", "005B")]
