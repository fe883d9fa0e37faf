"""Reads HubSpot's array of events.

Subscriptions come in two spellings: ``deal.propertyChange`` and, generic, ``object.propertyChange`` with an
``objectTypeId``. What an event says of a property is a hint; the record is read again before anything acts.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from crm_ai_plugin.ports.receiver import Event
from crm_ai_plugin.records import RecordType

from ..elements import MalformedEventError, identifier
from ..events import Events
from ..json_body import read_json
from ..rejection import rejected
from . import fields
from .objects import record_type

OWN_PROPERTY_PREFIX = "crm_ai_"

_ERASURE = "privacyDeletion"
_ACTIONS = frozenset(
    ("creation", "propertyChange", "deletion", "restore", "merge", "associationChange", _ERASURE)
)

_Subject = tuple[RecordType, str, tuple[tuple[RecordType, str], ...]]


def parse_events(body: bytes, *, app_id: str | None) -> Events:
    """Return the events in `body`, in their order.

    Raises:
        WebhookRejected: ``body_malformed`` if the body is no JSON array.
    """
    array = read_json(body)
    if not isinstance(array, list):
        raise rejected("body_malformed", detail="not an array")
    events: list[Event] = []
    malformed = unknown = 0
    for element in array:
        try:
            event = _event(element, app_id)
        except MalformedEventError:
            malformed += 1
            continue
        if event is None:
            unknown += 1
        else:
            events.append(event)
    return Events(events, malformed=malformed, unknown=unknown)


def _event(element: object, app_id: str | None) -> Event | None:
    """Return the event in one element; None for a kind nothing here acts on."""
    if not isinstance(element, dict):
        raise MalformedEventError("not an object")
    kind = fields.name(element, "subscriptionType")
    if kind is None:
        raise MalformedEventError("subscriptionType")
    object_name, _, action = kind.partition(".")
    if action not in _ACTIONS:
        return None
    subject = _subject(element, object_name, action)
    if subject is None:
        return None
    subject_type, subject_id, related = subject
    account, at = fields.required_id(element, "portalId"), fields.occurred_at(element)
    field = fields.name(element, "propertyName")
    return Event(
        account=account,
        dedupe_key=_dedupe_key(element, account, subject_id),
        kind=kind,
        record_type=subject_type,
        record_id=subject_id,
        occurred_at=at,
        field=field,
        value=fields.value(element),
        # Erasure has to happen whoever asked for it, so it is never taken for our own echo.
        echo=action != _ERASURE and _is_echo(element, field, app_id),
        erasure=action == _ERASURE and subject_type == "contact",
        related=related,
    )


def _subject(event: Mapping[str, Any], object_name: str, action: str) -> _Subject | None:
    """Return what the event is about and what else it names; None for record types that are not kept."""
    if action == "associationChange":
        return _association(event, object_name)
    subject_type = record_type(object_name, event.get("objectTypeId"))
    if subject_type is None:
        return None
    if action == "merge":
        return _merge(event, subject_type)
    return subject_type, fields.required_id(event, "objectId"), ()


def _association(event: Mapping[str, Any], object_name: str) -> _Subject | None:
    """Return the end that is kept, the first if both are, with the other one as related."""
    label = fields.name(event, "associationType") or ""
    from_name, _, to_name = label.partition("_TO_")
    from_type = record_type(from_name or object_name, event.get("fromObjectTypeId"))
    to_type = record_type(to_name, event.get("toObjectTypeId"))
    ends = [
        (end, fields.required_id(event, name))
        for end, name in ((from_type, "fromObjectId"), (to_type, "toObjectId"))
        if end is not None
    ]
    if not ends:
        return None
    (first_type, first_id), *rest = ends
    return first_type, first_id, tuple(rest)


def _merge(event: Mapping[str, Any], subject_type: RecordType) -> _Subject:
    """The record that lives on; those that went into it are related."""
    survivor = identifier(event.get("newObjectId")) or identifier(event.get("primaryObjectId"))
    survivor = survivor or fields.required_id(event, "objectId")
    merged = event.get("mergedObjectIds")
    gone = [identifier(one) for one in merged] if isinstance(merged, list) else []
    primary = identifier(event.get("primaryObjectId"))
    names = dict.fromkeys(one for one in (primary, *gone) if one is not None and one != survivor)
    return subject_type, survivor, tuple((subject_type, one) for one in names)


def _is_echo(event: Mapping[str, Any], field: str | None, app_id: str | None) -> bool:
    if field is not None and field.startswith(OWN_PROPERTY_PREFIX):
        return True
    source = event.get("sourceId")
    ours = bool(app_id) and isinstance(source, (str, int)) and str(source) == app_id
    return ours and event.get("changeSource") == "INTEGRATION"


def _dedupe_key(event: Mapping[str, Any], account: str, subject_id: str) -> str:
    """HubSpot's event ids are not unique by themselves, so the key holds all that tells two events apart."""
    subscription = identifier(event.get("subscriptionId")) or "-"
    event_id = identifier(event.get("eventId")) or _digest(event)
    object_id = identifier(event.get("objectId")) or subject_id
    return f"{account}:{subscription}:{event_id}:{object_id}:{event['occurredAt']}"


def _digest(event: Mapping[str, Any]) -> str:
    """Stands in for a missing event id; a repeated delivery differs in nothing but the attempt number."""
    content = {
        key: value
        for key, value in event.items()
        if key != "attemptNumber" and isinstance(value, (str, int, float, bool, type(None)))
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]
