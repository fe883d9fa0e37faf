"""Payload of a ``committee`` insight: who takes part in the buyer's decision, and who is missing."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from .estimate import Estimate

COMMITTEE = "committee"
"""Kind of the insight."""

Side = Literal["champion", "blocker", "unknown"]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ObservedRole(_Model):
    """A part that somebody was seen to play: `why` says what was seen, `share` how much of what they wrote was about it."""

    role: str
    why: str
    share: Estimate
    evidence: list[str]


class StanceOf(_Model):
    """On which side somebody stands, with reasons.

    Attributes:
        side: ``unknown`` where too little was seen or a person of ours said something else in their own words.
        said: The statement.
        by: Whether it was observed or stated by a person of ours; None where nothing is stated.
        confidence: Chance that an observed statement holds.
        evidence: What they said.
    """

    side: Side
    said: str
    by: Literal["observed", "person"] | None = None
    confidence: Estimate | None = None
    evidence: list[str] = Field(default_factory=list)


class Contacted(_Model):
    """One of ours who deals with somebody: how often, and when last."""

    owner: str
    name: str
    n: int
    last: datetime
    evidence: list[str]


class Reach(_Model):
    """How far somebody's contacts reach.

    Attributes:
        touches: Mails, calls and meetings with them on this deal.
        theirs: Those in which they took part themselves.
        ours: Who of us deals with them, most first.
        colleagues: Ids of others of the committee who were in the same mails, calls or meetings.
    """

    touches: int
    theirs: int
    ours: list[Contacted]
    colleagues: list[str]


class Member(_Model):
    """Somebody on the deal.

    Attributes:
        contact: Id in the CRM.
        name: As the CRM has it.
        title: As the CRM has it.
        profiled: False for who must not be profiled: nothing beside name and the CRM's own words is held then.
        declared: Roles that the CRM names.
        observed: Roles that were seen.
        differ: Whether what was seen goes against what the CRM names.
        department: Told by the words of the title: ``executive``, ``finance``, ``technical``, ``manager``, ``other``;
            None without a title.
        stance: For us or against.
        reach: Who deals with whom.
        last_heard: When they last took part.
        last_contact: When anything last passed between us.
        evidence: The last of what they took part in.
    """

    contact: str
    name: str
    title: str | None = None
    profiled: bool = True
    declared: list[str] = Field(default_factory=list)
    observed: list[ObservedRole] = Field(default_factory=list)
    differ: bool = False
    department: str | None = None
    stance: StanceOf | None = None
    reach: Reach | None = None
    last_heard: datetime | None = None
    last_contact: datetime | None = None
    evidence: list[str] = Field(default_factory=list)


class Tie(_Model):
    """Two people of the committee in the same mails, calls or meetings."""

    a: str
    b: str
    by: dict[str, int]
    n: int
    last: datetime
    evidence: list[str]


class Gap(_Model):
    """What is missing. `key` is stable; `people` are the contacts it is about."""

    key: str
    text: str
    people: list[str] = Field(default_factory=list)
    evidence: list[str]


class CommitteePayload(_Model):
    """The committee of one deal. `gaps` come in the order in which they matter."""

    members: list[Member]
    ties: list[Tie]
    gaps: list[Gap]
    not_profiled: int = 0
