"""Taking documents in: read, cut into passages, stored in place of what its name held."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import BoundedSemaphore
from typing import Literal

from ...documents import DEFAULT, PARSER_VERSION, Bounds, Document, Passage, parse_contained, passages
from ...errors import NotFoundError, RetryableError, UserInputError
from ...ports.clock import Clock
from ...store import DocumentRow, PassageRow, Store, WorkspaceSession, new_id
from ..searching.indexes import embed_locally

MOST_PASSAGES = 20_000
"""Of one workspace: so many are searched in the time that somebody waits."""
MOST_NAME = 300
READERS = 2
"""Documents that one process reads at the same time; each takes a process and its memory."""
READER_WAIT_S = 10.0

Outcome = Literal["added", "replaced", "unchanged"]


@dataclass(frozen=True)
class Added:
    """What became of a document. `unchanged`: the same bytes are there, under the name of `document`."""

    document: DocumentRow
    outcome: Outcome


@dataclass(frozen=True)
class KnowledgeAdding:
    """Adds and removes documents.

    Attributes:
        bounds: Most that is taken of one document.
        changed: Told a workspace whose passages changed, so that somebody embeds them.
    """

    store: Store
    clock: Clock
    bounds: Bounds = DEFAULT
    changed: Callable[[str], None] = lambda _: None
    readers: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(READERS))

    def add(self, workspace: str, name: str, data: bytes, by: str) -> Added:
        """Store a document under its name; adding the same again changes nothing.

        Args:
            workspace: Whose knowledge base.
            name: File name or path; its ending tells the format, and it is what the document is replaced by.
            data: The file.
            by: Who adds it.

        Raises:
            UserInputError: the name can't be used, or the document can't be read: ``document_name``,
                ``document_format``, ``document_unreadable``, ``knowledge_full``.
            RetryableError: too many documents are being read at the moment.
        """
        name = _checked(name)
        digest = hashlib.sha256(data).hexdigest()
        if (known := self._known(workspace, name, digest)) is not None:
            return Added(known, "unchanged")
        document = self._read(data, name)
        pieces = passages(document)
        row = self._row(name, digest, len(data), document, len(pieces), by)
        with self.store.workspace(workspace) as session:
            before = {one.name for one in session.knowledge.known(name, digest)}
            gone = session.knowledge.add(row, _rows(row.id, pieces))
            session.embeddings.forget("passages", gone)
            if session.knowledge.count_passages() > MOST_PASSAGES:
                raise UserInputError(
                    f"the knowledge base would hold more than {MOST_PASSAGES:,} passages",
                    code="knowledge_full",
                    hint="remove documents that nobody needs",
                )
            embed_locally(session, "passages")
            outcome: Outcome = "replaced" if name in before else "added"
            session.audit.add(by, f"document_{outcome}", row.id, {"passages": len(pieces)})
        self.changed(workspace)
        return Added(row, outcome)

    def remove(self, workspace: str, document_id: str, by: str) -> None:
        """Delete a document with its passages.

        Raises:
            NotFoundError: there is no such document.
        """
        with self.store.workspace(workspace) as session:
            _require(session, document_id)
            gone = session.knowledge.remove(document_id)
            session.embeddings.forget("passages", gone)
            session.audit.add(by, "document_removed", document_id, {"passages": len(gone)})

    def documents(self, workspace: str) -> list[DocumentRow]:
        """Return all documents, by name."""
        with self.store.workspace(workspace) as session:
            return list(session.knowledge.documents())

    def document(self, workspace: str, document_id: str) -> DocumentRow:
        """Return one document.

        Raises:
            NotFoundError: there is no such document.
        """
        with self.store.workspace(workspace) as session:
            return _require(session, document_id)

    def _known(self, workspace: str, name: str, digest: str) -> DocumentRow | None:
        """Return the document that these bytes are, if they were read by the reader of today."""
        with self.store.workspace(workspace) as session:
            found = session.knowledge.known(name, digest)
        same = [one for one in found if one.digest == digest and one.parser == PARSER_VERSION]
        # Under its own name it is the same document; under another one it would only be found twice. But a name
        # that holds something else is to hold this from now on.
        if any(one.name == name and one.digest != digest for one in found):
            return None
        return next((one for one in same if one.name == name), same[0] if same else None)

    def _read(self, data: bytes, name: str) -> Document:
        if not self.readers.acquire(timeout=READER_WAIT_S):
            raise RetryableError(
                "other documents are being read at the moment", code="readers_busy", retry_after=READER_WAIT_S
            )
        try:
            return parse_contained(data, name, self.bounds)
        finally:
            self.readers.release()

    def _row(self, name: str, digest: str, size: int, document: Document, count: int, by: str) -> DocumentRow:
        return DocumentRow(
            id=new_id("doc"),
            name=name,
            title=document.title,
            media_type=document.media_type,
            digest=digest,
            parser=PARSER_VERSION,
            size=size,
            pages=document.pages,
            passage_count=count,
            added_by=by,
            at=self.clock(),
        )


def _checked(name: str) -> str:
    plain = name.replace("\\", "/").strip()
    if not plain or len(plain) > MOST_NAME or not plain.isprintable() or ".." in plain.split("/"):
        raise UserInputError(
            "this can't be the name of a document",
            code="document_name",
            hint=f"a file name of at most {MOST_NAME} characters",
        )
    return plain


def _rows(document_id: str, pieces: list[Passage]) -> list[PassageRow]:
    return [
        PassageRow(new_id("psg"), document_id, at, one.page, one.heading, one.text)
        for at, one in enumerate(pieces)
    ]


def _require(session: WorkspaceSession, document_id: str) -> DocumentRow:
    row = session.knowledge.document(document_id)
    if row is None:
        raise NotFoundError("there is no such document", code="document_unknown")
    return row
