"""A claim and a template as people write them, checked."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from ....errors import UserInputError
from ....ports.question import Sentence
from .plain import unfit

Kind = Literal["claim", "template"]
KINDS = ("claim", "template")
SEGMENTS = ("small", "medium", "large")
"""Kinds of customer, by size: fewer than 50 people, fewer than 500, more."""
MAX_SENTENCE, MAX_CLAIM, MAX_WHY, MAX_ANSWER = 400, 300, 200, 1_200
ID = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?")
RESERVED = frozenset({"due", "export", "import", "policy", "library"})
"""Words that addresses of the library use themselves."""

Id = Annotated[str, StringConstraints(pattern=rf"^(?:{ID.pattern})$")]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,40}$")]
Language = Literal["de", "en", "es", "fr", "it", "nl", "pt"]
Segment = Literal["small", "medium", "large"]


class _Content(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    language: Language
    segments: tuple[Segment, ...] = Field(default=(), max_length=3)


class ClaimContent(_Content):
    """A statement about the product. Without topics it may be said to any objection."""

    kind: Literal["claim"] = "claim"
    text: str
    topics: tuple[Key, ...] = Field(default=(), max_length=14)


class Stated(BaseModel):
    """A sentence that says what a claim says, as long as that is approved."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    claim: Id


class TemplateContent(_Content):
    """An answer: sentences of its own and claims, a question or next step to end with, and when to use it."""

    kind: Literal["template"] = "template"
    topics: tuple[Key, ...] = Field(min_length=1, max_length=14)
    tones: tuple[Key, ...] = Field(min_length=1, max_length=6)
    sentences: tuple[str | Stated, ...] = Field(min_length=1, max_length=8)
    ask: str
    why: str

    @property
    def claims(self) -> tuple[str, ...]:
        """Ids of the claims it states."""
        return tuple(one.claim for one in self.sentences if isinstance(one, Stated))

    def spoken(self) -> tuple[Sentence, ...]:
        """Return the sentences as answers take them."""
        return tuple(
            Sentence("", one.claim) if isinstance(one, Stated) else Sentence(one) for one in self.sentences
        )


Content = Annotated[ClaimContent | TemplateContent, Field(discriminator="kind")]
_CONTENT: TypeAdapter[ClaimContent | TemplateContent] = TypeAdapter(Content)


@dataclass(frozen=True)
class Fault:
    """What is wrong with an entry; `column` is the part of it."""

    column: str
    reason: str


def read_content(
    given: Mapping[str, Any], topics: Sequence[str]
) -> tuple[ClaimContent | TemplateContent | None, list[Fault]]:
    """Return the content, or what is wrong with it.

    Args:
        given: As plain values.
        topics: What there is to be filed under.
    """
    if given.get("kind") not in KINDS:
        return None, [Fault("kind", f"is {' or '.join(KINDS)}")]
    try:
        content = _CONTENT.validate_python(dict(given))
    except ValidationError as error:
        # Never the input: it may hold personal data.
        found = error.errors(include_input=False, include_url=False, include_context=False)
        return None, [_fault(one) for one in found]
    faults = [
        Fault("topics", f"there is no topic {topic!r}; one of {', '.join(topics)}")
        for topic in content.topics
        if topic not in topics
    ]
    faults += [Fault(column, reason) for column, reason in _texts(content)]
    return (None, faults) if faults else (_normal(content), [])


def checked(given: Mapping[str, Any], topics: Sequence[str]) -> ClaimContent | TemplateContent:
    """Return the content.

    Raises:
        UserInputError: ``library_invalid``, with the first thing that is wrong.
    """
    content, faults = read_content(given, topics)
    if content is None:
        raise UserInputError(f"{faults[0].column}: {faults[0].reason}", code="library_invalid")
    return content


def digest(content: ClaimContent | TemplateContent, owner: str) -> str:
    """Return what tells two contents apart."""
    text = json.dumps([content.model_dump(mode="json"), owner], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def stored(content: Mapping[str, Any]) -> ClaimContent | TemplateContent:
    """Return a content that was checked when it was stored."""
    return _CONTENT.validate_python(dict(content))


def _normal(content: ClaimContent | TemplateContent) -> ClaimContent | TemplateContent:
    """The order of topics, tones and segments means nothing."""
    changes: dict[str, Any] = {
        name: tuple(sorted(set(getattr(content, name))))
        for name in ("topics", "tones", "segments")
        if hasattr(content, name)
    }
    return content.model_copy(update=changes)


def _texts(content: ClaimContent | TemplateContent) -> list[tuple[str, str]]:
    if isinstance(content, ClaimContent):
        texts = [("text", content.text, MAX_CLAIM, False)]
    else:
        own = [one for one in content.sentences if isinstance(one, str)]
        texts = [("sentences", text, MAX_SENTENCE, True) for text in own]
        texts += [("ask", content.ask, MAX_SENTENCE, True), ("why", content.why, MAX_WHY, False)]
        if sum(map(len, own)) + len(content.ask) > MAX_ANSWER:
            return [("sentences", f"the whole answer has more than {MAX_ANSWER} characters")]
    return [
        (column, reason)
        for column, text, longest, gaps in texts
        if (reason := unfit(text, content.language, longest, gaps=gaps)) is not None
    ]


def _fault(error: Mapping[str, Any]) -> Fault:
    parts = [str(part) for part in error["loc"] if part not in ("claim", "template")]
    what = str(error["msg"]).removeprefix("Value error, ")
    return Fault(parts[0] if parts else "kind", what[:1].lower() + what[1:])
