"""What the routes that list records need from the runtime."""

from __future__ import annotations

from typing import Protocol

from ...runtime.listing import Listing


class ListsRecords(Protocol):
    """Lists of records."""

    @property
    def listing(self) -> Listing:
        """Deals and contacts by a part of their name."""
