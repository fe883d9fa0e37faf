"""What a pattern is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from ..facts import Fact
from ..records import RecordRef
from .watched import Surroundings, WatchedDeal

Figure = float | int | str | None


class PatternOptions(BaseModel):
    """Thresholds of a pattern. Each pattern derives its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True)
class Proof:
    """A record behind a finding. `what` is a sentence of ours: no words of the record and no name of a person."""

    record: RecordRef
    what: str
    at: datetime | None = None


@dataclass(frozen=True)
class Finding:
    """A pattern fits a deal.

    `why` says so in one sentence of figures, without words of the CRM beyond names of stages and competitors; `figures`
    are the numbers in it, and `proof` is never empty.
    """

    why: str
    figures: Mapping[str, Figure]
    proof: Sequence[Proof] = field(repr=False)


@dataclass(frozen=True)
class Pattern:
    """A kind of pattern. A module in :mod:`.patterns` holds one as ``PATTERN``; nothing else has to be told about it.

    Attributes:
        key: Its name in rules.
        label: Its name for people: title of the task and subject of the e-mail.
        options: What can be set.
        look: Returns the finding, or None where it does not fit or can't be seen. Silence is no finding.
    """

    key: str
    label: str
    options: type[PatternOptions]
    look: Callable[[WatchedDeal, Surroundings, Any], Finding | None]


def proof_of(fact: Fact, connection: str, what: str) -> tuple[Proof, ...]:
    """Return a fact's evidence as proof, all of it said to be `what`."""
    return tuple(
        Proof(one.record.model_copy(update={"connection": connection}), what, one.at) for one in fact.evidence
    )


def on_deal(deal: WatchedDeal, what: str) -> Proof:
    """Return the deal's own record as proof."""
    connection, id_ = deal.key
    return Proof(RecordRef(type="deal", id=id_, connection=connection), what, deal.snapshot.as_of)
