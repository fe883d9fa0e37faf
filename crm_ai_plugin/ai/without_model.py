"""The writer, and the choice, that need no model."""

from __future__ import annotations

from ..insights import WordedBy
from ..ports.choosing import ChoiceRequest, Chosen
from ..ports.writing import Wording, WordingRequest

NO_KEY = "no_key"
"""Reason when no model is set up."""


class EngineWriter:
    """Returns the engine's own texts and choices; as a desk it hands out itself."""

    def phrase(self, request: WordingRequest) -> Wording:
        """Return the texts unchanged, marked as the engine's."""
        return Wording(request.texts, by=WordedBy(reason=NO_KEY))

    def choose(self, request: ChoiceRequest) -> Chosen:
        """Leave the choice to the engine."""
        return Chosen(by=WordedBy(reason=NO_KEY))

    def writer(
        self, workspace: str, *, urgent: bool = False, spent_s: float = 0.0, failed: str | None = None
    ) -> EngineWriter:
        """Return itself: it keeps nothing of anybody."""
        return self

    def chooser(self, workspace: str) -> EngineWriter:
        """Return itself."""
        return self
