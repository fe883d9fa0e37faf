"""Small deals, built in a line or two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from crm_ai_plugin.ai.without_model import EngineWriter
from crm_ai_plugin.facts import Fact, measure_all
from crm_ai_plugin.features.deal_coach import DealCoach
from crm_ai_plugin.ports.feature import Draft, History
from crm_ai_plugin.records import (
    Activity,
    ActivityType,
    Contact,
    Deal,
    DealContact,
    DealSnapshot,
    Direction,
    FieldChange,
    LineItem,
    Outcome,
    StageChange,
)
from crm_ai_plugin.records.snapshot import VISIBLE_ACTIVITIES, VISIBLE_RECORDS

NOW = datetime(2026, 11, 18, 15, 30, tzinfo=UTC)
"""A Wednesday afternoon."""

EVERYTHING = frozenset(VISIBLE_ACTIVITIES) | frozenset(VISIBLE_RECORDS)


@dataclass
class DealBuilder:
    """Collects records around one deal; days count back from now."""

    fields: dict[str, Any] = field(default_factory=dict)
    contacts: list[Contact] = field(default_factory=list)
    links: list[DealContact] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    stages: list[StageChange] = field(default_factory=list)
    changes: list[FieldChange] = field(default_factory=list)
    lines: list[LineItem] = field(default_factory=list)
    visible: frozenset[str] = EVERYTHING
    now: datetime = NOW

    def deal(self, **fields: Any) -> DealBuilder:
        """Set fields of the deal."""
        self.fields.update(fields)
        return self

    def hide(self, *kinds: str) -> DealBuilder:
        """Make record or activity types invisible."""
        self.visible = self.visible - set(kinds)
        return self

    def person(self, id_: str, role: str | None = None, **fields: Any) -> DealBuilder:
        """Add a contact, with a role if given."""
        names = {"first_name": id_.capitalize(), "last_name": "Example"}
        self.contacts.append(Contact(id=id_, **{**names, **fields}))
        self.links.append(DealContact(deal_id="d1", contact_id=id_, role=role))
        return self

    def add(
        self,
        kind: ActivityType,
        days: float,
        direction: Direction | None = None,
        body: str = "",
        *who: str,
        **fields: Any,
    ) -> DealBuilder:
        """Add an activity `days` days ago; negative lies ahead."""
        self.activities.append(
            Activity(
                id=f"a{len(self.activities) + 1}",
                type=kind,
                direction=direction,
                at=self.now - timedelta(days=days),
                body=body,
                deal_id="d1",
                contact_ids=who,
                **fields,
            )
        )
        return self

    def mail_in(
        self, days: float, body: str = "Fine, thanks.", who: str = "dana", **fields: Any
    ) -> DealBuilder:
        """The customer wrote."""
        return self.add(ActivityType.EMAIL, days, Direction.INBOUND, body, who, **fields)

    def mail_out(
        self, days: float, body: str = "Hello there.", who: str = "dana", **fields: Any
    ) -> DealBuilder:
        """We wrote."""
        return self.add(ActivityType.EMAIL, days, Direction.OUTBOUND, body, who, **fields)

    def meeting(self, days: float, *who: str, body: str = "", **fields: Any) -> DealBuilder:
        """A meeting was held, or lies ahead."""
        return self.add(ActivityType.MEETING, days, Direction.OUTBOUND, body, *(who or ("dana",)), **fields)

    def call(self, days: float, body: str = "", who: str = "dana", **fields: Any) -> DealBuilder:
        """We called."""
        return self.add(ActivityType.CALL, days, Direction.OUTBOUND, body, who, **fields)

    def note(self, days: float, body: str) -> DealBuilder:
        """Somebody of ours took a note."""
        return self.add(ActivityType.NOTE, days, None, body)

    def task(
        self, days: float, subject: str = "Send the papers", *, done: bool | None = False
    ) -> DealBuilder:
        """A task was due."""
        return self.add(ActivityType.TASK, days, None, "", subject=subject, done=done)

    def stage(self, days: float, to: str, before: str | None = None) -> DealBuilder:
        """It entered a stage, and stands there if this is the last call."""
        at = self.now - timedelta(days=days)
        self.stages.append(StageChange(deal_id="d1", from_stage=before, to_stage=to, at=at))
        return self.deal(stage=to)

    def change(self, days: float, name: str, old: str, new: str) -> DealBuilder:
        """A field changed."""
        at = self.now - timedelta(days=days)
        self.changes.append(FieldChange(deal_id="d1", field=name, old=old, new=new, at=at))
        return self

    def line(self, product: str = "Licence", discount: float | None = None) -> DealBuilder:
        """Add a product line."""
        self.lines.append(LineItem(deal_id="d1", product=product, quantity=1, price=100.0, discount=discount))
        return self

    def build(self) -> DealSnapshot:
        """Return the snapshot."""
        fields = {"name": "Example deal", "created_at": self.now - timedelta(days=40), "stage": "proposal"}
        return DealSnapshot(
            connection="crm-1",
            as_of=self.now,
            deal=Deal(id="d1", **{**fields, **self.fields}),
            contacts=tuple(self.contacts),
            deal_contacts=tuple(self.links),
            activities=tuple(sorted(self.activities, key=lambda a: a.at)),
            stage_changes=tuple(sorted(self.stages, key=lambda c: c.at)),
            field_changes=tuple(sorted(self.changes, key=lambda c: c.at)),
            line_items=tuple(self.lines),
            visible=self.visible,
        )

    def facts(self, benchmarks: Mapping[str, Any] | None = None) -> dict[str, Fact]:
        """Return the deal's facts."""
        return measure_all(self.build(), benchmarks or {})

    def considered(self, learned: Mapping[str, Any] | None = None) -> set[str]:
        """Return the keys of all candidates that were considered."""
        return {r.key for r in coach(self.build(), learned).recommendations}


def deal(**fields: Any) -> DealBuilder:
    """Start a deal."""
    return DealBuilder().deal(**fields)


def healthy() -> DealBuilder:
    """A deal in which everything is in order."""
    return (
        deal(amount=10_000.0, currency="EUR", company_id="c1", expected_close_at=date(2027, 2, 1))
        .person("dana", "champion", title="Head of Operations")
        .person("victor", "economic_buyer", title="CFO")
        .stage(10, "proposal")
        .mail_out(9, thread_id="t1")
        .mail_in(8, "All good. Our decision criteria are uptime and price.", thread_id="t1")
        .mail_in(6, "The budget has been approved.", "victor")
        .meeting(5, "dana", "victor")
        .mail_out(4, "As agreed, we send the plan by Friday.")
        .mail_in(2)
        .meeting(-4, "dana", "victor", subject="Decision meeting")
    )


def coach(
    snapshot: DealSnapshot, learned: Mapping[str, Any] | None = None, history: History | None = None
) -> Draft:
    """Run the whole feature with the engine's own words."""
    feature = DealCoach()
    assessment = feature.assess(feature.facts(snapshot, learned), learned, history or History())
    return feature.word(assessment, EngineWriter())


def closed(outcome: Outcome, **fields: Any) -> DealBuilder:
    """A deal that ended yesterday."""
    return deal(outcome=outcome, closed_at=NOW - timedelta(days=1), **fields)
