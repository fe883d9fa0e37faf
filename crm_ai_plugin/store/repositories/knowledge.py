"""Documents and their passages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, or_, select, update

from ..tables.knowledge import DocumentTable, PassageTable
from .base import Repository


@dataclass(frozen=True)
class DocumentRow:
    """One document."""

    id: str
    name: str
    title: str
    media_type: str
    digest: str
    parser: int
    size: int
    pages: int | None
    passage_count: int
    added_by: str
    at: datetime


@dataclass(frozen=True)
class PassageRow:
    """One passage, with the title of its document."""

    id: str
    document_id: str
    position: int
    page: int | None
    heading: str
    text: str
    title: str = ""


class Knowledge(Repository):
    """The documents of one workspace."""

    def add(self, document: DocumentRow, passages: Sequence[PassageRow]) -> Sequence[str]:
        """Store a document in place of the one of its name.

        Returns:
            Ids of the passages that went with the old one.
        """
        gone = self._remove(DocumentTable.name == document.name)
        self._run(self._insert(DocumentTable), [asdict(document)])
        rows = [{name: getattr(one, name) for name in _STORED} for one in passages]
        if rows:
            self._run(self._insert(PassageTable), rows)
        return gone

    def documents(self) -> Sequence[DocumentRow]:
        """Return all documents, by name."""
        return [DocumentRow(*row) for row in self._run(select(*_DOCUMENT).order_by(DocumentTable.name))]

    def document(self, id: str) -> DocumentRow | None:  # noqa: A002
        """Return one document."""
        row = self._run(select(*_DOCUMENT).where(DocumentTable.id == id)).one_or_none()
        return DocumentRow(*row) if row else None

    def known(self, name: str, digest: str) -> Sequence[DocumentRow]:
        """Return the documents that have this name or these bytes."""
        table = DocumentTable
        query = select(*_DOCUMENT).where(or_(table.name == name, table.digest == digest)).order_by(table.name)
        return [DocumentRow(*row) for row in self._run(query)]

    def count_passages(self) -> int:
        """Return how many passages there are."""
        return int(self._session.scalar(select(func.count()).select_from(PassageTable)) or 0)

    def remove(self, id: str) -> Sequence[str]:  # noqa: A002
        """Delete a document; returns the ids of its passages."""
        return self._remove(DocumentTable.id == id)

    def passage_ids(self) -> Sequence[str]:
        """Return the ids of all passages."""
        return list(self._session.scalars(select(PassageTable.id)))

    def passages(self, ids: Sequence[str]) -> Sequence[PassageRow]:
        """Return passages by id, in no set order."""
        found: list[PassageRow] = []
        for at in range(0, len(ids), _IDS_PER_QUERY):
            some = ids[at : at + _IDS_PER_QUERY]
            query = (
                select(*_PASSAGE, DocumentTable.title)
                .join(DocumentTable, DocumentTable.id == PassageTable.document_id)
                .where(PassageTable.id.in_(some))
            )
            found += [PassageRow(*row) for row in self._run(query)]
        return found

    def erase(self, ids: Sequence[str]) -> int:
        """Delete passages; their documents stay, and say how many they have left. Returns how many there were."""
        documents: set[str] = set()
        gone = 0
        for at in range(0, len(ids), _IDS_PER_QUERY):
            some = PassageTable.id.in_(ids[at : at + _IDS_PER_QUERY])
            documents.update(self._session.scalars(select(PassageTable.document_id).where(some)))
            gone += self._run(delete(PassageTable).where(some)).rowcount
        for document_id in sorted(documents):
            self._count_again(document_id)
        return gone

    def _count_again(self, document_id: str) -> None:
        left = self._session.scalar(
            select(func.count()).select_from(PassageTable).where(PassageTable.document_id == document_id)
        )
        table = DocumentTable
        self._run(update(table).where(table.id == document_id).values(passage_count=int(left or 0)))

    def _remove(self, which: ColumnElement[bool]) -> Sequence[str]:
        documents = list(self._session.scalars(select(DocumentTable.id).where(which)))
        if not documents:
            return []
        of_these = PassageTable.document_id.in_(documents)
        gone = list(self._session.scalars(select(PassageTable.id).where(of_these)))
        self._run(delete(PassageTable).where(of_these))
        self._run(delete(DocumentTable).where(DocumentTable.id.in_(documents)))
        return gone


_IDS_PER_QUERY = 500
_STORED = ("id", "document_id", "position", "page", "heading", "text")
_DOCUMENT = tuple(getattr(DocumentTable, name) for name in DocumentRow.__dataclass_fields__)
_PASSAGE = tuple(getattr(PassageTable, name) for name in _STORED)
