"""What goes in and out over HTTP about reports."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class ReportQuery(BaseModel):
    """Which format; every other parameter is an option of the kind of report."""

    model_config = ConfigDict(extra="allow")

    format: str = Field("json", pattern=r"^[a-z]{1,10}$", description="`json`, `md`, `csv`, `html` or `pdf`.")


class ReportKindOut(BaseModel):
    """A kind of report and what may be asked of it."""

    key: str
    label: str
    options: dict[str, Any] = Field(description="JSON Schema of its options.")


class ReportKindsOut(BaseModel):
    """Every kind of report."""

    items: list[ReportKindOut]
    formats: list[str]
