"""Records as HubSpot's JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from crm_ai_plugin.testing.sandbox.clock import stamp
from crm_ai_plugin.testing.sandbox.hubspot.schema import (
    ASSOCIATION_TYPES,
    DEFAULT_PROPERTIES,
    PRIMARY_COMPANY,
    ROLE_LABELS,
    association_name,
)
from crm_ai_plugin.testing.sandbox.hubspot.values import property_value
from crm_ai_plugin.testing.sandbox.state import Link, Record, Store

__all__ = ["association_types", "comma_list", "object_json"]

_ENGAGEMENT_DEFAULTS = ("hs_createdate", "hs_lastmodifieddate", "hs_object_id")
_LABELS = dict(ROLE_LABELS.values())
_LABELS |= {type_id + 1: label for type_id, label in ROLE_LABELS.values()}
_PRIMARY = set(PRIMARY_COMPANY.values())


def comma_list(values: Iterable[str]) -> list[str]:
    """Query values that may repeat and may hold commas, as one list without repetition."""
    return list(dict.fromkeys(part for value in values for part in value.split(",") if part))


def object_json(
    record: Record, properties: Sequence[str] = (), with_history: Sequence[str] = ()
) -> dict[str, Any]:
    """A record with the properties asked for, or the type's usual ones."""
    defaults = DEFAULT_PROPERTIES.get(record.kind, _ENGAGEMENT_DEFAULTS)
    always = tuple(name for name in defaults if "date" in name or name == "hs_object_id")
    names = dict.fromkeys((*(properties or defaults), *with_history, *always))
    body: dict[str, Any] = {
        "id": record.id,
        "properties": {name: property_value(record, name) for name in names},
        "createdAt": stamp(record.created_at),
        "updatedAt": stamp(record.updated_at),
        "archived": record.archived_at is not None,
    }
    if record.archived_at is not None:
        body["archivedAt"] = stamp(record.archived_at)
    if with_history:
        body["propertiesWithHistory"] = {name: _history(record, name) for name in with_history}
    return body


def _history(record: Record, name: str) -> list[dict[str, Any]]:
    return [
        {
            "value": entry.value,
            "timestamp": stamp(entry.at),
            "sourceType": entry.source.type,
            "sourceId": entry.source.id,
        }
        for entry in record.history_of(name)
    ]


def inline_associations(store: Store, record: Record, to_kinds: Sequence[str]) -> dict[str, Any]:
    """The ``associations`` part of a read; object types without any are left out."""
    found: dict[str, Any] = {}
    for to_kind in to_kinds:
        links = store.links(record.kind, record.id, to_kind)
        if links:
            name = association_name(record.kind, to_kind)
            key = "line items" if to_kind == "line_items" else to_kind
            found[key] = {"results": [{"id": link.id, "type": name} for link in links]}
    return found


def association_types(kind: str, link: Link) -> list[dict[str, Any]]:
    """The types of an association as seen from a record of ``kind``, labels last."""
    default = ASSOCIATION_TYPES[kind, link.kind]
    types = []
    for type_id in sorted(link.labels, key=lambda value: (value != default, value)):
        own = type_id in _LABELS
        label = _LABELS.get(type_id) or ("Primary" if type_id in _PRIMARY else None)
        category = "USER_DEFINED" if own else "HUBSPOT_DEFINED"
        types.append({"category": category, "typeId": type_id, "label": label})
    return types
