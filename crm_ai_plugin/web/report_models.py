"""What goes in and out over HTTP about reports."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class ReportQuery(BaseModel):
    """Which format; every other parameter is an option of the kind of report."""

    model_config = ConfigDict(extra="allow")

    format: str = Field(
        "json",
        pattern=r"^[a-z]{1,10}$",
        description="`json`, `md`, `csv`, `html` or `pdf`; `vcf` for a persona.",
    )


class ReportKindOut(BaseModel):
    """A kind of report and what may be asked of it."""

    key: str
    label: str
    options: dict[str, Any] = Field(description="JSON Schema of its options.")


class ReportKindsOut(BaseModel):
    """Every kind of report."""

    items: list[ReportKindOut]
    formats: list[str]


class ShareIn(BaseModel):
    """For how long a link is open, and for whom."""

    model_config = ConfigDict(extra="forbid")

    days: float = Field(7, gt=0, le=90, allow_inf_nan=False, description="Days until it leads nowhere.")
    passcode: str | None = Field(
        None, min_length=6, max_length=100, description="Asked of whoever opens it; tell it by another way."
    )
    by: str = Field(
        "api", min_length=1, max_length=128, description="Id of the person, kept in the audit log."
    )


class ShareReportIn(ShareIn):
    """A report that is made and shared."""

    report: str = Field(min_length=1, max_length=60, description="Kind of report.")
    options: dict[str, Any] = Field(default_factory=dict, description="What it is about.")


class SharedOut(BaseModel):
    """A new link; it is shown this once."""

    id: str
    url: str
    expires_at: datetime


class ShareOut(BaseModel):
    """What is or was shared."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    kind: str
    subject_type: str
    subject_id: str
    made_by: str
    created_at: datetime | None
    expires_at: datetime
    open: bool
    has_passcode: bool
    views: int
    viewed_at: datetime | None


class SharesOut(BaseModel):
    """What is and was shared, newest first."""

    items: list[ShareOut]
