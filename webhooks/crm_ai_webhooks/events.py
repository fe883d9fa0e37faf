"""The events of one delivery, and how many elements of it gave none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from crm_ai_plugin.ports.receiver import Event


class Events(tuple[Event, ...]):
    """A tuple of events that also knows what was left out.

    One element that can't be read must not cost the others, because the sender would repeat the whole
    delivery for ever; it must not vanish unseen either. So it is counted here.

    Attributes:
        malformed: Elements that could not be read.
        unknown: Well-formed elements of a kind nothing here acts on.
    """

    malformed: int
    unknown: int

    def __new__(cls, events: Iterable[Event] = (), *, malformed: int = 0, unknown: int = 0) -> Self:
        """Build from `events` in their order."""
        self = super().__new__(cls, events)
        self.malformed = malformed
        self.unknown = unknown
        return self
