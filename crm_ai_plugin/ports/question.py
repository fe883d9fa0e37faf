"""The seam of a feature that answers words: a text, perhaps with a deal around it → facts → assessment → insight.

A deal feature looks at records and is run when they change; this one is asked. So it is not listed with the deal
features, and everything it may use comes with the question as plain values: it reads no store and no library.
Why this is a seam of its own: ``docs/adr/questions-are-asked.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Literal, Protocol

from ..insights import WordedBy
from ..records import DealSnapshot
from .choosing import ChoiceRequest
from .feature import Draft
from .writing import Writer

NextMove = Literal["won", "advanced", "none", "lost"]
"""What a deal did after an answer."""


@dataclass(frozen=True)
class Claim:
    """A statement about the product that somebody approved, and until when.

    `topics` are keys of what it answers (``price``, ``security_legal``); empty: it fits any. So it is with
    `segments`, the kinds of customer it may be said to.
    """

    id: str
    text: str
    language: str
    topics: tuple[str, ...] = ()
    approved: bool = False
    expires_at: datetime | None = None
    segments: tuple[str, ...] = ()

    def usable(self, now: datetime) -> bool:
        """Whether it may be said at `now`."""
        return self.approved and (self.expires_at is None or now < self.expires_at)


@dataclass(frozen=True)
class Sentence:
    """One sentence of a template; with `claim` it may be said only while that claim is usable.

    Without a text of its own it says what the claim says.
    """

    text: str
    claim: str | None = None


@dataclass(frozen=True)
class Template:
    """An answer of the workspace's own library. `ask` is the question or next step it ends with.

    `version` counts its wordings; 0: they are not counted. `segments` are the kinds of customer it is for; empty:
    all.
    """

    key: str
    topic: str
    tone: str
    language: str
    sentences: tuple[Sentence, ...]
    ask: str
    why: str
    approved: bool = False
    expires_at: datetime | None = None
    segments: tuple[str, ...] = ()
    version: int = 0

    @property
    def variant(self) -> str:
        """What learning calls it: another wording is another variant."""
        return f"{self.key}@{self.version}" if self.version else self.key

    def usable(self, now: datetime) -> bool:
        """Whether it may be shown at `now`."""
        return self.approved and (self.expires_at is None or now < self.expires_at)


@dataclass(frozen=True)
class SimilarPast:
    """An earlier objection like this one: what was answered, and how the deal went on.

    Attributes:
        id: Names it.
        topic: What was objected to.
        variant: The answer that was used; None: none was.
        next_move: What the deal did after it; None: not known (yet).
        at: When.
        deal_id: Of which deal.
        text: What was said; untrusted.
        language: Of the text.
        answer: The answer that was used, as it was shown.
        likeness: How much it says the same: from what both hold, and how near they lie; 0: nothing in common.
    """

    id: str
    topic: str
    variant: str | None
    next_move: NextMove | None
    at: datetime
    deal_id: str | None = None
    text: str = ""
    language: str = ""
    answer: str | None = None
    likeness: float = 0.0


@dataclass(frozen=True)
class FoundPassage:
    """A passage of the customer's own documents that speaks to the question.

    Attributes:
        id: Names the passage.
        document_id: Its document.
        title: Of the document.
        page: On which it stands, where the document has pages.
        heading: Under which it stands; "" for none.
        text: Word for word; untrusted.
    """

    id: str
    document_id: str
    title: str
    page: int | None
    heading: str
    text: str


@dataclass(frozen=True)
class Turn:
    """Something said earlier in the same conversation, and the variants that were shown for it."""

    text: str
    topic: str
    at: datetime
    shown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """A text to answer, with all that may be used for it.

    Attributes:
        id: Names it; ids and chance follow from it, so that the same question is answered the same way.
        text: What was said; untrusted.
        asked_at: When.
        language: If it is known.
        tones: Tones that were asked for; empty: one answer in each.
        snapshot: The deal it belongs to.
        contact_id: Who said it.
        segment: Which kind of customer, for learning; ``""``: all alike.
        earlier: Earlier turns, oldest first; bounded by whoever asks.
        claims: Claims of the workspace, usable or not.
        templates: Templates of the workspace, usable or not.
        past: Similar objections, best first.
        passages: What the customer's own documents say to it, best first; only what fits.
        chosen: A topic that a model chose; it counts only if the engine held it plausible.
        chosen_by: Whose choice the first topic is, and why nobody else's; None where there was nothing to choose.
    """

    id: str
    text: str
    asked_at: datetime
    language: str | None = None
    tones: tuple[str, ...] = ()
    snapshot: DealSnapshot | None = None
    contact_id: str | None = None
    segment: str = ""
    earlier: tuple[Turn, ...] = ()
    claims: tuple[Claim, ...] = ()
    templates: tuple[Template, ...] = ()
    past: tuple[SimilarPast, ...] = ()
    passages: tuple[FoundPassage, ...] = ()
    chosen: str | None = None
    chosen_by: WordedBy | None = None


class TextFeature(Protocol):
    """A feature in ``crm_ai.features`` that is asked in words."""

    key: ClassVar[str]
    version: ClassVar[str]
    subject_type: ClassVar[str]
    topics: ClassVar[tuple[str, ...]]
    """What claims and templates can be filed under."""

    def facts(self, question: Question, learned: Mapping[str, Any] | None) -> Any:  # noqa: ANN401
        """Measure; pure."""

    def choice(self, facts: Any) -> ChoiceRequest | None:  # noqa: ANN401
        """Return what a model may choose before answers are looked for; None where there is nothing to choose. Pure.

        What it chose comes back as `chosen` of the question, and facts are measured anew.
        """

    def topic(self, facts: Any) -> str:  # noqa: ANN401
        """Return what the text is about; what was learned of its answers is looked up by that."""

    def assess(self, facts: Any, learned: Mapping[str, Any] | None) -> Any:  # noqa: ANN401
        """Decide; pure.

        Raises:
            UserInputError: something was asked for that there is none of, such as a tone.
        """

    def word(self, assessment: Any, writer: Writer) -> Draft:  # noqa: ANN401
        """Phrase what was decided."""
