"""A search over a workspace's passages or earlier objections."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from ...errors import CrmAiError
from ...search import FITS, LOCAL_MODEL, NEARNESS, fuse, local_space
from ...search.space import Vector
from ...store import Collection, Store, WorkspaceSession
from .indexes import Indexes
from .ranked import Hit, Ranked, SearchedBy

_DEPTH = 100
"""Best by words, and nearest, that a ranking is made of."""


class QueryEmbedder(Protocol):
    """A model that gives texts vectors."""

    @property
    def model(self) -> str:
        """Names the vectors."""

    def query(self, workspace: str, text: str, speaker: str | None) -> Vector | None:
        """Return the vector of a query; None where it must not leave for whom it is about or who said it.

        Raises:
            CrmAiError: there is none this time.
        """


@dataclass(frozen=True)
class Searching:
    """Ranks texts for a query.

    Attributes:
        embedder: Whose vectors are used where they are there; None: the local space's alone.
    """

    store: Store
    embedder: QueryEmbedder | None = None

    @cached_property
    def indexes(self) -> Indexes:
        """What this process keeps of the texts."""
        return Indexes(keeps_vectors=not self.store.compares_vectors)

    def search(
        self,
        workspace: str,
        collection: Collection,
        query: str,
        limit: int,
        speaker: str | None = None,
    ) -> Ranked:
        """Return the texts that say most to `query`.

        Args:
            workspace: Whose texts.
            collection: Which of them.
            query: What is looked for; untrusted.
            limit: How many.
            speaker: Id of the contact who said it, if it was one.
        """
        # No transaction is open while a provider may take its time.
        vector, by = self._vector(workspace, collection, query, speaker)
        with self.store.workspace(workspace) as session:
            return self._ranked(session, collection, query, limit, vector, by)

    def _ranked(
        self,
        session: WorkspaceSession,
        collection: Collection,
        query: str,
        limit: int,
        vector: Vector,
        by: SearchedBy,
    ) -> Ranked:
        lexical = self.indexes.ask(session, collection, query)
        held = lexical.best(_DEPTH)
        if by.model == LOCAL_MODEL:
            near, weight = self.indexes.nearest(session, collection, vector, _DEPTH, held), NEARNESS["local"]
        else:
            near = session.embeddings.nearest(collection, by.model, vector, _DEPTH, held)
            weight = NEARNESS["provider"]
        # A vector may be there whose text is not searched (any more).
        keys = {*held, *(key for key in near if key in lexical)}
        scored = fuse(lexical, near, weight, keys)[:limit]
        return Ranked([Hit(key, score, score >= FITS) for key, score in scored], by)

    def _vector(
        self, workspace: str, collection: Collection, query: str, speaker: str | None
    ) -> tuple[Vector, SearchedBy]:
        local = local_space().vector(query)
        if self.embedder is None:
            return local, SearchedBy(LOCAL_MODEL)
        model = self.embedder.model
        with self.store.workspace(workspace) as session:
            looked_at = session.embeddings.models(collection).get(model, 0)
            unfinished = not looked_at or session.embeddings.count_lacking(collection, model) > 0
        if unfinished:
            return local, SearchedBy(LOCAL_MODEL, "embedding_unfinished")
        try:
            vector = self.embedder.query(workspace, query, speaker)
        except CrmAiError as error:
            return local, SearchedBy(LOCAL_MODEL, error.code)
        return (local, SearchedBy(LOCAL_MODEL, "withheld")) if vector is None else (vector, SearchedBy(model))
