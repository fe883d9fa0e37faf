"""What the routes of the knowledge base need from the runtime."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ...runtime.knowledge.adding import Added
from ...runtime.knowledge.finding import PassageSearch
from ...store import DocumentRow


class Knowing(Protocol):
    """Documents of one workspace."""

    def add(self, workspace: str, name: str, data: bytes, by: str) -> Added:
        """Store a document under its name.

        Raises:
            UserInputError: the name can't be used, the document can't be read, or there is no room.
            RetryableError: too many are being read at the moment.
        """

    def remove(self, workspace: str, document_id: str, by: str) -> None:
        """Delete a document.

        Raises:
            NotFoundError: there is no such document.
        """

    def documents(self, workspace: str) -> Sequence[DocumentRow]:
        """Return all documents, by name."""

    def document(self, workspace: str, document_id: str) -> DocumentRow:
        """Return one document.

        Raises:
            NotFoundError: there is no such document.
        """


class FindingPassages(Protocol):
    """Searching documents."""

    def find(self, workspace: str, query: str, limit: int = 5, speaker: str | None = None) -> PassageSearch:
        """Return the passages that say most to `query`."""


class Knows(Protocol):
    """The customer's own documents."""

    @property
    def knowledge(self) -> Knowing: ...

    @property
    def passages(self) -> FindingPassages: ...
