"""Finding passages of the customer's own documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...ports.question import FoundPassage
from ...search import best_quote, local_space
from ...store import Store
from ..searching.ranked import SearchedBy
from ..searching.searching import Searching


@dataclass(frozen=True)
class PassageHit:
    """A passage that was found. `quote` is the sentence of it that says most to the query, verbatim."""

    passage: FoundPassage
    quote: str
    score: float
    fits: bool


@dataclass(frozen=True)
class PassageSearch:
    """What a search found, best first, and whose vectors that rests on."""

    hits: Sequence[PassageHit]
    by: SearchedBy

    @property
    def fitting(self) -> tuple[FoundPassage, ...]:
        """The passages that say something to the query."""
        return tuple(hit.passage for hit in self.hits if hit.fits)


@dataclass(frozen=True)
class PassageFinding:
    """Searches documents."""

    store: Store
    searching: Searching

    def find(self, workspace: str, query: str, limit: int = 5, speaker: str | None = None) -> PassageSearch:
        """Return the passages that say most to `query`; whether one fits, it says itself.

        Args:
            workspace: Whose documents.
            query: What is looked for; untrusted.
            limit: How many.
            speaker: Id of the contact who said it, if it was one.
        """
        ranked = self.searching.search(workspace, "passages", query, limit, speaker)
        ids = [hit.id for hit in ranked]
        with self.store.workspace(workspace) as session:
            rows = {row.id: row for row in session.knowledge.passages(ids)} if ids else {}
        return PassageSearch(
            [
                PassageHit(
                    FoundPassage(row.id, row.document_id, row.title, row.page, row.heading, row.text),
                    best_quote(query, row.text, local_space()),
                    hit.score,
                    hit.fits,
                )
                for hit in ranked
                if (row := rows.get(hit.id)) is not None
            ],
            ranked.by,
        )
