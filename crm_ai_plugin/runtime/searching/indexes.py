"""What a process keeps of a workspace's texts, so that a search need not read them.

The database is asked for the ids at each search, which costs milliseconds: what was added or taken away by another
process, or forgotten for a person, is so at the next search, without anybody having to be told.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ...search import LOCAL_MODEL, Corpus, Lexical, local_space
from ...search.space import Vector
from ...store import Collection, Neighbours, WorkspaceSession

MOST_KEPT = 64
"""Indexes kept at once; the one that was used longest ago goes first."""
MOST_OBJECTIONS = 20_000
"""The newest so many are searched."""
_AT_ONCE = 500


@dataclass
class _Index:
    corpus: Corpus = field(default_factory=Corpus)
    near: Neighbours = field(default_factory=Neighbours)
    """Places in the local space, kept where the database does not compare them itself."""
    lock: threading.Lock = field(default_factory=threading.Lock)


class Indexes:
    """The indexes of one process. Safe for threads.

    Args:
        keeps_vectors: Whether the local space's vectors are kept too, because the database does not compare them.
    """

    def __init__(self, *, keeps_vectors: bool = False) -> None:
        self._keeps_vectors = keeps_vectors
        self._kept: OrderedDict[tuple[str, Collection], _Index] = OrderedDict()
        self._lock = threading.Lock()

    def ask(self, session: WorkspaceSession, collection: Collection, query: str) -> Lexical:
        """Return how much of `query` each text holds, as of this transaction."""
        index = self._known((session.workspace_id, collection))
        with index.lock:
            _renew(index, session, collection, keeps_vectors=self._keeps_vectors)
            return index.corpus.ask(query)

    def nearest(
        self,
        session: WorkspaceSession,
        collection: Collection,
        vector: Vector,
        limit: int,
        also: Sequence[str],
    ) -> dict[str, float]:
        """Return the cosine of the texts nearest in the local space, and of those named in `also`.

        As of the last `ask`, which has to come first.
        """
        if not self._keeps_vectors:
            return session.embeddings.nearest(collection, LOCAL_MODEL, vector, limit, also)
        index = self._known((session.workspace_id, collection))
        with index.lock:
            return index.near.nearest(vector, limit, also)

    def _known(self, key: tuple[str, Collection]) -> _Index:
        with self._lock:
            index = self._kept.setdefault(key, _Index())
            self._kept.move_to_end(key)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
            return index


def embed_locally(session: WorkspaceSession, collection: Collection) -> None:
    """Give a place in the local space to every text that has none yet."""
    space = local_space()
    while lacking := session.embeddings.lacking(collection, LOCAL_MODEL, _AT_ONCE):
        session.embeddings.put(collection, LOCAL_MODEL, {id_: space.vector(text) for id_, text in lacking})
        session.embeddings.prune(collection, [id_ for id_, _ in lacking])


def _renew(index: _Index, session: WorkspaceSession, collection: Collection, *, keeps_vectors: bool) -> None:
    """Bring an index up to date."""
    here = frozenset(_IDS[collection](session))
    known = index.corpus.keys
    gone, fresh = known - here, sorted(here - known)
    index.corpus.remove(gone)
    index.near.remove(gone)
    if not fresh:
        return
    embed_locally(session, collection)
    for id_, text in _TEXTS[collection](session, fresh):
        index.corpus.add(id_, text)
    if keeps_vectors:
        # Only of what is in the index by now: a text that went meanwhile is not asked for again.
        index.near.add(session.embeddings.vectors(collection, LOCAL_MODEL, sorted(index.corpus.keys - known)))


def _objection_ids(session: WorkspaceSession) -> Sequence[str]:
    return session.objections.searchable(MOST_OBJECTIONS)


def _objection_texts(session: WorkspaceSession, ids: Sequence[str]) -> Sequence[tuple[str, str]]:
    return [(row.id, row.text) for row in session.objections.some(ids)]


def _passage_ids(session: WorkspaceSession) -> Sequence[str]:
    return session.knowledge.passage_ids()


def _passage_texts(session: WorkspaceSession, ids: Sequence[str]) -> Sequence[tuple[str, str]]:
    # What stands above a passage says what it is about.
    return [(row.id, f"{row.heading}\n{row.text}") for row in session.knowledge.passages(ids)]


_IDS: dict[Collection, Callable[[WorkspaceSession], Sequence[str]]] = {
    "objections": _objection_ids,
    "passages": _passage_ids,
}
_TEXTS: dict[Collection, Callable[[WorkspaceSession, Sequence[str]], Sequence[tuple[str, str]]]] = {
    "objections": _objection_texts,
    "passages": _passage_texts,
}
