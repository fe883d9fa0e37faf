"""Answers to objections."""

from __future__ import annotations

from functools import cached_property

from ..objections.asking import Asking
from ..objections.handling import Handling
from ..objections.responding import Responding
from .wording import Wording


class Objections(Wording):
    """Answers somebody asked for."""

    @cached_property
    def objections(self) -> Handling:
        """Answers to objections, and what people do with them."""
        asking = Asking(self.store, self.registry, self.desk, self.clock)
        return Handling(self.store, asking, Responding(self.store, self.clock))
