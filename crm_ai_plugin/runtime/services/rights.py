"""What people may ask for themselves."""

from __future__ import annotations

from functools import cached_property

from ..privacy.opting_out import OptingOut
from .ground import Ground


class Rights(Ground):
    """Rights of people."""

    @cached_property
    def opting_out(self) -> OptingOut:
        """Who must not be profiled."""
        # Its transactions look for people by their hashes, and may not wait for the key to be made.
        self.hash_key.ensure()
        return OptingOut(self.store, self.clock)
