"""What the routes that list records take and give."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from ..insights import Estimate


class ContactListQuery(BaseModel):
    """Which contacts, and which page of them."""

    model_config = ConfigDict(extra="forbid")

    search: str = Field(default="", max_length=200, description="A part of a name, or the whole id.")
    offset: int = Field(default=0, ge=0, le=1_000_000)
    limit: int = Field(default=25, ge=1, le=100)


class DealListQuery(ContactListQuery):
    """Which deals, and which page of them."""

    outcome: Literal["open", "won", "lost"] | None = None


class ListedDealOut(BaseModel):
    """A deal with what its newest advice says first; nulls where there is none yet."""

    connection: str
    id: str
    name: str
    stage: str | None
    amount: float | None
    currency: str | None
    outcome: str
    expected_close_at: datetime | None
    closed_at: datetime | None
    company: str | None
    owner: str | None
    p_win: Estimate | None
    headline: str | None


class DealListOut(BaseModel):
    """A page of deals, last created first."""

    items: list[ListedDealOut]


class ListedContactOut(BaseModel):
    """A contact; who must not be profiled has no persona."""

    model_config = ConfigDict(from_attributes=True)

    connection: str
    id: str
    name: str
    title: str | None
    company: str | None
    do_not_profile: bool


class ContactListOut(BaseModel):
    """A page of contacts, by name."""

    items: list[ListedContactOut]
