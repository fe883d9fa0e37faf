"""How many tokens a text is at most, without a tokenizer.

Vocabularies come by download and lag behind the models. What limits and caps need is a bound that holds for
any text, hostile text too; what a preview needs is a fair guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from json import dumps
from typing import Any

from ..ports.language_model import Message

PER_MESSAGE = 8
"""Tokens around a message: role and separators."""
PER_CALL = 64
"""Tokens of what the provider adds on its own."""
BYTES_PER_TOKEN = 4
"""Of plain English; most other languages take more tokens."""

_WORD = re.compile(r"[A-Za-z]+")


def most_tokens(text: str) -> int:
    """Return an upper bound.

    Byte-pair vocabularies know all pairs of Latin letters, so two single letters never stand side by side: at
    most two tokens for three letters of a word. Of everything else each byte may be a token of its own.
    """
    lengths = [len(word) for word in _WORD.findall(text)]
    other = len(text.encode(errors="replace")) - sum(lengths)
    return other + sum((2 * length + 2) // 3 for length in lengths)


def likely_tokens(text: str) -> int:
    """Return a fair guess."""
    return len(text.encode(errors="replace")) // BYTES_PER_TOKEN + 1


def most_input_tokens(messages: Iterable[Message], schema: Mapping[str, Any]) -> int:
    """Return an upper bound of what a whole call takes as input."""
    told = sum(most_tokens(message.text) + PER_MESSAGE for message in messages)
    return told + most_tokens(dumps(schema)) + PER_CALL


def likely_input_tokens(messages: Iterable[Message], schema: Mapping[str, Any]) -> int:
    """Return a fair guess of what a whole call takes as input."""
    told = sum(likely_tokens(message.text) + PER_MESSAGE for message in messages)
    return told + likely_tokens(dumps(schema)) + PER_CALL
