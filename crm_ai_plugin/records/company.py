"""A company (account)."""

from __future__ import annotations

from .base import Record, RecordId


class Company(Record):
    """The organisation that buys."""

    id: RecordId
    name: str = ""
    domain: str | None = None
    industry: str | None = None
    employees: int | None = None
    annual_revenue: float | None = None
    country: str | None = None
