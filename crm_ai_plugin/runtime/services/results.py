"""What admins decide about advice, and what came of it."""

from __future__ import annotations

from functools import cached_property

from ..advice.controls import AdviceControls
from ..results.ratings import CardRatings
from ..results.reading import Results as ResultsReading
from .ground import Ground


class Results(Ground):
    """Steering advice and looking back on it."""

    @cached_property
    def advice_controls(self) -> AdviceControls:
        """Strategy and methodology of workspaces."""
        return AdviceControls(self.store)

    @cached_property
    def results(self) -> ResultsReading:
        """What came of advice."""
        return ResultsReading(self.store, self.clock)

    @cached_property
    def ratings(self) -> CardRatings:
        """What people thought of cards."""
        return CardRatings(self.store, self.clock)
