"""What a pretended model is asked, and what it may answer; the same in process and over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from crm_ai_plugin.ports.language_model import CallOptions, Message

__all__ = ["Answer", "Answerer", "Asked", "CutOff", "Refuse"]


@dataclass(frozen=True)
class Asked:
    """One question.

    Attributes:
        model: The model that is asked; empty in process when the caller left the choice to the settings.
        messages: All messages. Over HTTP every one that is not the system's counts as untrusted.
        schema: JSON Schema of the answer.
        options: What the caller said; only in process.
    """

    model: str
    messages: Sequence[Message]
    schema: Mapping[str, Any]
    options: CallOptions | None = None

    @property
    def untrusted(self) -> str:
        """The text that came from outside, in order."""
        return "\n".join(message.text for message in self.messages if message.untrusted)

    @property
    def trusted(self) -> str:
        """The text that is the product's own."""
        return "\n".join(message.text for message in self.messages if not message.untrusted)


@dataclass(frozen=True)
class Refuse:
    """The model declines, in its own words."""

    words: str = "I can't help with that."


@dataclass(frozen=True)
class CutOff:
    """The answer was stopped by the token limit or a filter; `text` is what there was of it."""

    text: str = '{"half": "an ans'
    by: Literal["length", "content_filter"] = "length"


Answer = Mapping[str, Any] | str | Refuse | CutOff
"""JSON, text that may or may not be JSON, or no answer at all."""

Answerer = Callable[[Asked], Answer]
