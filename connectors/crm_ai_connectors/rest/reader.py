"""One deal with everything around it: first the deal, then all that belongs to it at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from crm_ai_plugin.errors import NotFoundError, PermanentError, SkippableError
from crm_ai_plugin.ports.clock import Clock
from crm_ai_plugin.records import (
    Activity,
    ActivityType,
    Company,
    Contact,
    Deal,
    DealContact,
    DealSnapshot,
    FieldChange,
    LineItem,
    Owner,
    Record,
    StageChange,
)

from ..http.parallel import Parallel
from .coerce import text
from .extract import Raw, id_at, ids_of, sift
from .mapping import Mapper
from .model import Definition
from .model.resources import Relation, Resource
from .objects import Objects
from .paging import Pager
from .paths import find
from .templates import slots

R = TypeVar("R", bound=Record)
_KEPT = timedelta(minutes=10)
_MOST = 2_000
"""Related records of one relation and deal; more says nothing more."""


@dataclass
class _Around:
    """What was found around a deal."""

    records: list[Record] = field(default_factory=list)
    roles: dict[str, str | None] = field(default_factory=dict)
    visible: set[str] = field(default_factory=set)

    def of(self, kind: type[R]) -> list[R]:
        """Return the records of a class, each once, in the order found."""
        found: dict[str, R] = {}
        for one in self.records:
            if isinstance(one, kind):
                found.setdefault(str(getattr(one, "id", len(found))), one)
        return list(found.values())


class Reader:
    """Reads single deals."""

    def __init__(
        self,
        definition: Definition,
        objects: Objects,
        pager: Pager,
        mapper: Mapper,
        parallel: Parallel,
        clock: Clock,
        connection: str,
    ) -> None:
        self._definition = definition
        self._objects = objects
        self._pager = pager
        self._mapper = mapper
        self._parallel = parallel
        self._clock = clock
        self._connection = connection
        self._owners: dict[str, tuple[datetime, Record | None]] = {}
        self._deals = next((name for name, one in definition.of_kind("deal") if one.detail), "")

    def snapshot(self, deal_id: str) -> DealSnapshot:
        """Return the deal with people, activities and history.

        Raises:
            NotFoundError: no such deal.
            SkippableError: the deal itself can't be read.
        """
        as_of = self._clock()
        raw = self._objects.get(self._deals, deal_id)
        deal = self._mapper.record(self._deals, raw)
        if not isinstance(deal, Deal):
            raise SkippableError("this deal is left out by the definition", code="left_out")
        around = self._around(deal, raw)
        contacts = around.of(Contact)
        activities = around.of(Activity)
        companies, owners = around.of(Company), around.of(Owner)
        stages = sorted(around.of(StageChange), key=lambda one: one.at)
        if "stage_change" in around.visible:
            stages = _from_the_beginning(deal, stages)
        return DealSnapshot(
            connection=self._connection,
            as_of=as_of,
            deal=deal,
            company=next((one for one in companies if one.id == deal.company_id), None),
            owner=next((one for one in owners if one.id == deal.owner_id), None),
            contacts=tuple(contacts),
            deal_contacts=tuple(_deal_contacts(deal.id, contacts, around)),
            activities=tuple(sorted(activities, key=lambda one: (one.at, one.id))),
            stage_changes=tuple(stages),
            field_changes=tuple(
                sorted(
                    (one for one in around.of(FieldChange) if one.field in self._definition.history_fields),
                    key=lambda one: one.at,
                )
            ),
            line_items=tuple(around.of(LineItem)),
            visible=frozenset(around.visible),
        ).silenced()

    def company_of(self, deal_id: str) -> str | None:
        """Return the id of a deal's company.

        Raises:
            NotFoundError: no such deal.
        """
        deal = self._mapper.record(self._deals, self._objects.get(self._deals, deal_id))
        return deal.company_id if isinstance(deal, Deal) else None

    def _around(self, deal: Deal, raw: Raw) -> _Around:
        calls: dict[str, Callable[[], _Around]] = {}
        for index, relation in enumerate(self._definition.snapshot):
            calls[str(index)] = partial(self._related, relation, deal, raw)
        for kind, wanted in (("company", deal.company_id), ("owner", deal.owner_id)):
            for name, _ in self._definition.of_kind(kind):
                calls[kind] = partial(self._single, name, kind, wanted)
        whole = _Around()
        for part in self._parallel.run(calls).values():
            whole.records += part.records
            whole.roles |= part.roles
            whole.visible |= part.visible
        return whole

    def _single(self, name: str, kind: str, wanted: str | None) -> _Around:
        found = _Around(visible={kind})
        if wanted is None:
            return found
        held = self._owners.get(wanted) if kind == "owner" else None
        if held is not None and self._clock() - held[0] <= _KEPT:
            found.records = [held[1]] if held[1] is not None else []
            return found
        try:
            found.records = self._mapper.records(name, [self._objects.get(name, wanted)])
        except NotFoundError:
            found.records = []
        except PermanentError as error:
            if error.code != "forbidden":
                raise
            return _Around()
        if kind == "owner":
            self._owners[wanted] = (self._clock(), found.records[0] if found.records else None)
        return found

    def _related(self, relation: Relation, deal: Deal, raw: Raw) -> _Around:
        resource = self._definition.resources[relation.resource]
        found = _Around()
        try:
            rows = self._raws(relation, deal, raw)
            raws = self._joined(relation, rows)
        except NotFoundError:
            rows = raws = []
        except PermanentError as error:
            if error.code != "forbidden" or not relation.optional:
                raise
            return found
        found.visible = _kinds_of(resource)
        fixed = {} if resource.kind in {"contact", "company", "owner"} else {"deal_id": deal.id}
        found.records = self._mapper.records(relation.resource, raws, **fixed)
        if resource.kind == "contact":
            found.visible.add("deal_contact")
            for one in rows:
                contact = self._named(relation, one)
                if contact is not None:
                    found.roles[contact] = text(find(one, relation.role)) if relation.role else None
        return found

    def _named(self, relation: Relation, row: Raw) -> str | None:
        """Return the id of the record that a row is, or joins."""
        if relation.through is not None:
            return id_at(row, relation.through)
        return self._mapper.id_of(relation.resource, row)

    def _joined(self, relation: Relation, rows: Sequence[Raw]) -> Sequence[Raw]:
        """Return the records that rows of a join name; the rows themselves when nothing is joined."""
        if relation.through is None:
            return rows
        ids = [one for row in rows if (one := id_at(row, relation.through)) is not None]
        return self._objects.fetch(relation.resource, ids)

    def _raws(self, relation: Relation, deal: Deal, raw: Raw) -> Sequence[Raw]:
        if relation.request is not None:
            found: list[Raw] = []
            known = {"id": deal.id, "company_id": deal.company_id, "owner_id": deal.owner_id}
            if any(known.get(slot, "") is None for slot in slots(relation.request.model_dump())):
                # Without a company nothing can be asked for by company.
                return []
            for one in self._pager.all(relation.request, known):
                if len(found) >= _MOST:
                    break
                found.append(one)
            return found
        if relation.ids is not None:
            return self._objects.fetch(relation.resource, ids_of(find(raw, relation.ids))[:_MOST])
        inside = find(raw, relation.inside or "")
        rows = [inside] if isinstance(inside, Mapping) else inside if isinstance(inside, list) else []
        kept = self._definition.resources[relation.resource].list
        raws = [one for one in rows if isinstance(one, Mapping)][:_MOST]
        return sift(raws, kept) if kept is not None else raws


def _kinds_of(resource: Resource) -> set[str]:
    """Return what is seen through a resource: a kind of record, or types of activity."""
    if resource.kind != "activity":
        return {resource.kind}
    rule = resource.fields.get("type")
    if resource.type is not None or rule is None:
        return {resource.type.value if resource.type else "note"}
    named = {str(one) for one in (*(rule.map or {}).values(), rule.otherwise, rule.const)}
    return named & {one.value for one in ActivityType}


def _deal_contacts(deal_id: str, contacts: Sequence[Contact], around: _Around) -> list[DealContact]:
    links = {one.contact_id: one for one in around.records if isinstance(one, DealContact)}
    return [
        links.get(one.id) or DealContact(deal_id=deal_id, contact_id=one.id, role=around.roles.get(one.id))
        for one in contacts
    ]


def _from_the_beginning(deal: Deal, stages: list[StageChange]) -> list[StageChange]:
    """Return the stages with the one the deal was created in, which most CRMs don't log as a change."""
    first = stages[0].from_stage if stages else deal.stage
    if first is None or deal.created_at is None:
        return stages
    return [StageChange(deal_id=deal.id, to_stage=first, at=deal.created_at), *stages]
