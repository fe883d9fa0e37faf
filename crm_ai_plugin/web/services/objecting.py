"""What the objection routes need from the runtime."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ...insights import Insight
from ...runtime.objections.asking import Asked
from ...runtime.objections.history import PastObjection
from ...runtime.objections.library.exchange import LibraryExchange
from ...runtime.objections.library.keeping import LibraryKeeping
from ...runtime.objections.worth import VariantWorth
from ...store import ResponseFeedback


class Objecting(Protocol):
    """Answers to objections of one workspace."""

    def ask(self, workspace: str, asked: Asked) -> Insight:
        """Return answers.

        Raises:
            UserInputError: nothing was said, or an unknown tone.
            NotFoundError: no such deal or conversation.
            ConflictError: the deal's id is ambiguous.
        """

    def get(self, workspace: str, objection_id: str) -> Insight:
        """Return the answers that were given.

        Raises:
            NotFoundError: no such objection.
        """

    def record(
        self,
        workspace: str,
        response_id: str,
        action: str,
        *,
        by: str,
        text: str | None = None,
        rating: int | None = None,
        objection_id: str | None = None,
    ) -> ResponseFeedback:
        """Store what somebody did with an answer.

        Raises:
            NotFoundError: no such answer.
            UserInputError: an edit without text, a rating without a number.
        """

    def history(
        self, workspace: str, *, deal_id: str | None = None, contact_id: str | None = None, limit: int = 20
    ) -> list[PastObjection]:
        """Return objections, newest first."""

    @property
    def library(self) -> LibraryKeeping:
        """Claims and answer templates."""

    @property
    def exchange(self) -> LibraryExchange:
        """The library in files."""

    def worth(self, workspace: str, category: str | None = None) -> Sequence[VariantWorth]:
        """Return what each variant is worth, best first."""


class HandlesObjections(Protocol):
    """Answers to objections."""

    @property
    def objections(self) -> Objecting: ...
