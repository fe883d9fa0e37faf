"""What answers are made from: a workspace's library as plain values, kept in each process.

A question asks the database for one number, the library's turn, and reads only the entries that were changed since
the last question. What is approved and unexpired is looked at when the answer is made, so an entry that expires needs
no reading and no job.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field

from ....ports.question import Claim, Template
from ....store import LibraryHead, Store
from .content import ClaimContent, stored

MOST_WORKSPACES = 64
"""Libraries kept at once; the one that was used longest ago goes first."""


@dataclass(frozen=True)
class Library:
    """Claims and templates of a workspace, as plain values."""

    claims: tuple[Claim, ...] = ()
    templates: tuple[Template, ...] = ()


EMPTY = Library()


@dataclass
class _Kept:
    turn: int = 0
    claims: dict[str, Claim] = field(default_factory=dict)
    templates: dict[str, tuple[Template, ...]] = field(default_factory=dict)
    library: Library = EMPTY


class Shelf:
    """The libraries that this process has read."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._lock = threading.Lock()

    def library(self, workspace: str) -> Library:
        """Return the library as it is now, unapproved claims with it: they are what has to be left out."""
        with self._store.workspace(workspace) as session:
            turn = session.library.state().turn
            if turn == 0:
                return EMPTY
            kept = self._known(workspace)
            if kept.turn < turn:
                # Read without the lock: other workspaces' questions need not wait.
                seen = kept.turn
                heads = session.library.heads(since=seen)
                with self._lock:
                    # Another thread may have read the same, or more, meanwhile.
                    if kept.turn < turn:
                        _renew(kept, heads, turn)
            return kept.library

    def _known(self, workspace: str) -> _Kept:
        with self._lock:
            kept = self._kept.setdefault(workspace, _Kept())
            self._kept.move_to_end(workspace)
            while len(self._kept) > MOST_WORKSPACES:
                self._kept.popitem(last=False)
            return kept


def claim_of(head: LibraryHead) -> Claim:
    """Return a claim as answers take it: the approved words, else the newest ones, not approved."""
    row = head.in_use or head.latest
    content = stored(row.content)
    retired = head.entry.retired_at is not None
    return Claim(
        id=head.entry.id,
        text=content.text if isinstance(content, ClaimContent) else head.entry.id,
        language=content.language,
        # One that was given up is missed by nobody but the templates that name it.
        topics=() if retired else content.topics,
        approved=head.in_use is not None and not retired,
        expires_at=row.expires_at if head.in_use is not None else None,
        segments=content.segments,
    )


def templates_of(head: LibraryHead) -> tuple[Template, ...]:
    """Return a template as answers take it, once for each topic and tone; nothing where none is in use."""
    row = head.in_use
    if row is None or head.entry.retired_at is not None:
        return ()
    content = stored(row.content)
    if isinstance(content, ClaimContent):
        return ()
    sentences = content.spoken()
    return tuple(
        Template(
            key=head.entry.id,
            topic=topic,
            tone=tone,
            language=content.language,
            sentences=sentences,
            ask=content.ask,
            why=content.why,
            approved=True,
            expires_at=row.expires_at,
            segments=content.segments,
            version=row.number,
        )
        for topic in content.topics
        for tone in content.tones
    )


def _renew(kept: _Kept, heads: Iterable[LibraryHead], turn: int) -> None:
    for head in heads:
        if head.entry.kind == "claim":
            kept.claims[head.entry.id] = claim_of(head)
        else:
            kept.templates[head.entry.id] = templates_of(head)
    kept.turn = max(kept.turn, turn)
    kept.library = Library(
        tuple(kept.claims[id_] for id_ in sorted(kept.claims)),
        tuple(one for id_ in sorted(kept.templates) for one in kept.templates[id_]),
    )
