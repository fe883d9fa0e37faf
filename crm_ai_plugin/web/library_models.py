"""What goes in and out of the library's routes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ..runtime.objections.library.content import ClaimContent, TemplateContent
from ..runtime.objections.library.notations import MAX_CHARS

Name = Annotated[
    str, Field(min_length=1, max_length=100, description="Who does it; the key's holder vouches.")
]
Note = Annotated[str, Field(max_length=500)]
Moment = Annotated[datetime, Field(description="ISO 8601; without a zone it is UTC.")]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ByIn(_In):
    """Somebody does something."""

    by: Name


class EntryIn(ByIn):
    """What an entry is to say."""

    content: Annotated[ClaimContent | TemplateContent, Field(discriminator="kind")]
    owner: Name | None = Field(default=None, description="Who looks after it; left out: whoever writes it.")
    review_at: Moment | None = Field(
        default=None, description="Proposed; whoever approves may say otherwise."
    )
    expires_at: Moment | None = None
    note: Note = ""


class NewEntryIn(EntryIn):
    """A new entry."""

    id: str | None = Field(
        default=None,
        min_length=1,
        max_length=64,
        description="Small letters, digits, - and _; templates name claims by it. Left out: one is made.",
    )


class ChangedEntryIn(EntryIn):
    """A new version of an entry."""

    base: int | None = Field(
        default=None, ge=1, description="Version this was made from; refused if another came in between."
    )


class ApproveIn(ByIn):
    """An approval; dates that are left out are as proposed, or the usual."""

    review_at: Moment | None = None
    expires_at: Moment | None = None
    note: Note = ""


class RejectIn(ByIn):
    """A refusal, and why."""

    note: Annotated[str, Field(min_length=1, max_length=500)]


class RollBackIn(ByIn):
    """Which version to bring back; left out: the one in use before."""

    version: int | None = Field(default=None, ge=1)


class PolicyIn(ByIn):
    """How a library is approved."""

    own_approval: bool = Field(description="Whether authors may approve what they wrote.")


class PolicyOut(BaseModel):
    """How a library is approved."""

    own_approval: bool


class VersionOut(BaseModel):
    """One version of an entry."""

    model_config = ConfigDict(from_attributes=True)

    number: int
    state: str
    in_use: bool
    owner: str
    content: dict[str, Any]
    author: str
    at: datetime
    note: str
    submitted_by: str | None
    decided_by: str | None
    decided_at: datetime | None
    decision_note: str
    review_at: datetime | None
    expires_at: datetime | None


class EntryOut(BaseModel):
    """An entry with its newest version; `in_use` is the number of the one that answers are made from."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    kind: Literal["claim", "template"]
    state: Literal["draft", "in_review", "approved", "expired", "rejected", "retired"]
    in_use: int | None
    created_at: datetime
    retired_at: datetime | None
    review_at: datetime | None
    expires_at: datetime | None
    latest: VersionOut


class EntriesOut(BaseModel):
    """Entries; `next` goes into `after` for more."""

    items: list[EntryOut]
    next: str | None = None


class EntryVersionsOut(BaseModel):
    """Versions, newest first."""

    items: list[VersionOut]


class LibraryQuery(_In):
    """Which entries."""

    kind: Literal["claim", "template"] | None = None
    state: Literal["draft", "in_review", "approved", "expired", "rejected", "retired"] | None = None
    topic: Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")] | None = None
    language: Literal["de", "en", "es", "fr", "it", "nl", "pt"] | None = None
    after: str = Field(default="", max_length=64)
    limit: int = Field(default=100, ge=1, le=500)


class DueQuery(_In):
    """How far to look ahead."""

    days: int = Field(default=30, ge=0, le=730)


class EntryDiffQuery(_In):
    """Which two versions; left out: the one in use and the newest."""

    a: int | None = Field(default=None, ge=1)
    b: int | None = Field(default=None, ge=1)


class EntryDiffOut(BaseModel):
    """How two versions differ, as patches show it."""

    diff: str


class LibraryExportQuery(_In):
    """In which notation."""

    format: Literal["json", "csv", "yaml"] = "json"


class ImportIn(ByIn):
    """A file."""

    format: Literal["json", "csv", "yaml"]
    content: str = Field(max_length=MAX_CHARS)
    name: str = Field(
        default="library", min_length=1, max_length=100, description="How messages name the file."
    )
    approved_by: Name | None = Field(
        default=None, description="Who signs it off; left out: what it brings comes in as drafts."
    )
    dry_run: bool = False


class ImportOut(BaseModel):
    """What an import did, or would do: ids of entries."""

    model_config = ConfigDict(from_attributes=True)

    stored: bool
    added: list[str]
    changed: list[str]
    unchanged: list[str]
    approved: list[str]
    refused: list[RefusedRow]


class RefusedRow(BaseModel):
    """One row that can't be taken."""

    model_config = ConfigDict(from_attributes=True)

    file: str
    line: int
    column: str | None
    reason: str


ImportOut.model_rebuild()
