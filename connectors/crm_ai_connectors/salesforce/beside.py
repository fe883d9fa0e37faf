"""What rows need beside themselves: people who take part in activities, complete histories of deals.

`Beside` asks for it page by page, `Everyone` asks once for a whole first load, `Gathered` once for a whole
reading of what changed: there each further object would cost a call of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from . import soql
from .mapper.kinds import HISTORY, Kinds
from .mapper.rows import Row, text
from .queries import Queries, Query

_LONGEST_ADDRESS = 80
"""Characters an e-mail field of Salesforce holds: nobody has a longer one."""


@dataclass(frozen=True)
class Needs:
    """What to read beside some rows.

    Attributes:
        ids: Contacts who take part.
        addresses: Addresses of people who take part, in lower case.
        deals: Deals whose complete histories are needed.
    """

    ids: Collection[str] = ()
    addresses: Collection[str] = ()
    deals: Collection[str] = ()


def people_asked(kinds: Kinds, needs: Needs) -> dict[str, Query]:
    """Return the queries for people by id and address."""
    select = kinds.silence()
    by_id = enumerate(soql.chunks(sorted(needs.ids)))
    known = sorted(one for one in needs.addresses if len(one) <= _LONGEST_ADDRESS)
    by_address = enumerate(soql.packed(known))
    return {f"id{place}": Query(select, soql.where_in("Id", chunk)) for place, chunk in by_id} | {
        f"email{place}": Query(select, soql.where_among("Email", chunk)) for place, chunk in by_address
    }


def histories_asked(kinds: Kinds, needs: Needs) -> dict[str, Query]:
    """Return the queries for complete histories."""
    select = kinds.select(HISTORY)
    return {
        f"deal{place}": Query(select, soql.where_in("OpportunityId", chunk))
        for place, chunk in enumerate(soql.chunks(sorted(needs.deals)))
    }


class Beside:
    """Reads what the rows of a page need when they need it."""

    def __init__(self, queries: Queries, kinds: Kinds) -> None:
        self._queries = queries
        self._kinds = kinds

    def people(self, needs: Needs) -> dict[str, Row]:
        """Return address and wishes of people by contact id; others than asked for may be among them."""
        return _by_id(row for rows in self._asked(people_asked(self._kinds, needs)) for row in rows)

    def histories(self, needs: Needs) -> list[Row]:
        """Return all history rows of the deals."""
        return [row for rows in self._asked(histories_asked(self._kinds, needs)) for row in rows]

    def _asked(self, asked: dict[str, Query]) -> Iterable[list[Row]]:
        return self._queries.run(asked).values() if asked else ()


class Everyone(Beside):
    """Reads all contacts once, as soon as one is needed."""

    def __init__(self, queries: Queries, kinds: Kinds) -> None:
        super().__init__(queries, kinds)
        self._known: dict[str, Row] | None = None

    def people(self, needs: Needs) -> dict[str, Row]:
        """Return everybody, if anybody is needed."""
        if not (needs.ids or needs.addresses):
            return {}
        if self._known is None:
            query = Query(self._kinds.silence(), "")
            self._known = _by_id(row for page in self._queries.pages(query) for row in page)
        return self._known


class Gathered(Beside):
    """Reads what the rows of several objects need together, as soon as one of them needs it."""

    def __init__(self, queries: Queries, kinds: Kinds, needs: Needs) -> None:
        super().__init__(queries, kinds)
        self._needs = needs
        self._read: tuple[dict[str, Row], list[Row]] | None = None

    def people(self, needs: Needs) -> dict[str, Row]:
        """Return the people of all objects, if anybody is needed."""
        return self._gathered()[0] if needs.ids or needs.addresses else {}

    def histories(self, needs: Needs) -> list[Row]:
        """Return all history rows of the deals."""
        if not needs.deals:
            return []
        return [row for row in self._gathered()[1] if text(row.get("OpportunityId")) in needs.deals]

    def _gathered(self) -> tuple[dict[str, Row], list[Row]]:
        if self._read is None:
            people = people_asked(self._kinds, self._needs)
            found = self._queries.run(people | histories_asked(self._kinds, self._needs))
            self._read = (
                _by_id(row for name, rows in found.items() if name in people for row in rows),
                [row for name, rows in found.items() if name not in people for row in rows],
            )
        return self._read


def _by_id(rows: Iterable[Row]) -> dict[str, Row]:
    return {str(row["Id"]): row for row in rows if row.get("Id")}
