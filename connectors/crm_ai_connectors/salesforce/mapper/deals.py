"""Opportunities and their products."""

from __future__ import annotations

from crm_ai_plugin.records import Deal, LineItem, Outcome

from ...text.values import listed
from ..config import SalesforceConfig
from .rows import Row, at_midnight, day, moment, number, row_id, text
from .stages import Stages, outcome

_PERCENT = 100.0


def deal(row: Row, stages: Stages, config: SalesforceConfig) -> Deal:
    """Return the deal.

    Salesforce keeps a closing day, not a time: a closed deal closed when it last changed its stage, else at
    the beginning of that day. A record type takes the place of a pipeline.
    """
    ended = outcome(row)
    closed = moment(row.get("LastStageChangeDate")) or at_midnight(row.get("CloseDate"))
    stage = text(row.get("StageName"))
    loss = row.get(config.loss_reason_field) if config.loss_reason_field else None
    return Deal(
        id=row_id(row),
        name=text(row.get("Name")) or "",
        company_id=text(row.get("AccountId")),
        owner_id=text(row.get("OwnerId")),
        pipeline=text(row.get("RecordType.Name")),
        stage=stages.name(stage),
        amount=number(row.get("Amount")),
        currency=text(row.get("CurrencyIsoCode")) or config.currency,
        created_at=moment(row.get("CreatedDate")),
        closed_at=None if ended is Outcome.OPEN else closed,
        expected_close_at=day(row.get("CloseDate")),
        outcome=ended,
        loss_reason=text(loss) if ended is Outcome.LOST else None,
        competitors=_competitors(row, config),
        source=next(filter(None, (text(row.get(name)) for name in config.source_fields)), None),
        custom={**{name: text(row.get(name)) for name in config.deal_fields}, "StageName": stage},
    )


def _competitors(row: Row, config: SalesforceConfig) -> tuple[str, ...]:
    if config.competitors_field is None:
        return ()
    # A multi-select gives semicolons; people who type into a text field write commas.
    parts = (text(row.get(config.competitors_field)) or "").replace(",", ";")
    return tuple(dict.fromkeys(listed(parts)))


def line_item(row: Row) -> LineItem:
    """Return the line item; a price below the list price counts as a discount, as a percentage does."""
    percent, price, listed_at = (number(row.get(name)) for name in ("Discount", "UnitPrice", "ListPrice"))
    discount = None if percent is None else percent / _PERCENT
    if discount is None and price is not None and listed_at and 0 <= price < listed_at:
        discount, price = 1 - price / listed_at, listed_at
    return LineItem(
        deal_id=str(row["OpportunityId"]),
        product=text(row.get("Product2.Name")) or text(row.get("Name")) or row_id(row),
        quantity=number(row.get("Quantity")),
        price=price,
        discount=discount,
    )
