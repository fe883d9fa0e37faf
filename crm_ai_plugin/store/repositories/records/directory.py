"""Finding records by what people know of them: a part of a name."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.sql.roles import ExpressionElementRole

from ....records import Outcome
from ...tables.companies import CompanyTable
from ...tables.contacts import ContactTable
from ...tables.deals import DealTable
from ...tables.owners import OwnerTable
from ..base import Query, Repository

OutcomeChoice = Literal["open", "won", "lost"]


@dataclass(frozen=True)
class DealLine:
    """A deal as a list shows it."""

    connection: str
    id: str
    name: str
    stage: str | None
    amount: float | None
    currency: str | None
    outcome: str
    expected_close_at: datetime | None
    closed_at: datetime | None
    company: str | None
    owner: str | None


@dataclass(frozen=True)
class ContactLine:
    """A contact as a list shows it."""

    connection: str
    id: str
    name: str
    title: str | None
    company: str | None
    do_not_profile: bool


class Directory(Repository):
    """Lists of one workspace's records, a page at a time."""

    def list_deals(
        self,
        search: str = "",
        outcome: OutcomeChoice | None = None,
        *,
        ids: Collection[str] | None = None,
        offset: int = 0,
        limit: int = 50,
    ) -> Sequence[DealLine]:
        """Return deals whose name or company holds `search`, in any letter case, or whose id it is; last created first.

        Where `ids` are given, of those alone.
        """
        deal, company, owner = DealTable, CompanyTable, OwnerTable
        query: Query = (
            select(
                *(deal.connection, deal.id, deal.name, deal.stage, deal.amount, deal.currency, deal.outcome),
                *(deal.expected_close_at, deal.closed_at, company.name, owner.name),
            )
            .outerjoin(company, and_(company.connection == deal.connection, company.id == deal.company_id))
            .outerjoin(owner, and_(owner.connection == deal.connection, owner.id == deal.owner_id))
            .order_by(deal.created_at.desc().nulls_last(), deal.connection, deal.id)
            .offset(offset)
            .limit(limit)
        )
        if ids is not None:
            query = query.where(deal.id.in_(ids))
        if outcome is not None:
            query = query.where(deal.outcome == Outcome(outcome).value)
        if search:
            query = query.where(
                or_(_holds(deal.name, search), _holds(company.name, search), deal.id == search)
            )
        return [DealLine(*row) for row in self._run(query)]

    def list_contacts(self, search: str = "", *, offset: int = 0, limit: int = 50) -> Sequence[ContactLine]:
        """Return contacts whose name, title, company or id holds `search`, by name."""
        contact, company = ContactTable, CompanyTable
        full = func.coalesce(contact.first_name, "") + " " + func.coalesce(contact.last_name, "")
        query: Query = (
            select(
                *(contact.connection, contact.id, func.trim(full), contact.title, company.name),
                contact.do_not_profile,
            )
            .outerjoin(
                company, and_(company.connection == contact.connection, company.id == contact.company_id)
            )
            .order_by(
                contact.last_name.nulls_last(),
                contact.first_name.nulls_last(),
                contact.connection,
                contact.id,
            )
            .offset(offset)
            .limit(limit)
        )
        if search:
            held = (full, contact.title, company.name)
            query = query.where(or_(*(_holds(part, search) for part in held), contact.id == search))
        return [ContactLine(*row) for row in self._run(query)]


def _holds(column: ExpressionElementRole[Any], part: str) -> ColumnElement[bool]:
    """Tell whether a column holds a text in any letter case; wildcards of SQL are plain characters in it."""
    return func.lower(column).contains(part.lower(), autoescape=True)
