"""What a question is answered against, beside the deal: earlier objections like it, and the customer's own documents."""

from __future__ import annotations

from dataclasses import dataclass

from ...ports.question import FoundPassage, SimilarPast
from ..knowledge.finding import PassageFinding
from .earlier import Earlier

_MOST_PASSAGES = 6


@dataclass(frozen=True)
class Background:
    """Looks it up."""

    earlier: Earlier
    documents: PassageFinding

    def past(
        self, workspace: str, text: str, speaker: str | None, conversation: str | None
    ) -> tuple[SimilarPast, ...]:
        """Return earlier objections like this one, best first, none of the same conversation."""
        return self.earlier.like(workspace, text, speaker=speaker, conversation=conversation)

    def passages(self, workspace: str, text: str, speaker: str | None) -> tuple[FoundPassage, ...]:
        """Return the passages that fit, best first."""
        return self.documents.find(workspace, text, _MOST_PASSAGES, speaker).fitting
