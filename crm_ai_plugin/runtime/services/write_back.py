"""Writing into CRMs and taking it back."""

from __future__ import annotations

from functools import cached_property

from ..write_back.deliveries import Deliveries
from ..write_back.delivering import Delivering
from ..write_back.undoing import Undoing
from .ground import Ground


class WriteBack(Ground):
    """Writing back."""

    @cached_property
    def delivering(self) -> Delivering:
        """Writing back."""
        give_up_s = self.settings.write_back.give_up_after_h * 3600.0
        return Delivering(self.store, self.connections, self.clock, self.settings.events.lease_s, give_up_s)

    @cached_property
    def undoing(self) -> Undoing:
        """Taking back what was written."""
        return Undoing(self.store, self.connections, self.delivering)

    @cached_property
    def deliveries(self) -> Deliveries:
        """What is to be written and what came of it, for people."""
        return Deliveries(self.store, self.dispatcher)
