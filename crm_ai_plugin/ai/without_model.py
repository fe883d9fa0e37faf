"""The writer that needs no model."""

from __future__ import annotations

from ..insights import WordedBy
from ..ports.writing import Wording, WordingRequest

NO_KEY = "no_key"
"""Reason when no model is set up."""


class EngineWriter:
    """Returns the engine's own texts; as a desk it hands out itself."""

    def phrase(self, request: WordingRequest) -> Wording:
        """Return the texts unchanged, marked as the engine's."""
        return Wording(request.texts, by=WordedBy(reason=NO_KEY))

    def writer(self, workspace: str, *, urgent: bool = False) -> EngineWriter:
        """Return itself: it keeps nothing of anybody."""
        return self
