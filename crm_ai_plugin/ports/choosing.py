"""The seam to a choice: the engine found several readings of a text, a model may say which of them comes first.

It may choose and nothing else. What it gets are options that the engine made, each with an id; what comes back is
one of them or none. How sure an option is, is no part of the request, and nothing a model says changes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ..insights import Subject, WordedBy
from .writing import Person

_LASTING = frozenset({"quota_exhausted", "no_budget", "wrong_key", "model_not_found"})


@dataclass(frozen=True)
class Option:
    """One thing that may be chosen. `means` explains it, in our own words."""

    key: str
    means: str


@dataclass(frozen=True)
class ChoiceRequest:
    """What a feature would like to have chosen.

    Attributes:
        feature: Its key: who pays.
        prompt: Which prompt asks.
        subject: What it is about.
        language: Of the text.
        text: What the options are readings of; untrusted.
        options: At least two, the engine's own choice first.
        speaker: Id of who said it, if that is known.
        people: Who may occur in the text.
        companies: Names of companies and deals, masked only where the policy says so.
    """

    feature: str
    prompt: str
    subject: Subject
    language: str
    text: str
    options: Sequence[Option]
    speaker: str | None = None
    people: tuple[Person, ...] = ()
    companies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chosen:
    """What was chosen: `key` of an option, or None where the engine's choice stands; `by` says whose it is and why.

    `took_s` are the seconds that somebody waited for it, to be taken off what else they are let wait.
    """

    key: str | None = None
    by: WordedBy = field(default_factory=WordedBy)
    model: str | None = None
    took_s: float = 0.0

    @property
    def failed(self) -> str | None:
        """The code of a failure that any other call would only meet again; None when there was none such."""
        return self.by.reason if self.by.reason in _LASTING else None


class Chooser(Protocol):
    """Chooses for one workspace."""

    def choose(self, request: ChoiceRequest) -> Chosen:
        """Return a choice; whatever keeps a model from choosing ends in the engine's."""
