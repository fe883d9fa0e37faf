"""One deal with everything around it, in two rounds of calls.

First the deal and the ids of what it is associated with, then all of that at once. A typical deal costs
about sixteen calls but only two round trips in sequence. What the app may not see (a scope that was not
granted) is left out and missing from `DealSnapshot.visible`, so that "no calls were made" and "calls are
not visible" stay apart; only the deal itself is indispensable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from crm_ai_plugin.errors import PermanentError, SkippableError
from crm_ai_plugin.ports.clock import Clock
from crm_ai_plugin.records import Activity, Contact, DealContact, DealSnapshot, LineItem, Owner

from ..http.parallel import Parallel
from .answers import MISSING_SCOPE
from .config import HubSpotConfig
from .mapper import activities, deals, history, people
from .mapper.kinds import (
    ACTIVITY_TYPES,
    COMPANIES,
    CONTACTS,
    DEALS,
    HISTORY_PROPERTIES,
    LINE_ITEMS,
    Kinds,
)
from .mapper.stages import Stages, read_stages
from .mapper.values import properties, text
from .objects import Association, Objects, Raw, inline_associations

T = TypeVar("T")

_CACHED_FOR = timedelta(minutes=10)
_VISIBLE_AS: Mapping[str, frozenset[str]] = {
    CONTACTS: frozenset({"contact", "deal_contact"}),
    COMPANIES: frozenset({"company"}),
    LINE_ITEMS: frozenset({"line_item"}),
    "owners": frozenset({"owner"}),
    **{name: frozenset({kind.value}) for name, kind in ACTIVITY_TYPES.items()},
}
_RELATED = (CONTACTS, COMPANIES, LINE_ITEMS, *ACTIVITY_TYPES)
_INLINE = _RELATED[1:]
"""Read along with the deal; contacts are asked for separately, because only that answer has their labels."""
_INLINE_REFUSED = "inline"


class Reader:
    """Reads single deals; also what the bulk reader needs of stages and silent contacts."""

    def __init__(
        self, objects: Objects, kinds: Kinds, parallel: Parallel, clock: Clock, connection: str
    ) -> None:
        self._objects = objects
        self._kinds = kinds
        self._config: HubSpotConfig = kinds.config
        self._parallel = parallel
        self._clock = clock
        self._connection = connection
        self._stages: tuple[datetime, Stages] | None = None
        self._owners: dict[str, tuple[datetime, Owner | None]] = {}
        self._hidden: dict[str, datetime] = {}

    def snapshot(self, deal_id: str) -> DealSnapshot:
        """Return the deal with people, activities and history.

        Raises:
            NotFoundError: no such deal.
            SkippableError: it lies in a pipeline that this connection leaves out.
        """
        as_of = self._clock()
        raw, related, stages = self._first_round(deal_id)
        pipeline_id = text(properties(raw).get("pipeline"))
        if self._config.pipelines and pipeline_id not in self._config.pipelines:
            raise SkippableError(
                "the deal is in a pipeline that this connection leaves out", code="pipeline_left_out"
            )
        if stages.outcome(text(properties(raw).get("dealstage"))) is None:
            stages = self.stages(fresh=True)
        owner_id = text(properties(raw).get("hubspot_owner_id"))
        found, links, owner = self._second_round(related, owner_id)
        contacts = [people.contact(one, self._config) for one in found[CONTACTS].values()]
        company_id = _primary(related[COMPANIES], found[COMPANIES])
        company = found[COMPANIES].get(company_id or "")
        return DealSnapshot(
            connection=self._connection,
            as_of=as_of,
            deal=deals.deal(
                raw, stages, self._config, company_id=company_id, stage_entered=history.stage_entered(raw)
            ),
            company=None if company is None else people.company(company),
            owner=owner,
            contacts=tuple(contacts),
            deal_contacts=self._deal_contacts(deal_id, related[CONTACTS], found[CONTACTS]),
            activities=self._activities(deal_id, found, links, contacts),
            stage_changes=tuple(history.stage_changes(raw, deal_id, stages, self._config.app_id)),
            field_changes=tuple(history.field_changes(raw, deal_id, self._config.app_id)),
            line_items=_line_items(deal_id, found[LINE_ITEMS]),
            visible=self._visible(),
        )

    def stages(self, *, fresh: bool = False) -> Stages:
        """Return the deal stages, from memory when they were read lately."""
        now = self._clock()
        if fresh or self._stages is None or now - self._stages[0] > _CACHED_FOR:
            by_label = self._config.stage_names == "label"
            self._stages = (now, read_stages(self._objects.pipelines(), by_label=by_label))
        return self._stages[1]

    def silent(self, contact_ids: Iterable[str], known: Iterable[Contact] = ()) -> set[str]:
        """Return those of `contact_ids` who must not be profiled; asks HubSpot about unknown ones."""
        by_id = {one.id: one.do_not_profile for one in known}
        name = self._config.do_not_profile_property
        unknown = [one for one in dict.fromkeys(contact_ids) if one not in by_id]
        if name and unknown:
            raws = self._objects.batch_read(CONTACTS, unknown, [name])
            by_id.update((one, people.contact(raw, self._config).do_not_profile) for one, raw in raws.items())
        return {one for one, silent in by_id.items() if silent}

    def _first_round(self, deal_id: str) -> tuple[Raw, dict[str, list[Association]], Stages]:
        inline = () if _INLINE_REFUSED in self._hidden else _INLINE
        try:
            answers = self._parallel.run(self._first_calls(deal_id, inline))
        except PermanentError as error:
            if error.code != MISSING_SCOPE or not inline:
                raise
            # One type the app may not see spoils the whole answer: ask for each on its own.
            self._hidden[_INLINE_REFUSED] = self._clock()
            inline = ()
            answers = self._parallel.run(self._first_calls(deal_id, inline))
        raw, stages = answers[DEALS], answers["stages"]
        if not isinstance(raw, Mapping) or not isinstance(stages, Stages):
            raise TypeError("calls and their keys do not match")
        related: dict[str, list[Association]] = {}
        for kind in _RELATED:
            complete = False
            if kind in inline:
                related[kind], complete = inline_associations(raw, kind)
            if not complete:
                rows = answers[kind] if kind in answers else self._associated(kind, deal_id)()
                related[kind] = rows.get(deal_id, []) if isinstance(rows, dict) else []
        return raw, related, stages

    def _first_calls(self, deal_id: str, inline: Sequence[str]) -> dict[str, Callable[[], object]]:
        wanted = self._kinds.properties(DEALS)
        calls: dict[str, Callable[[], object]] = {
            DEALS: lambda: self._objects.get(
                DEALS, deal_id, wanted, history=tuple(HISTORY_PROPERTIES), associations=inline
            ),
            "stages": self.stages,
        }
        for kind in _RELATED:
            if kind not in inline:
                calls[kind] = self._unless_hidden(kind, {}, self._associated(kind, deal_id))
        return calls

    def _associated(self, kind: str, deal_id: str) -> Callable[[], dict[str, list[Association]]]:
        return lambda: self._objects.associations(DEALS, kind, [deal_id])

    def _second_round(
        self, related: Mapping[str, Sequence[Association]], owner_id: str | None
    ) -> tuple[dict[str, dict[str, Raw]], dict[str, dict[str, list[Association]]], Owner | None]:
        calls: dict[tuple[str, str], Callable[[], object]] = {}
        for kind in _RELATED:
            ids = [one.id for one in related[kind]]
            if not ids:
                continue
            calls["read", kind] = self._unless_hidden(kind, {}, self._read(kind, ids))
            if kind in ACTIVITY_TYPES:
                calls["link", kind] = self._unless_hidden(kind, {}, self._contacts_of(kind, ids))
        calls["owner", ""] = self._unless_hidden("owners", None, lambda: self._owner(owner_id))
        answers = self._parallel.run(calls)
        found: dict[str, dict[str, Raw]] = {kind: {} for kind in _RELATED}
        links: dict[str, dict[str, list[Association]]] = {kind: {} for kind in ACTIVITY_TYPES}
        for (what, kind), answer in answers.items():
            if what == "read" and isinstance(answer, dict):
                found[kind] = answer
            elif what == "link" and isinstance(answer, dict):
                links[kind] = answer
        owner = answers["owner", ""]
        return found, links, owner if isinstance(owner, Owner) else None

    def _read(self, kind: str, ids: Sequence[str]) -> Callable[[], dict[str, Raw]]:
        return lambda: self._objects.batch_read(kind, ids, self._kinds.properties(kind))

    def _contacts_of(self, kind: str, ids: Sequence[str]) -> Callable[[], dict[str, list[Association]]]:
        return lambda: self._objects.associations(kind, CONTACTS, ids)

    def _owner(self, owner_id: str | None) -> Owner | None:
        if owner_id is None:
            return None
        now = self._clock()
        held = self._owners.get(owner_id)
        if held is None or now - held[0] > _CACHED_FOR:
            raw = self._objects.owner(owner_id)
            held = self._owners[owner_id] = (now, None if raw is None else people.owner(raw))
        return held[1]

    def _unless_hidden(self, kind: str, absent: T, call: Callable[[], T]) -> Callable[[], T]:
        """Return `call`, giving `absent` when the app may not see `kind`; that is asked again only later.

        HubSpot's certification counts repeated calls that lack a scope against an app.
        """

        def guarded() -> T:
            refused = self._hidden.get(kind)
            if refused is not None and self._clock() - refused <= _CACHED_FOR:
                return absent
            try:
                result = call()
            except PermanentError as error:
                if error.code != MISSING_SCOPE:
                    raise
                self._hidden[kind] = self._clock()
                return absent
            self._hidden.pop(kind, None)
            return result

        return guarded

    def _visible(self) -> frozenset[str]:
        seen = {"stage_change", "field_change"}
        for kind, names in _VISIBLE_AS.items():
            if kind not in self._hidden:
                seen |= names
        return frozenset(seen)

    def _deal_contacts(
        self, deal_id: str, related: Sequence[Association], found: Mapping[str, Raw]
    ) -> tuple[DealContact, ...]:
        return tuple(
            people.deal_contact(deal_id, one.id, one.labels, found[one.id], self._config)
            for one in related
            if one.id in found
        )

    def _activities(
        self,
        deal_id: str,
        found: Mapping[str, Mapping[str, Raw]],
        links: Mapping[str, Mapping[str, Sequence[Association]]],
        contacts: Sequence[Contact],
    ) -> tuple[Activity, ...]:
        taking_part = [one.id for rows in links.values() for ends in rows.values() for one in ends]
        silent = self.silent(taking_part, contacts)
        seen = [
            activities.activity(
                raw,
                kind,
                deal_id=deal_id,
                contact_ids=[one.id for one in links[kind].get(one_id, ())],
                silent_contacts=silent,
            )
            for kind in ACTIVITY_TYPES
            for one_id, raw in found[kind].items()
        ]
        return tuple(sorted((one for one in seen if one is not None), key=lambda one: (one.at, one.id)))


def _primary(related: Sequence[Association], found: Mapping[str, Raw]) -> str | None:
    present = [one for one in related if one.id in found]
    return next((one.id for one in present if one.primary), present[0].id if present else None)


def _line_items(deal_id: str, found: Mapping[str, Raw]) -> tuple[LineItem, ...]:
    return tuple(deals.line_item(raw, deal_id) for raw in found.values())
