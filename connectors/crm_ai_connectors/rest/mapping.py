"""D: raw records as canonical ones."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from crm_ai_plugin.errors import SkippableError
from crm_ai_plugin.records import Activity, Contact, Outcome, Record, RecordType
from crm_ai_plugin.records.base import Scalar
from crm_ai_plugin.records.silencing import stub

from ..text import reference
from .checks import RECORDS
from .coerce import moment, read, scalar
from .extract import Raw, id_at
from .lookups import Lookups
from .model import Definition
from .model.resources import Custom, FieldType, Resource
from .paths import find

log = logging.getLogger(__name__)

Hook = Callable[[str, Raw], Raw | None]
"""Changes a raw record before it is mapped, or leaves it out; see `RestClient.record`."""

_TYPES: Mapping[str, FieldType] = {
    **dict.fromkeys(("at", "created_at", "closed_at"), "datetime"),
    "expected_close_at": "date",
    **dict.fromkeys(("amount", "annual_revenue", "quantity", "price", "discount"), "number"),
    **dict.fromkeys(("duration_s", "employees"), "integer"),
    **dict.fromkeys(("done", "do_not_profile"), "boolean"),
    **dict.fromkeys(("contact_ids", "competitors"), "list"),
    "body": "html",
}
_WITHOUT_ID: frozenset[RecordType] = frozenset({"deal_contact", "stage_change", "field_change", "line_item"})


class Mapper:
    """Maps records of all resources."""

    def __init__(self, definition: Definition, lookups: Lookups, hook: Hook) -> None:
        self._definition = definition
        self._lookups = lookups
        self._hook = hook

    def records(self, name: str, raws: Iterable[Raw], **fixed: Any) -> list[Record]:  # noqa: ANN401
        """Return the records that can be read; one that can't is left out and counted in the log.

        What this product wrote itself does not come back.
        """
        found: list[Record] = []
        lost = 0
        for raw in raws:
            try:
                one = self.record(name, raw, **fixed)
            except SkippableError:
                lost += 1
                continue
            if one is not None and not (isinstance(one, Activity) and reference.find(one.body)):
                found.append(one)
        if lost:
            log.warning("%s: %d records of %s could not be read", self._definition.name, lost, name)
        return found

    def record(self, name: str, raw: Raw, **fixed: Any) -> Record | None:  # noqa: ANN401
        """Return the record of `raw`; `fixed` sets fields that the surroundings tell.

        Raises:
            SkippableError: it lacks what it needs.
        """
        resource = self._definition.resources[name]
        changed = self._hook(name, raw)
        if changed is None:
            return None
        values = self._values(resource, changed)
        if resource.kind not in _WITHOUT_ID:
            values["id"] = id_at(changed, resource.id)
        if resource.type is not None:
            values["type"] = resource.type
        if resource.kind == "deal" and values.get("outcome") in {None, Outcome.OPEN.value}:
            # Some CRMs keep the planned day where they later keep the real one.
            values["closed_at"] = None
        custom = self._custom(resource.custom, changed)
        if custom:
            values["custom"] = custom
        values.update(fixed)
        try:
            record = RECORDS[resource.kind].model_validate({k: v for k, v in values.items() if v is not None})
        except ValidationError as error:
            names = sorted({str(one["loc"][0]) for one in error.errors(include_input=False) if one["loc"]})
            raise SkippableError(
                f"a {resource.kind} can't be read: {', '.join(names)}", code="unreadable_record"
            ) from None
        return stub(record) if isinstance(record, Contact) and record.do_not_profile else record

    def id_of(self, name: str, raw: Raw) -> str | None:
        """Return the id of a raw record."""
        return id_at(raw, self._definition.resources[name].id)

    def modified(self, name: str, raw: Raw) -> datetime | None:
        """Return when a raw record changed last."""
        resource = self._definition.resources[name]
        if resource.modified is None:
            return None
        return moment(find(raw, resource.modified), resource.modified_format, resource.modified_zone)

    def _values(self, resource: Resource, raw: Raw) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for field, rule in resource.fields.items():
            labels = self._lookups.table(rule.lookup).labels if rule.lookup else {}
            found[field] = read(raw, rule, rule.type or _TYPES.get(field, "text"), labels)
        return found

    def _custom(self, custom: Custom | None, raw: Raw) -> dict[str, Scalar]:
        if custom is None:
            return {}
        table = self._lookups.table(custom.labels)
        found: dict[str, Scalar] = {}
        for key, held in _entries(custom, find(raw, custom.at)):
            if len(found) >= custom.max:
                break
            value = scalar(find(held, custom.value) if custom.value else held)
            options = table.options.get(key, {})
            label = table.labels.get(key) or table.labels.get(key.removeprefix(custom.prefix), key)
            if value is not None and value != "" and (not custom.labels or label != key):
                found[label] = options.get(str(value), value)
        return found


def _entries(custom: Custom, bag: Any) -> Sequence[tuple[str, Any]]:  # noqa: ANN401  # vendor JSON
    if isinstance(bag, Mapping):
        return [(key, value) for key, value in bag.items() if _begins(key, custom.prefix)]
    if isinstance(bag, list) and custom.key is not None:
        keys = ((find(one, custom.key), one) for one in bag)
        return [(str(key), one) for key, one in keys if isinstance(key, (str, int))]
    return []


def _begins(key: str, prefix: str) -> bool:
    if not prefix or not key.startswith(prefix):
        return not prefix
    # `c` before a capital letter: cAiScore is ours to see, closeDate is not.
    rest = key[len(prefix) :]
    return bool(rest) and (not prefix[-1:].isalpha() or rest[0].isupper() or prefix.isupper())
