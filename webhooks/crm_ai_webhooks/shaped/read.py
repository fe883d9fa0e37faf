"""Reads the events of a delivery by its shape.

What a delivery says of a record is a hint: events name type and id, never a value.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from crm_ai_plugin.ports.receiver import Event, RawDelivery
from crm_ai_plugin.ports.webhook_shape import WebhookShape

from ..elements import MalformedEventError, identifier
from ..events import Events
from ..json_body import clean_text, read_json
from ..rejection import rejected
from .look import Look

MAX_ITEMS = 10_000
_MAX_NAME = 300
_MAX_FUTURE = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def read_events(shape: WebhookShape, delivery: RawDelivery, account: str) -> Events:
    """Return the events in `delivery`, in their order and each once.

    Raises:
        WebhookRejected: ``body_malformed`` if the body is no JSON, or there is nothing where items should be.
    """
    whole = Look(read_json(delivery.body), delivery.headers)
    repeat = _repeat(shape, whole, delivery)
    events: dict[str, Event] = {}
    malformed = unknown = 0
    for item in _items(shape, whole):
        look = Look(whole.body, whole.headers, item)
        try:
            event = _event(shape, look, account, repeat, delivery.received_at)
        except MalformedEventError:
            malformed += 1
            continue
        if event is None:
            unknown += 1
        else:
            events.setdefault(event.dedupe_key, event)
    return Events(events.values(), malformed=malformed, unknown=unknown)


def _items(shape: WebhookShape, whole: Look) -> list[Any]:
    found = whole.at(shape.items)
    if found is None:
        raise rejected("body_malformed", detail="no items")
    items = found if isinstance(found, list) else [found]
    if len(items) > MAX_ITEMS:
        raise rejected("body_malformed", detail="too many items")
    return items


def _event(shape: WebhookShape, look: Look, account: str, repeat: str, received_at: datetime) -> Event | None:
    meaning = shape.meaning(_name(shape, look))
    if meaning is None:
        return None
    record_id = identifier(look.at(shape.id))
    if record_id is None:
        raise MalformedEventError("id")
    kind = f"{meaning.type}.{meaning.action}"
    at = look.time(shape.occurred_at) if shape.occurred_at else None
    return Event(
        account=account,
        dedupe_key=f"{repeat}:{kind}:{meaning.field or ''}:{record_id}",
        kind=kind,
        record_type=meaning.type,
        record_id=record_id,
        # A clock that runs ahead must not put an event into next year.
        occurred_at=received_at if at is None else min(at, received_at + _MAX_FUTURE),
        field=meaning.field,
    )


def _name(shape: WebhookShape, look: Look) -> str:
    parts = shape.event_parts()
    for place in range(1, len(parts), 2):
        path = parts[place]
        text = _subscribed(shape, look) if path == "subscription" else look.text(path)
        if text is None:
            raise MalformedEventError("event")
        parts[place] = text[:_MAX_NAME]
    return "".join(parts)


def _subscribed(shape: WebhookShape, look: Look) -> str | None:
    """Return the name of the event that the delivery's subscription is for."""
    id_ = look.text(shape.subscription)
    return None if id_ is None else shape.subscriptions.get(id_)


def _repeat(shape: WebhookShape, whole: Look, delivery: RawDelivery) -> str:
    """Return what is equal for repeats of a delivery."""
    named = whole.text(shape.repeat)
    if named is not None:
        # Hashed, because an index can't hold text of any length.
        return "named-" + hashlib.sha256(clean_text(named, len(named)).encode()).hexdigest()[:32]
    window = (delivery.received_at - _EPOCH) // timedelta(seconds=shape.repeat_window_s)
    facts = "\n".join(f"{name}={value}" for name, value in sorted(delivery.headers.items()))
    content = hashlib.sha256(facts.encode("utf-8", "surrogatepass") + b"\n\n" + delivery.body)
    return f"body-{content.hexdigest()[:32]}-{window}"
