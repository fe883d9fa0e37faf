"""Which recommendations chance holds back.

What people do with advice depends on the deal, so that comparing deals in which it was followed with others says
little about advice. Where chance alone decides what is shown, the difference in outcomes is what showing did.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from .document import HoldOutTerms


@dataclass(frozen=True)
class HoldOut:
    """Draws for the recommendations of one deal; the same deal and action always get the same draw."""

    terms: HoldOutTerms
    connection: str
    deal_id: str

    @property
    def propensity(self) -> float:
        """The chance that what is to be shown is shown."""
        return 1.0 - self.terms.share

    def holds_back(self, action: str) -> bool:
        """Whether an action that is to be shown is not."""
        return self._draw(action if self.terms.unit == "action" else "") < self.terms.share

    def _draw(self, action: str) -> float:
        """A number in [0, 1), even over deals and actions, that a larger share can only add to."""
        name = f"{self.terms.salt}\x1f{self.connection}\x1f{self.deal_id}\x1f{action}"
        return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest()) / 2**64
