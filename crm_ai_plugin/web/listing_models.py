"""What the routes that list records take and give."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from ..insights import Estimate

_MOST_IDS = 100


class ContactListQuery(BaseModel):
    """Which contacts, and which page of them."""

    model_config = ConfigDict(extra="forbid")

    search: str = Field(default="", max_length=200, description="A part of a name, or the whole id.")
    offset: int = Field(default=0, ge=0, le=1_000_000)
    limit: int = Field(default=25, ge=1, le=100)


class DealListQuery(ContactListQuery):
    """Which deals, and which page of them."""

    outcome: Literal["open", "won", "lost"] | None = None
    ids: str | None = Field(
        default=None,
        min_length=1,
        max_length=20_000,
        description="Only deals of these ids, a hundred at most, with commas between.",
    )

    @field_validator("ids")
    @classmethod
    def _not_too_many(cls, ids: str | None) -> str | None:
        if ids is not None and ids.count(",") >= _MOST_IDS:
            raise ValueError(f"at most {_MOST_IDS} ids")
        return ids

    @property
    def only(self) -> Sequence[str] | None:
        """The ids that were asked for; None for any."""
        return None if self.ids is None else [one.strip() for one in self.ids.split(",")]


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
