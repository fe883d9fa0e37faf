"""Columns that are fields of the company."""

from __future__ import annotations

from ...records import DealSnapshot
from .model import Cell, field_column


@field_column("company.industry", "category", confounder=True)
def industry(snapshot: DealSnapshot) -> Cell:
    """The company's industry."""
    return snapshot.company.industry if snapshot.company else None


@field_column("company.country", "category", confounder=True)
def country(snapshot: DealSnapshot) -> Cell:
    """The company's country."""
    return snapshot.company.country if snapshot.company else None


@field_column("company.employees", "number", confounder=True)
def employees(snapshot: DealSnapshot) -> Cell:
    """How many people work there."""
    return snapshot.company.employees if snapshot.company else None


@field_column("company.annual_revenue", "number", confounder=True)
def annual_revenue(snapshot: DealSnapshot) -> Cell:
    """The company's revenue, in whatever currency the CRM keeps it."""
    return snapshot.company.annual_revenue if snapshot.company else None
