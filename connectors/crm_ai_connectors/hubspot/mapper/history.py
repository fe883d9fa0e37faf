"""A deal's property history as stage and field changes.

HubSpot gives the newest value first. Values that our own app set are left out: they would make the engine
listen to itself. A property's first value is no change and makes no field change; a deal's first stage
does make a stage change, from None.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crm_ai_plugin.records import FieldChange, StageChange

from .deals import iso_day
from .kinds import HISTORY_PROPERTIES
from .stages import Stages
from .values import moment, text


@dataclass(frozen=True)
class _Step:
    at: datetime
    value: str | None


def stage_changes(
    raw: Mapping[str, Any], deal_id: str, stages: Stages, app_id: str | None
) -> list[StageChange]:
    """Return the stage changes of a deal read with history, oldest first."""
    changes = []
    before: str | None = None
    for step in _steps(raw, "dealstage", app_id):
        name = stages.name(step.value)
        if name is not None and name != before:
            changes.append(StageChange(deal_id=deal_id, from_stage=before, to_stage=name, at=step.at))
            before = name
    return changes


def field_changes(raw: Mapping[str, Any], deal_id: str, app_id: str | None) -> list[FieldChange]:
    """Return the changes of tracked fields other than the stage, oldest first."""
    changes = []
    for name, field in HISTORY_PROPERTIES.items():
        if field == "stage":
            continue
        steps = list(_steps(raw, name, app_id))
        for before, after in itertools.pairwise(steps):
            old, new = _canonical(name, before.value), _canonical(name, after.value)
            if old != new:
                changes.append(FieldChange(deal_id=deal_id, field=field, old=old, new=new, at=after.at))
    return sorted(changes, key=lambda change: change.at)


def stage_entered(raw: Mapping[str, Any]) -> datetime | None:
    """Return when the deal entered the stage it is in."""
    entered: datetime | None = None
    value: str | None = None
    for step in _steps(raw, "dealstage", None):
        if step.value != value:
            entered, value = step.at, step.value
    return entered


def _canonical(name: str, value: str | None) -> str | None:
    return iso_day(value) if name == "closedate" else value


def _steps(raw: Mapping[str, Any], name: str, app_id: str | None) -> Iterator[_Step]:
    histories = raw.get("propertiesWithHistory")
    entries: Sequence[Any] = (histories.get(name) or ()) if isinstance(histories, Mapping) else ()
    found = []
    for position, entry in enumerate(entries):
        if not isinstance(entry, Mapping) or (app_id is not None and is_ours(entry, app_id)):
            continue
        at = moment(entry.get("timestamp"))
        if at is not None:
            # Equal times keep HubSpot's order, newest first, hence the negative position.
            found.append((at, -position, text(entry.get("value"))))
    found.sort(key=lambda item: item[:2])
    return (_Step(at, value) for at, _, value in found)


def is_ours(entry: Mapping[str, Any], app_id: str | None) -> bool:
    """Return whether our app set this value; without a known app id, whether any app did."""
    if entry.get("sourceType") != "INTEGRATION":
        return False
    return app_id is None or text(entry.get("sourceId")) == app_id
