"""The seam to a language model: one typed call, which a model-backed writer (:mod:`.writing`) stands on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Literal, Protocol, TypeVar

from pydantic import BaseModel

T = TypeVar("T", bound=BaseModel)

Role = Literal["system", "user", "assistant"]
Via = Literal["primary", "fallback"]


@dataclass(frozen=True)
class Message:
    """One message; `untrusted` marks text that came from CRM records."""

    role: Role
    text: str
    untrusted: bool = False


@dataclass(frozen=True)
class CallOptions:
    """Who pays for a call, what it is for, and within which bounds.

    Attributes:
        workspace: Whose budget it is taken from.
        feature: What it is for, as the ledger and the metrics name it.
        prompt_version: Which prompt; kept with the cost.
        model: Instead of the primary model of the settings; the fallback stays.
        temperature: Sent only to models that accept one.
        max_output_tokens: Upper bound of the answer; a longer one fails with ``truncated``. A model with a
            smaller bound gets its own. None: the bound of the settings.
        deadline_s: Seconds for everything: all attempts, all waits, the fallback. None: that of the settings.
        subject_hash: Names the person or deal to the provider's abuse checks without naming them; never a
            plain id.
    """

    workspace: str
    feature: str
    prompt_version: str | None = None
    model: str | None = None
    temperature: float | None = None
    max_output_tokens: int | None = None
    deadline_s: float | None = None
    subject_hash: str | None = None


@dataclass(frozen=True)
class Usage:
    """What one call took, counted even when it failed.

    `cached_tokens` is the part of `input_tokens` that the provider had in its cache. `cost_usd` is by our
    price list; of a model it does not know it is what the dearest one would have cost.
    """

    input_tokens: int
    output_tokens: int
    cached_tokens: int = 0
    cost_usd: float = 0.0


@dataclass(frozen=True)
class Completion(Generic[T]):
    """A validated answer: which model gave it, and whether that was the fallback."""

    value: T
    usage: Usage
    model: str
    via: Via = "primary"


class LanguageModel(Protocol):
    """One typed call: messages and a schema in, a validated object out."""

    def complete(self, messages: Sequence[Message], schema: type[T], options: CallOptions) -> Completion[T]:
        """Return a validated answer within the deadline.

        Raises:
            RateLimitedError: our own limits or the provider's leave no room now; `retry_after` says when. Work
                that can wait goes back to the queue.
            RetryableError: no answer this time: ``model_timeout``, ``model_unavailable``, ``breaker_open``,
                ``deadline_exceeded``.
            PermanentError: none either next time: ``refused``, ``truncated``, ``bad_output``, ``no_budget``,
                ``wrong_key``, ``quota_exhausted``, ``model_not_found``, ``request_rejected``,
                ``prompt_too_large``.
            ConfigurationError: ``schema_not_portable``: the schema is outside of what every server takes.
        """
