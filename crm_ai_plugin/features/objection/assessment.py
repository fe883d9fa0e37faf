"""What the feature found out and decided, on its way to words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...ports.feature import Recommendation
from ...ports.question import Question
from .choosing import Choice
from .deal import Said
from .reading import Found, Reading


@dataclass(frozen=True)
class ObjectionFacts:
    """The question, how it was read, and what the deal's records say to it."""

    question: Question
    reading: Reading
    first: Found
    also: Sequence[Found]
    said: Sequence[Said]


@dataclass(frozen=True)
class Assessment:
    """The answers to show, and all that were considered."""

    facts: ObjectionFacts
    choices: Sequence[Choice]
    considered: Sequence[Recommendation]
