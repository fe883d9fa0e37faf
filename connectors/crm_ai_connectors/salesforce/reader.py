"""One deal with everything around it: two composite calls at the same time, seldom a third.

Company and owner come in the deal's row, contacts in the rows of their roles. The third call asks about
people who take part in an activity but not in the deal. What the connecting user may not see is left out and
missing from `DealSnapshot.visible`, so that "no calls were made" and "calls are not visible" stay apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from crm_ai_plugin.errors import NotFoundError, SkippableError
from crm_ai_plugin.ports.clock import Clock
from crm_ai_plugin.records import Activity, DealSnapshot

from . import soql
from .beside import Beside, Needs
from .config import SalesforceConfig
from .ids import record_id
from .mapper import activities, deals, history, people
from .mapper.kinds import (
    EMAIL,
    EVENT,
    FIELD_HISTORY,
    HISTORY,
    LINE_ITEM,
    STAGE,
    TASK,
    VISIBLE_AS,
    Kinds,
)
from .mapper.rows import Row, text
from .mapper.stages import Stages, read_stages
from .queries import Queries, Query

_CACHED_FOR = timedelta(minutes=10)


class Reader:
    """Reads single deals; also what the bulk reader needs of stages."""

    def __init__(self, queries: Queries, kinds: Kinds, clock: Clock, connection: str) -> None:
        self._queries = queries
        self._beside = Beside(queries, kinds)
        self._kinds = kinds
        self._config: SalesforceConfig = kinds.config
        self._clock = clock
        self._connection = connection
        self._stages: tuple[datetime, Stages] | None = None

    def snapshot(self, deal_id: str) -> DealSnapshot:
        """Return the deal with people, activities and history.

        Raises:
            NotFoundError: no such deal.
            SkippableError: its record type is left out by this connection.
        """
        as_of = self._clock()
        found = self._queries.run(self._asked(record_id(deal_id)))
        if not found["deal"]:
            raise NotFoundError("Salesforce has no such opportunity, or this connection may not see it")
        row = found["deal"][0]
        chosen = self._config.record_types
        if chosen and text(row.get("RecordType.Name")) not in chosen:
            raise SkippableError(
                "the deal has a record type that this connection leaves out", code="record_type_left_out"
            )
        stages = self.keep_stages(found.get(STAGE))
        company = people.parent(row, "Account", "AccountId")
        owner = people.parent(row, "Owner", "OwnerId")
        contacts = _contacts(found["roles"])
        told = history.read_history(history.in_order(found["history"]), stages)
        return DealSnapshot(
            connection=self._connection,
            as_of=as_of,
            deal=deals.deal(row, stages, self._config),
            company=None if company is None else people.company(company),
            owner=None if owner is None else people.owner(owner),
            contacts=tuple(people.contact(one, self._config) for one in contacts.values()),
            deal_contacts=tuple(people.deal_contact(one, self._config) for one in _once(found["roles"])),
            activities=self._activities(found, contacts, owner),
            stage_changes=tuple(told.stages),
            field_changes=tuple(history.merged(told.fields, history.tracked_changes(found["tracked"]))),
            line_items=tuple(deals.line_item(one) for one in found["products"]),
            visible=self._visible(),
        )

    def stages(self) -> Stages:
        """Return the org's stages, from memory when they were read lately."""
        if (held := self._held_stages()) is not None:
            return held
        return self.keep_stages(self._queries.one(self._stage_query()))

    def stages_asked(self) -> dict[str, Query]:
        """Return the query for the org's stages, none while they are known; `keep_stages` takes its rows."""
        return {} if self._held_stages() is not None else {STAGE: self._stage_query()}

    def keep_stages(self, rows: Sequence[Row] | None) -> Stages:
        """Keep the stages that were read, None for none, and return what is known."""
        if rows is not None:
            made = read_stages(rows, by_label=self._config.stage_names == "label")
            self._stages = (self._clock(), made)
        return self._stages[1] if self._stages is not None else Stages({})

    def _participants(
        self, ids: Iterable[str], addresses: Iterable[str], known: Mapping[str, Row]
    ) -> tuple[dict[str, str], set[str]]:
        """Return contact ids by address, and who must not be profiled; asks about unknown ones only.

        Args:
            ids: Contacts who take part.
            addresses: Addresses of customers, in lower case.
            known: Rows of contacts that were read already.
        """
        rows = dict(known)
        book = people.address_book(rows)
        needs = Needs({one for one in ids if one not in rows}, {one for one in addresses if one not in book})
        if needs.ids or needs.addresses:
            rows |= self._beside.people(needs)
            book = {**people.address_book(rows), **book}
        return book, {one for one, row in rows.items() if people.is_silent(row, self._config)}

    def _asked(self, deal_id: str) -> dict[str, Query]:
        kinds = self._kinds
        of_deal = soql.where_is("OpportunityId", deal_id)
        asked = {
            "deal": Query(kinds.deal_with_parents(), soql.where_is("Id", deal_id)),
            "roles": Query(kinds.role_with_contact(), of_deal),
            "tasks": Query(kinds.select(TASK), soql.where_is("WhatId", deal_id), all_rows=True),
            "events": Query(kinds.select(EVENT), soql.where_is("WhatId", deal_id), all_rows=True),
            "emails": Query(kinds.select(EMAIL), soql.where_is("RelatedToId", deal_id)),
            "history": Query(kinds.select(HISTORY), of_deal),
            "tracked": Query(kinds.select(FIELD_HISTORY), of_deal),
            "products": Query(kinds.select(LINE_ITEM), of_deal),
        }
        return asked | self.stages_asked()

    def _stage_query(self) -> Query:
        return Query(self._kinds.select(STAGE), "")

    def _held_stages(self) -> Stages | None:
        if self._stages is None or self._clock() - self._stages[0] > _CACHED_FOR:
            return None
        return self._stages[1]

    def _activities(
        self, found: Mapping[str, Sequence[Row]], contacts: Mapping[str, Row], owner: Row | None
    ) -> tuple[Activity, ...]:
        taking_part = [one for row in (*found["tasks"], *found["events"]) if (one := activities.who(row))]
        ours = (text((owner or {}).get("Email")) or "").lower().partition("@")[2]
        addresses = [
            one
            for row in found["emails"]
            for one in people.addresses(row)
            if not ours or not one.endswith(f"@{ours}")
        ]
        book, silent = self._participants(taking_part, addresses, contacts)
        mailed = {text(row.get("ActivityId")) or "" for row in found["emails"]}
        calls: Iterable[Callable[[], Activity | None]] = (
            *((lambda row=row: activities.task(row, silent, mailed)) for row in found["tasks"]),
            *((lambda row=row: activities.event(row, silent)) for row in found["events"]),
            *((lambda row=row: activities.email(row, book, silent)) for row in found["emails"]),
        )
        seen = (made() for made in calls)
        return tuple(sorted((one for one in seen if one is not None), key=lambda one: (one.at, one.id)))

    def _visible(self) -> frozenset[str]:
        schema = self._queries.schema
        seen = {"company", "owner"}
        for name, kinds in VISIBLE_AS.items():
            if schema.has(name):
                seen |= kinds
        return frozenset(seen)


def _contacts(roles: Iterable[Row]) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for row in roles:
        one = people.parent(row, "Contact", "ContactId")
        if one is not None:
            found.setdefault(str(one["Id"]), one)
    return found


def _once(roles: Iterable[Row]) -> list[Row]:
    """Return one role per contact, the primary contact's first: a record of ours holds one."""
    found: dict[str, Row] = {}
    for row in sorted(roles, key=lambda one: not text(one.get("Role"))):
        found.setdefault(str(row.get("ContactId")), row)
    return [row for one, row in found.items() if one and one != "None"]
