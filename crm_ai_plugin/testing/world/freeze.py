"""Turning simulated histories into rows with ids, planting hostile text on the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from crm_ai_plugin.testing.world.bundle import iso
from crm_ai_plugin.testing.world.history import History
from crm_ai_plugin.testing.world.model import World
from crm_ai_plugin.testing.world.people import Account
from crm_ai_plugin.testing.world.rows import (
    ActivityRow,
    DealContactRow,
    DealRow,
    FieldChangeRow,
    LineItemRow,
    OwnerRow,
    StageChangeRow,
)
from crm_ai_plugin.testing.world.truth import COEFFICIENTS, INTERCEPT, DealTruth, WorldTruth

__all__ = ["Frozen", "freeze"]

ACTIVITY_BASE = 60_000_000_000
_HOSTILE_SHARE = 0.008
_HOSTILE_KINDS = ("script", "formula", "injection")


@dataclass(frozen=True, slots=True)
class Frozen:
    """A finished history with its truth and ending."""

    history: History
    truth: DealTruth
    outcome: str
    closed_at: datetime | None = None
    loss_reason: str = ""


def freeze(
    *,
    seed: int,
    now: datetime,
    accounts: list[Account],
    owners: tuple[OwnerRow, ...],
    deals: list[Frozen],
    hostile_rng: Random,
    names: dict[str, Any],
    showcase_deal_id: str,
) -> World:
    """Give everything its id and put it into the tables of a world."""
    activities, signals, recorded = _activities(deals)
    activities, hostile = _plant_hostile(hostile_rng, names["hostile"], activities)
    return World(
        seed=seed,
        now=now,
        showcase_deal_id=showcase_deal_id,
        deals=tuple(_deal_row(deal) for deal in deals),
        companies=tuple(account.company for account in accounts),
        contacts=tuple(contact for account in accounts for contact in account.contacts),
        deal_contacts=tuple(
            DealContactRow(deal.history.deal_id, contact, role)
            for deal in deals
            for contact, role in deal.history.roles.items()
        ),
        activities=tuple(activities),
        stage_changes=tuple(row for deal in deals for row in _stage_rows(deal.history)),
        field_changes=tuple(row for deal in deals for row in _field_rows(deal.history)),
        line_items=tuple(
            LineItemRow(deal.history.deal_id, product, quantity, price, deal.history.discount)
            for deal in deals
            for product, quantity, price in deal.history.items
        ),
        owners=owners,
        truth=WorldTruth(
            intercept=INTERCEPT,
            coefficients=COEFFICIENTS,
            deals={deal.truth.deal_id: deal.truth for deal in deals},
            signals=signals,
            hostile=hostile,
            recorded_at=recorded,
        ),
    )


def _deal_row(deal: Frozen) -> DealRow:
    history = deal.history
    named = any("competitor_named" in draft.signals for draft in history.drafts)
    return DealRow(
        id=history.deal_id,
        name=history.name,
        company_id=history.account.company.id,
        owner_id=history.owner.id,
        pipeline=history.pipeline.id,
        stage=history.stages[-1][0],
        amount=history.amount,
        currency="EUR",
        created_at=history.created_at,
        closed_at=deal.closed_at,
        expected_close_at=history.expected_close_at,
        outcome=deal.outcome,
        loss_reason=deal.loss_reason,
        competitors=(history.competitor,) if named and history.competitor else (),
        source=history.source,
    )


def _stage_rows(history: History) -> list[StageChangeRow]:
    before = ["", *(stage for stage, _ in history.stages)]
    return [
        StageChangeRow(history.deal_id, old, new, at)
        for old, (new, at) in zip(before, history.stages, strict=False)
    ]


def _field_rows(history: History) -> list[FieldChangeRow]:
    def text(value: float | datetime) -> str:
        return iso(value) if isinstance(value, datetime) else f"{value:.2f}"

    ordered = sorted(history.changes, key=lambda change: change.at)
    return [FieldChangeRow(history.deal_id, c.field, text(c.old), text(c.new), c.at) for c in ordered]


def _activities(
    deals: list[Frozen],
) -> tuple[list[ActivityRow], dict[str, tuple[str, ...]], dict[str, datetime]]:
    rows: list[ActivityRow] = []
    signals: dict[str, tuple[str, ...]] = {}
    recorded: dict[str, datetime] = {}
    number = ACTIVITY_BASE
    for deal in deals:
        history = deal.history
        for draft in sorted(history.drafts, key=lambda d: d.at):
            number += 1
            activity_id = str(number)
            if draft.signals:
                signals[activity_id] = draft.signals
            if draft.recorded_at < draft.at:
                recorded[activity_id] = draft.recorded_at
            rows.append(
                ActivityRow(
                    activity_id,
                    draft.type,
                    draft.direction,
                    draft.at,
                    draft.duration_s,
                    draft.subject,
                    draft.body,
                    history.deal_id,
                    draft.contact_ids,
                    history.owner.id,
                    "" if draft.thread is None else f"{history.deal_id}-{draft.thread}",
                )
            )
    return rows, signals, recorded


def _plant_hostile(
    rng: Random, texts: dict[str, list[str]], rows: list[ActivityRow]
) -> tuple[list[ActivityRow], dict[str, str]]:
    eligible = [k for k, row in enumerate(rows) if row.type == "note" or row.direction == "inbound"]
    count = min(len(eligible), max(len(_HOSTILE_KINDS), int(len(eligible) * _HOSTILE_SHARE)))
    hostile: dict[str, str] = {}
    for turn, k in enumerate(sorted(rng.sample(eligible, count))):
        kind = _HOSTILE_KINDS[turn % len(_HOSTILE_KINDS)]
        text = rng.choice(texts[kind])
        row = rows[k]
        # A spreadsheet runs a cell that begins with the formula, so that is where it stands.
        body = f"{text}\n\n{row.body}" if kind == "formula" else f"{row.body}\n\n{text}"
        rows[k] = ActivityRow(
            row.id,
            row.type,
            row.direction,
            row.at,
            row.duration_s,
            row.subject,
            body,
            row.deal_id,
            row.contact_ids,
            row.owner_id,
            row.thread_id,
        )
        hostile[row.id] = kind
    return rows, hostile
