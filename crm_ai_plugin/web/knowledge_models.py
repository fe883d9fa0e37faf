"""What goes in and out of the knowledge base over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

MOST_HITS = 50


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class UploadQuery(_In):
    """How a document is called."""

    name: str = Field(
        min_length=1,
        max_length=300,
        description="File name or path. Its ending tells the format; a document of the same name is replaced.",
    )


class DocumentOut(BaseModel):
    """A document of the knowledge base. The file itself is not kept."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    name: str
    title: str
    media_type: str
    size: int
    pages: int | None
    passages: int = Field(validation_alias="passage_count")
    added_by: str
    at: datetime


class UploadedOut(BaseModel):
    """What became of a document: `unchanged` if the same file was there already, under the name it says."""

    outcome: Literal["added", "replaced", "unchanged"]
    document: DocumentOut


class DocumentsOut(BaseModel):
    """All documents, by name."""

    items: list[DocumentOut]


class KnowledgeSearchIn(_In):
    """What is looked for."""

    text: str = Field(min_length=1, max_length=8_000, description="A question, or what a buyer said.")
    limit: int = Field(default=5, ge=1, le=MOST_HITS)


class PassageOut(BaseModel):
    """A passage. `quote` is its sentence that says most to what was asked, verbatim; `fits` says whether it does."""

    id: str
    document_id: str
    title: str
    page: int | None
    heading: str
    text: str
    quote: str
    score: float
    fits: bool


class SearchedByOut(BaseModel):
    """Whose vectors the ranking rests on, and why not the provider's where there is one."""

    model_config = ConfigDict(from_attributes=True)

    model: str
    reason: str | None


class KnowledgeSearchOut(BaseModel):
    """Passages, best first."""

    items: list[PassageOut]
    by: SearchedByOut
