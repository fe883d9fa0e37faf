"""What goes in and out where changes are told."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class LiveQuery(BaseModel):
    """What was seen last, and what is of interest."""

    model_config = ConfigDict(extra="forbid")

    since: str | None = Field(
        None, max_length=40, description="Id of the last event; left out: only `at` is told, to go on from."
    )
    topics: str = Field("", max_length=4000, description="Topics with commas between; all if left out.")
    wait: float = Field(
        0, ge=0, le=25, allow_inf_nan=False, description="Seconds to wait for the first event."
    )


class LiveEventOut(BaseModel):
    """Something changed: fetch it again."""

    id: str
    topic: str
    data: dict[str, Any]


class LiveOut(BaseModel):
    """What changed."""

    events: list[LiveEventOut]
    at: str = Field(description="To be sent as `since` the next time.")
    resync: bool = Field(description="Something may be missing: fetch everything again.")
