"""Giving texts a provider's vectors: a few at a time, so that whatever interrupts it loses only these."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from ...ports.language_model import CallOptions, Usage
from ...search import LOCAL_MODEL
from ...search.space import Vector
from ...store import Collection, Store, WorkspaceSession
from .leaving import Leaving

FEATURE = "search"
"""As the ledger and the metrics name it."""
COLLECTIONS: tuple[Collection, ...] = ("passages", "objections")
AT_ONCE = 32
"""Texts of one call: about a fifth of what all calls of a minute may take by default."""
_QUERY_S = 2.5
"""Seconds that somebody who waits is let wait for a query's vector; then the local index answers."""


class VectorSource(Protocol):
    """What gives texts vectors; :class:`crm_ai_plugin.ai.embedding_client.EmbeddingClient` is one."""

    @property
    def name(self) -> str:
        """Names the vectors."""

    def embed(self, texts: Sequence[str], options: CallOptions) -> tuple[list[list[float]], Usage]:
        """Return a vector for each text."""


@dataclass(frozen=True)
class Embedded:
    """How far a run came. `model` is None where there is none: then nothing was to be done."""

    model: str | None
    embedded: int = 0
    withheld: int = 0
    left: int = 0


@dataclass(frozen=True)
class TextEmbedding:
    """Embeds texts and queries; implements :class:`..searching.searching.QueryEmbedder` where there is a source."""

    store: Store
    source: VectorSource | None
    leaving: Leaving

    @property
    def model(self) -> str:
        """Names the vectors; the local ones where there is no source."""
        return self.source.name if self.source is not None else LOCAL_MODEL

    def query(self, workspace: str, text: str, speaker: str | None) -> Vector | None:
        """Return the vector of a query; None where it must not leave.

        Raises:
            CrmAiError: there is none this time.
        """
        if self.source is None:
            return None
        with self.store.workspace(workspace) as session:
            [outgoing] = self.leaving.outgoing(session, [text], [speaker])
        if not outgoing:
            return None
        options = CallOptions(workspace=workspace, feature=FEATURE, deadline_s=_QUERY_S)
        [vector], _ = self.source.embed([outgoing], options)
        return np.array(vector, dtype=np.float32)

    def lacking(self, workspace: str) -> int:
        """Return how many texts have no vector of the source's yet."""
        if self.source is None:
            return 0
        with self.store.workspace(workspace) as session:
            return sum(session.embeddings.count_lacking(one, self.model) for one in COLLECTIONS)

    def length(self, workspace: str) -> int:
        """Return how many characters the texts have that lack a vector of the source's."""
        if self.source is None:
            return 0
        with self.store.workspace(workspace) as session:
            return sum(session.embeddings.length_lacking(one, self.model) for one in COLLECTIONS)

    def run(
        self,
        workspace: str,
        progress: Callable[[int], None] = lambda _: None,
        seconds: float | None = None,
    ) -> Embedded:
        """Give vectors to what has none, and drop those of models that are no longer used once all have.

        Args:
            workspace: Whose texts.
            progress: Told how many are done.
            seconds: Stops after so long, between two calls; None: goes on to the end.

        Raises:
            CrmAiError: the source can't go on; what is done is done, and the next run goes on from there.
        """
        if self.source is None:
            return Embedded(None)
        until = None if seconds is None else time.monotonic() + seconds
        embedded = withheld = 0
        for collection in COLLECTIONS:
            while until is None or time.monotonic() < until:
                done = self._some(workspace, collection, self.source)
                if done is None:
                    break
                embedded, withheld = embedded + done[0], withheld + done[1]
                progress(embedded + withheld)
        left = self.lacking(workspace)
        if not left:
            with self.store.workspace(workspace) as session:
                for collection in COLLECTIONS:
                    session.embeddings.drop_models(collection, [LOCAL_MODEL, self.model])
        return Embedded(self.model, embedded, withheld, left)

    def _some(self, workspace: str, collection: Collection, source: VectorSource) -> tuple[int, int] | None:
        """Embed the next few; return (embedded, withheld), None if there are none."""
        with self.store.workspace(workspace) as session:
            rows = session.embeddings.lacking(collection, source.name, AT_ONCE)
            ids = [row[0] for row in rows]
            outgoing = self.leaving.outgoing(
                session, [row[1] for row in rows], _speakers(session, collection, ids)
            )
        if not rows:
            return None
        texts = [text for text in outgoing if text]
        # No transaction is open while the provider takes its time.
        options = CallOptions(workspace=workspace, feature=FEATURE)
        vectors = source.embed(texts, options)[0] if texts else []
        given = iter(np.array(vector, dtype=np.float32) for vector in vectors)
        found = {id_: next(given) if text else None for id_, text in zip(ids, outgoing, strict=True)}
        with self.store.workspace(workspace) as session:
            session.embeddings.put(collection, source.name, found)
            # What was forgotten meanwhile must not come back as a vector.
            session.embeddings.prune(collection, ids)
        return len(texts), len(ids) - len(texts)


def _speakers(session: WorkspaceSession, collection: Collection, ids: Sequence[str]) -> list[str | None]:
    if collection != "objections":
        return [None] * len(ids)
    by_id = {row.id: row.contact_id for row in session.objections.some(ids)}
    return [by_id.get(id_) for id_ in ids]
