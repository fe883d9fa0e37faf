"""The evidence of one insight, each piece with an id."""

from __future__ import annotations

from collections.abc import Iterable

from ..insights import Evidence
from ..sentences import Catalogue
from .model import EvidenceDraft


class EvidenceBook:
    """Gives each piece of evidence one id, in the order in which it is first used."""

    def __init__(self, words: Catalogue) -> None:
        """Start empty."""
        self._words = words
        self._ids: dict[str, str] = {}
        self.entries: list[Evidence] = []

    def ids(self, drafts: Iterable[EvidenceDraft]) -> list[str]:
        """Return the ids of `drafts`, entering those that are new."""
        found = []
        for draft in drafts:
            what = self._words.render(draft.what)
            found.append(
                self.adopt(Evidence(id="", record=draft.record, at=draft.at, what=what, quote=draft.quote))
            )
        return found

    def adopt(self, evidence: Evidence) -> str:
        """Return the id of a piece of another insight's evidence here, entering it if it is new."""
        key = f"{evidence.record.type}|{evidence.record.id}|{evidence.quote or ''}|{evidence.what}"
        if key not in self._ids:
            self._ids[key] = f"ev_{len(self.entries) + 1}"
            self.entries.append(evidence.model_copy(update={"id": self._ids[key]}))
        return self._ids[key]
