"""An answer to "what do you hold about me?", as data: the pages for people and the file for programs show the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Entry(_Part):
    """One row of a place."""

    about: Literal["yours", "mentions you"] = Field(
        description="Whether the row is this person's, or another's in which they are mentioned."
    )
    origin: str = Field(
        description="Where it came from, in words: which record of which CRM, or derived from what."
    )
    at: datetime | None = Field(description="When it happened or was made, as far as the row says.")
    values: Mapping[str, Any] = Field(
        description="What it says. Of a row that only mentions the person, the sentences that do. "
        "Other people are masked."
    )
    context: Mapping[str, Any] = Field(description="Ids, kinds and times that say nothing of a person.")


class Section(_Part):
    """One place: a table, with everything in it that is about the person."""

    key: str = Field(description="Name of the place.")
    title: str
    what: str = Field(description="What lies there.")
    why: str = Field(description="What it is held for.")
    until: str = Field(description="When it goes.")
    source: Literal["crm", "derived", "given", "technical"] = Field(
        description="`crm`: received from a CRM or tracker; `derived`: computed or worded from that; `given`: entered by "
        "people who use the product; `technical`: needed to do the work."
    )
    entries: Sequence[Entry] = ()


class Recipient(_Part):
    """Somebody outside the database who received something."""

    who: str
    what: str
    count: int = Field(ge=0)
    last_at: datetime | None = None


class Computed(_Part):
    """Figures that rest on the person's records among others', and show nothing of one person."""

    what: str
    count: int = Field(ge=0)


class AccessReport(_Part):
    """Everything held about one person."""

    format: Literal["crm-ai/access/1"] = "crm-ai/access/1"
    id: str
    made_at: datetime
    workspace: str
    contacts: Sequence[Mapping[str, str]] = Field(
        description="The contacts that are this person: connection and id; all that share an address are one person."
    )
    do_not_profile: bool
    sections: Sequence[Section]
    recipients: Sequence[Recipient]
    computed: Sequence[Computed]
    masked: int = Field(ge=0, description="How many times another person was masked.")

    @property
    def filled(self) -> list[Section]:
        """The sections that hold something."""
        return [one for one in self.sections if one.entries]

    @property
    def empty(self) -> list[Section]:
        """The sections in which nothing was found."""
        return [one for one in self.sections if not one.entries]
