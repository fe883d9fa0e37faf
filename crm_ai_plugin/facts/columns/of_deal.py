"""Columns that are fields of the deal."""

from __future__ import annotations

from ...records import DealSnapshot
from .model import Cell, field_column


@field_column("field.source", "category", field="source")
def source(snapshot: DealSnapshot) -> Cell:
    """Where the deal came from."""
    return snapshot.deal.source


@field_column("field.pipeline", "category", field="pipeline")
def pipeline(snapshot: DealSnapshot) -> Cell:
    """Its pipeline."""
    return snapshot.deal.pipeline


@field_column("field.owner", "category", confounder=True, field="owner_id")
def owner(snapshot: DealSnapshot) -> Cell:
    """Who works on it."""
    return snapshot.deal.owner_id


@field_column("field.amount", "number", category="pricing", field="amount")
def amount(snapshot: DealSnapshot) -> Cell:
    """Amount in its own currency; a table holds its rank among deals of that currency instead."""
    return snapshot.deal.amount


@field_column("field.products", "number", category="pricing")
def products(snapshot: DealSnapshot) -> Cell:
    """How many products it is about; unknown where the source has none."""
    return float(len({line.product for line in snapshot.line_items})) if snapshot.line_items else None


@field_column("field.competitors", "number", category="competition", field="competitors")
def competitors(snapshot: DealSnapshot) -> Cell:
    """How many competitors the record names; unknown where it names none, because the field may just be unused."""
    return float(len(snapshot.deal.competitors)) if snapshot.deal.competitors else None
