"""What a webhook's body looks like, as data: what a declarative connector definition carries.

Paths begin with where they look: ``body``, ``item`` (one element of `items`), ``header``, and
``subscription`` (the id a signature names). ``body.meta.entity``, ``item.id``, ``item`` itself, ``header.x-event``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from ..records import RecordType

Action = Literal["creation", "change", "deletion", "restore", "merge"]
SIGNED_ID = "subscription"

_PATH = r"(?:(?:body|item)(?:\.[^.{}\s]{1,100}){0,7}|header\.[a-z0-9-]{1,100}|subscription)"
Path = Annotated[str, StringConstraints(pattern=f"^{_PATH}$")]
_TEMPLATE = re.compile(r"\{([^{}]*)\}")


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Meaning(_Shape):
    """What an event of some name is about.

    Attributes:
        type: Kind of record.
        action: What happened to it.
        field: The changed field, where the name says it.
    """

    type: RecordType
    action: Action = "change"
    field: str | None = Field(default=None, min_length=1, max_length=100)


class OccurredAt(_Shape):
    """When it happened.

    Attributes:
        path: Where that is said.
        format: ISO 8601 (without a zone: UTC), Unix seconds or milliseconds.
    """

    path: Path
    format: Literal["iso", "s", "ms"] = "iso"


class WebhookShape(_Shape):
    """How events are read from a delivery.

    Attributes:
        items: Where the event or the list of events is; a list may hold objects or bare ids.
        id: Where an item says which record it is about.
        event: The name of the event: a path, or several in braces with text between, such as
            ``{body.module}.{body.operation}``. Empty where one kind of event is all there is.
        events: What the names mean. An exact name goes before patterns with ``*``, and those in their
            order. A name without meaning is counted and left out.
        subscription: Where the id of the subscription is, if events bear no name of their own.
        subscriptions: Names by that id; with it, ``{subscription}`` in `event` stands for the name.
        occurred_at: When; None: when it came.
        repeat: Where something is that is equal for repeats and for nothing else. Without it the body
            itself has to do, within `repeat_window_s` seconds: later the same bytes are news, because a
            deal may well go back and forth between two stages.
        repeat_window_s: See `repeat`.
    """

    items: Path = "body"
    id: Path = "item.id"
    event: str = Field("", max_length=300)
    events: Mapping[str, Meaning] = Field(min_length=1, max_length=500)
    subscription: Path = SIGNED_ID
    subscriptions: Mapping[str, str] = Field(default_factory=dict, max_length=1000)
    occurred_at: OccurredAt | None = None
    repeat: Path = "header.idempotency-key"
    repeat_window_s: int = Field(default=60, ge=1, le=86_400)

    @model_validator(mode="after")
    def _readable(self) -> Self:
        if not self.items.startswith("body"):
            raise ValueError("items: has to be in the body")
        if self.subscription.startswith("item") or self.repeat.startswith("item"):
            raise ValueError("subscription and repeat belong to the delivery, not to an item")
        for path in self.event_paths():
            if not re.fullmatch(_PATH, path):
                raise ValueError(
                    f"event: {path!r} is no path; they begin with body, item, header or subscription"
                )
        if re.search(r"[{}]", _TEMPLATE.sub("", self.event)):
            raise ValueError("event: braces in pairs, with one path in each")
        return self

    def event_parts(self) -> list[str]:
        """Return `event` cut up: literals at even places, paths at odd ones."""
        parts = _TEMPLATE.split(self.event)
        bare = len(parts) == 1 and re.fullmatch(_PATH, self.event) is not None
        return ["", self.event, ""] if bare else parts

    def event_paths(self) -> list[str]:
        """Return the paths in `event`."""
        return self.event_parts()[1::2]

    def header_names(self) -> frozenset[str]:
        """Return the headers that reading needs: they have to be kept with the body."""
        paths = [self.id, self.subscription, self.repeat, *self.event_paths()]
        paths += [self.occurred_at.path] if self.occurred_at else []
        return frozenset(path.removeprefix("header.") for path in paths if path.startswith("header."))

    def meaning(self, name: str) -> Meaning | None:
        """Return what an event of that name is about, None if nothing here acts on it."""
        exact = self.events.get(name)
        if exact is not None:
            return exact
        return next((m for pattern, m in self.events.items() if _matches(name, pattern)), None)


def _matches(name: str, pattern: str) -> bool:
    # Only the star is special: brackets and question marks are theirs.
    return "*" in pattern and fnmatchcase(name, pattern.replace("[", "[[]").replace("?", "[?]"))
