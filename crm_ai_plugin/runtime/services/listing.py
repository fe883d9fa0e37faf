"""Lists of records."""

from __future__ import annotations

from functools import cached_property

from ..listing import Listing
from .ground import Ground


class Lists(Ground):
    """Lists of records for people who look for one."""

    @cached_property
    def listing(self) -> Listing:
        """Deals and contacts by a part of their name."""
        return Listing(self.store)
