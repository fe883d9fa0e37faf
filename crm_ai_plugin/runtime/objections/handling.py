"""The objection handler for the web app and the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...insights import Insight
from ...store import ResponseFeedback, Store
from .asking import Asked, Asking
from .history import PastObjection, past_objections
from .library.exchange import LibraryExchange
from .library.keeping import LibraryKeeping
from .library.shelf import Shelf
from .responding import Responding
from .worth import VariantWorth, variants_worth


@dataclass(frozen=True)
class Handling:
    """Asking, answering for what was done, looking back, and keeping the library that answers come from."""

    store: Store
    asking: Asking
    responding: Responding
    shelf: Shelf
    library: LibraryKeeping
    exchange: LibraryExchange

    def ask(self, workspace: str, asked: Asked) -> Insight:
        """Return answers; see :meth:`.asking.Asking.ask`."""
        return self.asking.ask(workspace, asked, self.shelf.library(workspace))

    def get(self, workspace: str, objection_id: str) -> Insight:
        """Return the answers that were given.

        Raises:
            NotFoundError: no such objection.
        """
        return self.asking.get(workspace, objection_id)

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
        """Store what somebody did with an answer; see :meth:`.responding.Responding.record`."""
        return self.responding.record(
            workspace, response_id, action, by=by, text=text, rating=rating, objection_id=objection_id
        )

    def history(
        self, workspace: str, *, deal_id: str | None = None, contact_id: str | None = None, limit: int = 20
    ) -> list[PastObjection]:
        """Return objections, newest first."""
        return past_objections(self.store, workspace, deal_id=deal_id, contact_id=contact_id, limit=limit)

    def worth(self, workspace: str, category: str | None = None) -> Sequence[VariantWorth]:
        """Return what each variant is worth, best first."""
        return variants_worth(self.store, workspace, category)
