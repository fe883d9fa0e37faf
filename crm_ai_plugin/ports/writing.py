"""The seam to words: a feature hands over what it would say itself, a writer may say it better.

The engine decides; a writer may only phrase. What it gets is complete: every text that may be worded anew, what
each may use, and who is spoken of. For which workspace it writes, and whether somebody waits, the runtime says
when it takes a writer from the desk; a feature knows neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal, Protocol

from ..insights import Source, Subject, WordedBy
from ..records import RecordRef

if TYPE_CHECKING:
    from .choosing import Chooser

SlotKind = Literal["headline", "title", "why", "how", "reply"]
"""What a text is for; bounds its length. ``reply`` is what a person may send to the customer."""


@dataclass(frozen=True)
class Slot:
    """One text that may be worded anew, alone kept or alone replaced.

    Attributes:
        key: Names it in request and wording.
        text: The engine's own words: what is shown unless something better passes.
        kind: What it is for.
        candidate: Id of what it belongs to; the texts of one candidate may use each other's facts.
        evidence: Ids of the evidence it may use beside its own text.
    """

    key: str
    text: str
    kind: SlotKind
    candidate: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Passage:
    """Evidence as a writer may read it.

    Attributes:
        id: As in the insight.
        what: The engine's words for what counts in it.
        text: What the record says, untrusted; empty where it says nothing.
        quote: The cited part of `text`, word for word.
        record: Where it stands.
        at: When it was said.
        people: Ids of the people who said it or are part of it.
    """

    id: str
    what: str
    text: str = ""
    quote: str | None = None
    record: RecordRef | None = None
    at: datetime | None = None
    people: tuple[str, ...] = ()


@dataclass(frozen=True)
class Person:
    """Somebody who may be named in the texts.

    Attributes:
        id: As in the records.
        names: Every way they may be called there, the fullest first; addresses and numbers as well.
        do_not_profile: Nothing of theirs and nothing about them may leave.
    """

    id: str
    names: tuple[str, ...]
    do_not_profile: bool = False


@dataclass(frozen=True)
class WordingRequest:
    """What a feature would like to have worded.

    Attributes:
        feature: Its key; there is a prompt of that name.
        subject: What it is about.
        language: Of the engine's texts, and so of the wording.
        slots: What may be worded anew, in reading order.
        evidence: What the slots may use.
        people: Who may occur in any text.
        companies: Names of companies and deals, masked only where the policy says so.
    """

    feature: str
    subject: Subject
    language: str
    slots: tuple[Slot, ...]
    evidence: tuple[Passage, ...] = ()
    people: tuple[Person, ...] = ()
    companies: tuple[str, ...] = ()

    @property
    def texts(self) -> dict[str, str]:
        """The engine's own words by slot."""
        return {slot.key: slot.text for slot in self.slots}


@dataclass(frozen=True)
class Wording:
    """Text by slot, and who wrote it.

    Attributes:
        texts: One for every slot of the request.
        source: ``llm`` when at least one text is a model's.
        model: Which.
        prompt_version: By which prompt, with its version.
        by: Who worded it, and why nobody better did.
        not_read: How many pieces of evidence the writer was not shown, or not whole.
        withheld: How many texts and pieces were kept back for people who must not be profiled.
    """

    texts: Mapping[str, str]
    source: Source = "engine"
    model: str | None = None
    prompt_version: str | None = None
    by: WordedBy = field(default_factory=WordedBy)
    not_read: int = 0
    withheld: int = 0


class Writer(Protocol):
    """Phrases prepared slots for one workspace."""

    def phrase(self, request: WordingRequest) -> Wording:
        """Return a text for every slot.

        Raises:
            RateLimitedError: nobody waits for these words and there is no room for them now; the work can come
                again after `retry_after`. Anything else that keeps a model from writing ends in the engine's words.
        """


class WritingDesk(Protocol):
    """Hands out writers, and those who choose."""

    def writer(
        self, workspace: str, *, urgent: bool = False, spent_s: float = 0.0, failed: str | None = None
    ) -> Writer:
        """Return a writer for `workspace`; an `urgent` one never asks to come again later.

        Args:
            workspace: For which it writes.
            urgent: Whether somebody waits.
            spent_s: Seconds they waited already, taken off those an urgent writer may take.
            failed: Code of a failure a moment ago that asking a model would only meet again: none is asked.
        """

    def chooser(self, workspace: str) -> Chooser:
        """Return who chooses for `workspace` while somebody waits."""
