"""Deals and line items."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from crm_ai_plugin.records import Deal, LineItem, Outcome

from ..config import HubSpotConfig
from .stages import Stages
from .values import day, flag, listed, moment, number, object_id, properties, text

_PERCENT = 100.0


def deal(
    raw: Mapping[str, Any],
    stages: Stages,
    config: HubSpotConfig,
    *,
    company_id: str | None = None,
    stage_entered: datetime | None = None,
) -> Deal:
    """Return the deal.

    Args:
        raw: The object as HubSpot gave it.
        stages: Names and outcomes of stages.
        config: Property names of this account.
        company_id: From the deal's associations.
        stage_entered: When the deal entered its present stage, if its history was read; the close time of
            a closed deal that lost its ``closedate``.
    """
    found = properties(raw)
    stage_id = text(found.get("dealstage"))
    outcome = _outcome(found, stages.outcome(stage_id))
    close = moment(found.get("closedate"))
    custom = {name: text(found.get(name)) for name in config.deal_properties}
    return Deal(
        id=object_id(raw),
        name=text(found.get("dealname")) or "",
        company_id=company_id,
        owner_id=text(found.get("hubspot_owner_id")),
        pipeline=stages.pipeline(text(found.get("pipeline"))),
        stage=stages.name(stage_id),
        amount=number(found.get("amount")),
        currency=text(found.get("deal_currency_code")) or config.currency,
        created_at=moment(found.get("createdate")) or moment(raw.get("createdAt")),
        closed_at=None if outcome is Outcome.OPEN else close or stage_entered,
        expected_close_at=None if close is None else close.date(),
        outcome=outcome,
        loss_reason=text(found.get(config.loss_reason_property)) if outcome is Outcome.LOST else None,
        competitors=listed(found.get(config.competitors_property)) if config.competitors_property else (),
        source=next(filter(None, (text(found.get(name)) for name in config.source_properties)), None),
        custom={**custom, "dealstage": stage_id, "pipeline": text(found.get("pipeline"))},
    )


def _outcome(found: Mapping[str, Any], by_stage: Outcome | None) -> Outcome:
    if by_stage is not None:
        return by_stage
    # The stage is gone from the pipelines; HubSpot's own calculated flags still know.
    if flag(found.get("hs_is_closed_won")):
        return Outcome.WON
    return Outcome.LOST if flag(found.get("hs_is_closed")) else Outcome.OPEN


def line_item(raw: Mapping[str, Any], deal_id: str) -> LineItem:
    """Return the line item; HubSpot's percentage becomes a share."""
    found = properties(raw)
    percent = number(found.get("hs_discount_percentage"))
    return LineItem(
        deal_id=deal_id,
        product=text(found.get("name")) or object_id(raw),
        quantity=number(found.get("quantity")),
        price=number(found.get("price")),
        discount=None if percent is None else percent / _PERCENT,
    )


def iso_day(value: str | None) -> str | None:
    """Return a time property as the day it names, as the canonical date field holds it."""
    found = day(value)
    return value if found is None else found.isoformat()
