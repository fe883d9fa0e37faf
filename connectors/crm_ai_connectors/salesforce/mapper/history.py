"""How an opportunity's stage, amount and close date changed.

``OpportunityHistory`` holds stage, amount and close date after each change, in every org and for ever.
``OpportunityFieldHistory``, where an admin switched it on, adds the owner and repeats the others. A first
value is no change and makes no field change; a deal's first stage does make a stage change, from None.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from crm_ai_plugin.records import FieldChange, StageChange

from .rows import Row, day, moment, number, text
from .stages import Stages

HISTORY_FIELDS = frozenset({"stage", "amount", "expected_close_at", "owner_id"})
_TRACKED = {"amount": "amount", "closedate": "expected_close_at", "owner": "owner_id"}
_USER = "005"
_SAME = timedelta(seconds=5)
"""The two histories of one change are written within this time."""


@dataclass(frozen=True)
class Last:
    """What the latest history row of a deal said: enough to go on from there later."""

    deal_id: str = ""
    stage: str | None = None
    amount: str | None = None
    close: str | None = None

    def as_list(self) -> list[str | None]:
        """Return it as JSON."""
        return [self.deal_id, self.stage, self.amount, self.close]


@dataclass(frozen=True)
class Changes:
    """What a run of history rows tells, oldest first within a deal."""

    stages: Sequence[StageChange]
    fields: Sequence[FieldChange]
    last: Last


def read_history(rows: Iterable[Row], stages: Stages, before: Last | None = None) -> Changes:
    """Return the changes in rows that are sorted by deal and time; `before` is the row ahead of them."""
    last = before or Last()
    moved: list[StageChange] = []
    changed: list[FieldChange] = []
    for row in rows:
        at, deal_id = moment(row.get("CreatedDate")), text(row.get("OpportunityId"))
        if at is None or deal_id is None:
            continue
        now = Last(
            deal_id, stages.name(row.get("StageName")), _money(row.get("Amount")), _day(row.get("CloseDate"))
        )
        first = last.deal_id != deal_id
        earlier = Last(deal_id) if first else last
        if now.stage is not None and now.stage != earlier.stage:
            moved.append(StageChange(deal_id=deal_id, from_stage=earlier.stage, to_stage=now.stage, at=at))
        if not first:
            changed += _changes(earlier, now, at)
        last = now
    return Changes(moved, changed, last)


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Return history rows by deal and time."""
    return sorted(
        rows,
        key=lambda row: (
            text(row.get("OpportunityId")) or "",
            (found := moment(row.get("CreatedDate"))) is not None and found.timestamp(),
            text(row.get("Id")) or "",
        ),
    )


def tracked_changes(rows: Iterable[Row]) -> list[FieldChange]:
    """Return the changes that field history tracking kept, oldest first."""
    found: list[FieldChange] = []
    for row in rows:
        field = _TRACKED.get((text(row.get("Field")) or "").lower())
        at, deal_id = moment(row.get("CreatedDate")), text(row.get("OpportunityId"))
        if field is None or at is None or deal_id is None:
            continue
        old, new = (_value(field, row.get(name)) for name in ("OldValue", "NewValue"))
        if field == "owner_id" and not (new or old or "").startswith(_USER):
            # A change of owner is told twice, by id and by name.
            continue
        if old != new:
            found.append(FieldChange(deal_id=deal_id, field=field, old=old, new=new, at=at))
    return sorted(found, key=lambda one: one.at)


def merged(derived: Iterable[FieldChange], tracked: Iterable[FieldChange]) -> list[FieldChange]:
    """Return all changes once, oldest first."""
    kept = list(derived)
    for one in tracked:
        if not any(_is_same(one, other) for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda change: change.at)


def _is_same(one: FieldChange, other: FieldChange) -> bool:
    return (one.field, one.new) == (other.field, other.new) and abs(one.at - other.at) <= _SAME


def _changes(before: Last, now: Last, at: datetime) -> list[FieldChange]:
    pairs: Mapping[str, tuple[str | None, str | None]] = {
        "amount": (before.amount, now.amount),
        "expected_close_at": (before.close, now.close),
    }
    return [
        FieldChange(deal_id=now.deal_id, field=field, old=old, new=new, at=at)
        for field, (old, new) in pairs.items()
        if old != new
    ]


def _value(field: str, value: Any) -> str | None:  # noqa: ANN401  # vendor JSON
    if field == "amount":
        return _money(value)
    return _day(value) if field == "expected_close_at" else text(value)


def _money(value: Any) -> str | None:  # noqa: ANN401  # vendor JSON
    found = number(value)
    return None if found is None else format(found, ".15g")


def _day(value: Any) -> str | None:  # noqa: ANN401  # vendor JSON
    found = day(value)
    return None if found is None else found.isoformat()
