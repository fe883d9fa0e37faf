"""Lists of records for people who look for one: deals with what is said of them, contacts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ..insights import DealCoachPayload, Estimate
from ..store import Store
from ..store.repositories.records import ContactLine, DealLine
from ..store.repositories.records.directory import OutcomeChoice

KIND = "deal_coach"


@dataclass(frozen=True)
class ListedDeal:
    """A deal and what its newest advice says first; nothing where there is none yet."""

    deal: DealLine
    p_win: Estimate | None
    headline: str | None


@dataclass(frozen=True)
class Listing:
    """Finds records of a workspace by a part of what people know of them."""

    store: Store

    def deals(
        self,
        workspace: str,
        search: str,
        outcome: OutcomeChoice | None,
        *,
        ids: Collection[str] | None = None,
        offset: int,
        limit: int,
    ) -> Sequence[ListedDeal]:
        """Return a page of deals, those of `ids` alone where ids are given, last created first."""
        with self.store.workspace(workspace) as session:
            lines = session.records.list_deals(search, outcome, ids=ids, offset=offset, limit=limit)
            said = session.insights.newest(KIND, "deal", [(line.connection, line.id) for line in lines])
        listed = []
        for line in lines:
            insight = said.get((line.connection, line.id))
            payload = DealCoachPayload.model_validate(insight.payload) if insight else None
            listed.append(
                ListedDeal(
                    line, payload.score.p_win if payload else None, payload.headline if payload else None
                )
            )
        return listed

    def contacts(self, workspace: str, search: str, *, offset: int, limit: int) -> Sequence[ContactLine]:
        """Return a page of contacts, by name."""
        with self.store.workspace(workspace) as session:
            return session.records.list_contacts(search, offset=offset, limit=limit)
