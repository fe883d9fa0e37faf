"""The seam to words.

The engine decides; a writer may only phrase. `LanguageModel` is the raw typed call that a model-backed
writer stands on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from pydantic import BaseModel

from ..insights import Source

T = TypeVar("T", bound=BaseModel)


@dataclass(frozen=True)
class Message:
    """One message; `untrusted` marks text that came from CRM records."""

    role: str
    text: str
    untrusted: bool = False


@dataclass(frozen=True)
class Usage:
    """Tokens of one call, counted even when it failed."""

    model: str
    input_tokens: int
    output_tokens: int


@dataclass(frozen=True)
class Completion(Generic[T]):
    """A validated answer."""

    value: T
    usage: Usage


class LanguageModel(Protocol):
    """One typed call: messages and a schema in, a validated object out."""

    def complete(self, messages: Sequence[Message], schema: type[T]) -> Completion[T]:
        """Return a validated answer.

        Raises:
            RetryableError: no usable answer this time.
            PermanentError: refused, no budget, wrong key.
        """


@dataclass(frozen=True)
class Wording:
    """Text by slot, and who wrote it."""

    texts: Mapping[str, str]
    source: Source = "engine"
    model: str | None = None
    prompt_version: str | None = None


class Writer(Protocol):
    """Phrases prepared slots; must return a text for every slot of `engine_texts`."""

    def phrase(self, feature: str, engine_texts: Mapping[str, str], evidence: Mapping[str, str]) -> Wording:
        """Return a wording; `evidence` maps evidence ids to the text that may be used."""
