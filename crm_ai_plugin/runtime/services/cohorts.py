"""Questions about many deals at once."""

from __future__ import annotations

from functools import cached_property

from ..advice.linking import Linking
from ..cohorts.analysing import Analysing
from ..cohorts.drilling import Drilling
from ..cohorts.reading import Reading
from ..cohorts.waiting import Waiting
from .advice import Advice


class Cohorts(Advice):
    """Why deals are won and lost."""

    @cached_property
    def win_loss(self) -> Analysing:
        """Answers about cohorts and single deals."""
        return Analysing(
            self.store,
            self.registry,
            self.desk,
            self.measuring,
            Reading(self.store),
            Linking(self.connections),
            self.clock,
        )

    @cached_property
    def analyses(self) -> Waiting:
        """The same for who can't wait."""
        return Waiting(self.win_loss, self.store, self.redis, self.dispatcher, self.live, self.job_steps)

    @cached_property
    def drilling(self) -> Drilling:
        """What stands behind a factor."""
        return Drilling(self.win_loss)
