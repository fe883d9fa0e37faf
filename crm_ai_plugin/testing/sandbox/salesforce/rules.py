"""What an org derives by itself when a record is written, and the history it keeps."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from crm_ai_plugin.testing.sandbox.salesforce.schema import Schema
from crm_ai_plugin.testing.sandbox.salesforce.values import as_datetime
from crm_ai_plugin.testing.sandbox.state import Record, Source, Store, UnknownRecordError
from crm_ai_plugin.testing.world import PIPELINES

__all__ = ["STAGES", "OrgRules", "StageFacts", "derived", "forecast", "text_preview"]

_TRACKED = ("StageName", "Amount", "CloseDate", "Probability", "OwnerId", "NextStep")
_HISTORIC = ("StageName", "Amount", "CloseDate", "Probability", "ExpectedRevenue", "ForecastCategory")
_TAGS = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class StageFacts:
    """A stage as the org defines it; ``probability`` in percent."""

    name: str
    probability: float
    closed: bool
    won: bool


STAGES: dict[str, StageFacts] = {
    stage.label: StageFacts(
        stage.label, stage.probability * 100, stage.closed, stage.closed and stage.probability == 1.0
    )
    for pipeline in PIPELINES
    for stage in pipeline.stages
}
"""The stages of both sales processes, by name."""


def forecast(stage: StageFacts | None) -> tuple[str, str]:
    """``ForecastCategory`` and ``ForecastCategoryName`` of a stage."""
    if stage is None:
        return "Pipeline", "Pipeline"
    if stage.closed:
        return ("Closed", "Closed") if stage.won else ("Omitted", "Omitted")
    return ("Forecast", "Commit") if stage.probability >= 75 else ("Pipeline", "Pipeline")


def text_preview(content: str) -> str:
    """The first 255 characters of a note without its markup."""
    return html.unescape(_TAGS.sub(" ", content)).strip()[:255]


def derived(kind: str, values: dict[str, str], before: dict[str, str]) -> dict[str, str]:
    """Fields that follow from a write.

    Args:
        kind: The object.
        values: What is being written.
        before: The record as it was, empty for a new one.
    """
    after = {**before, **values}
    match kind:
        case "Opportunity":
            return _opportunity(values, after)
        case "Contact" | "User" | "Individual":
            return {"Name": f"{after.get('FirstName', '')} {after.get('LastName', '')}".strip()}
        case "Task":
            closed = after.get("Status") == "Completed"
            high = after.get("Priority") == "High"
            return {"IsClosed": str(closed).lower(), "IsHighPriority": str(high).lower()}
        case "Event":
            start = after.get("StartDateTime", "")
            return {"ActivityDateTime": start, "ActivityDate": start[:10]}
        case "ContentNote":
            content = after.get("Content", "")
            return {
                "TextPreview": text_preview(content),
                "FileType": "SNOTE",
                "ContentSize": str(len(content)),
            }
        case _:
            return {}


def _opportunity(values: dict[str, str], after: dict[str, str]) -> dict[str, str]:
    stage = STAGES.get(after.get("StageName", ""))
    made = {
        "IsClosed": str(stage is not None and stage.closed).lower(),
        "IsWon": str(stage is not None and stage.won).lower(),
    }
    made["ForecastCategory"], made["ForecastCategoryName"] = forecast(stage)
    probability = after.get("Probability", "")
    if stage is not None and "StageName" in values and "Probability" not in values:
        probability = made["Probability"] = repr(stage.probability)
    amount = after.get("Amount", "")
    made["ExpectedRevenue"] = repr(float(amount) * float(probability) / 100) if amount and probability else ""
    return made


class OrgRules:
    """Keeps the history of opportunities and the completion of tasks."""

    def __init__(self, store: Store, schema: Schema) -> None:
        self._store = store
        self._schema = schema

    def before_update(self, kind: str, record: Record, values: dict[str, str]) -> dict[str, str]:
        """Instants that follow from a change."""
        now = as_datetime(self._store.clock.now())
        if kind == "Opportunity" and values.get("StageName", "") not in (
            "",
            record.properties.get("StageName"),
        ):
            return {"LastStageChangeDate": now}
        done = values.get("Status") == "Completed" and record.properties.get("Status") != "Completed"
        if kind == "Task" and done:
            return {"CompletedDateTime": now}
        return {}

    def opportunity_changed(self, record: Record, before: dict[str, str], source: Source) -> None:
        """Append what a change, or with ``before`` empty a creation, leaves in both histories."""
        after = record.properties
        if any(before.get(name, "") != after.get(name, "") for name in _HISTORIC):
            row = {name: after.get(name, "") for name in _HISTORIC} | {"OpportunityId": record.id}
            row |= {"PrevAmount": before.get("Amount", ""), "PrevCloseDate": before.get("CloseDate", "")}
            if "CurrencyIsoCode" in after:
                row["CurrencyIsoCode"] = after["CurrencyIsoCode"]
            self._store.create("OpportunityHistory", row | _author(source), source)
        if "OpportunityFieldHistory" not in self._schema.objects:
            return
        if not before:
            self._field_row(record, "created", "", "", source)
            return
        for name in _TRACKED:
            if before.get(name, "") != after.get(name, ""):
                self._field_row(record, name, before.get(name, ""), after.get(name, ""), source)

    def _field_row(self, record: Record, name: str, old: str, new: str, source: Source) -> None:
        row = field_row(record.id, name, old, new) | _author(source)
        self._store.create("OpportunityFieldHistory", row, source)

    def activity_written(self, what_id: str) -> None:
        """Note the day on the opportunity an activity belongs to."""
        try:
            deal = self._store.get("Opportunity", what_id)
        except UnknownRecordError:
            return
        deal.properties["LastActivityDate"] = as_datetime(self._store.clock.now())[:10]


def field_row(deal_id: str, name: str, old: str, new: str) -> dict[str, str]:
    """A row of ``OpportunityFieldHistory``; values carry the type they are shown with."""
    kind = "number" if name in ("Amount", "Probability") else "text"
    return {
        "OpportunityId": deal_id,
        "Field": name,
        "DataType": {"Amount": "Currency", "CloseDate": "DateOnly", "Probability": "Percent"}.get(
            name, "Text"
        ),
        "OldValue": f"{kind}:{old}" if old else "",
        "NewValue": f"{kind}:{new}" if new else "",
    }


def _author(source: Source) -> dict[str, str]:
    return {"CreatedById": source.id, "LastModifiedById": source.id}
