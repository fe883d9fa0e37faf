"""Pages of vendor objects as records, with the few extra reads a kind needs, batched per page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from crm_ai_plugin.records import Record, RecordType

from .mapper import activities, deals, history, people
from .mapper.kinds import COMPANIES, CONTACTS, DEALS, HISTORY_PROPERTIES, Kinds
from .objects import Objects, Raw
from .reader import Reader
from .silence import Silence

_REMEMBERED = 20_000


class Converter:
    """Turns objects of one type into records of one kind."""

    def __init__(self, objects: Objects, kinds: Kinds, reader: Reader) -> None:
        self._objects = objects
        self._kinds = kinds
        self._config = kinds.config
        self._reader = reader
        self._contacts: dict[str, Raw] = {}
        self._silence = Silence(objects, kinds)

    def records(self, kind: RecordType, source: str, raws: Sequence[Raw]) -> list[Record]:
        """Return the records of `kind` that `raws`, objects of type `source`, stand for."""
        if not raws:
            return []
        by_kind: Mapping[str, Callable[[str, Sequence[Raw]], list[Record]]] = {
            "company": lambda _, rows: [people.company(raw) for raw in rows],
            "contact": lambda _, rows: [people.contact(raw, self._config) for raw in rows],
            "deal": self._deals,
            "deal_contact": self._deal_contacts,
            "activity": self._activities,
            "stage_change": self._stage_changes,
            "field_change": self._field_changes,
            "line_item": self._line_items,
        }
        return by_kind[kind](source, raws)

    def together(self, kinds: Sequence[RecordType], source: str, raws: Sequence[Raw]) -> list[Record]:
        """Return the records of several kinds; what two of them need is read once."""
        if len(kinds) == 1:
            return self.records(kinds[0], source, raws)
        histories = self._with_history(raws)
        found: list[Record] = []
        for kind in kinds:
            match kind:
                case "stage_change":
                    found += self._stages_in(histories)
                case "field_change":
                    found += self._fields_in(histories)
                case _:
                    found += self.records(kind, source, raws)
        return found

    def _deals(self, source: str, raws: Sequence[Raw]) -> list[Record]:
        ends = self._objects.associations(source, COMPANIES, map(_id, raws))
        stages = self._reader.stages()
        found: list[Record] = []
        for raw in raws:
            related = ends.get(_id(raw), [])
            company = next((one.id for one in related if one.primary), related[0].id if related else None)
            found.append(deals.deal(raw, stages, self._config, company_id=company))
        return found

    def _deal_contacts(self, source: str, raws: Sequence[Raw]) -> list[Record]:
        ends = self._objects.associations(source, CONTACTS, map(_id, raws))
        unlabelled = [one.id for related in ends.values() for one in related if not one.labels]
        known = self._read_once(unlabelled)
        return [
            people.deal_contact(deal_id, one.id, one.labels, known.get(one.id), self._config)
            for deal_id, related in ends.items()
            for one in related
        ]

    def _read_once(self, ids: Iterable[str]) -> Mapping[str, Raw]:
        """Return contacts by id, those of earlier pages from memory."""
        wanted = set(ids)
        missing = sorted(wanted - self._contacts.keys())
        if len(self._contacts) + len(missing) > _REMEMBERED:
            self._contacts.clear()
            missing = sorted(wanted)
        self._contacts.update(self._objects.batch_read(CONTACTS, missing, self._kinds.properties(CONTACTS)))
        return self._contacts

    def _with_history(self, raws: Sequence[Raw]) -> Mapping[str, Raw]:
        names = tuple(HISTORY_PROPERTIES)
        return self._objects.batch_read(DEALS, map(_id, raws), names, names)

    def _stage_changes(self, source: str, raws: Sequence[Raw]) -> list[Record]:
        del source
        return self._stages_in(self._with_history(raws))

    def _stages_in(self, histories: Mapping[str, Raw]) -> list[Record]:
        stages = self._reader.stages()
        return [
            change
            for deal_id, raw in histories.items()
            for change in history.stage_changes(raw, deal_id, stages, self._config.app_id)
        ]

    def _field_changes(self, source: str, raws: Sequence[Raw]) -> list[Record]:
        del source
        return self._fields_in(self._with_history(raws))

    def _fields_in(self, histories: Mapping[str, Raw]) -> list[Record]:
        return [
            change
            for deal_id, raw in histories.items()
            for change in history.field_changes(raw, deal_id, self._config.app_id)
        ]

    def _line_items(self, source: str, raws: Sequence[Raw]) -> list[Record]:
        ends = self._objects.associations(source, DEALS, map(_id, raws))
        return [deals.line_item(raw, one.id) for raw in raws for one in ends.get(_id(raw), ())]

    def _activities(self, source: str, raws: Sequence[Raw]) -> list[Record]:
        ids = [_id(raw) for raw in raws]
        of_deals = self._objects.associations(source, DEALS, ids)
        of_contacts = self._objects.associations(source, CONTACTS, ids)
        silent = self._silence.among(one.id for related in of_contacts.values() for one in related)
        found = (
            activities.activity(
                raw,
                source,
                deal_id=next((one.id for one in of_deals.get(_id(raw), ())), None),
                contact_ids=[one.id for one in of_contacts.get(_id(raw), ())],
                silent_contacts=silent,
            )
            for raw in raws
        )
        return [one for one in found if one is not None]


def _id(raw: Raw) -> str:
    return str(raw["id"])
