"""Looking at deals, and what people do with advice."""

from __future__ import annotations

from functools import cached_property

from ..advice.advising import Advising
from ..advice.coaching import Coaching
from ..advice.feedback import ActionFeedback
from ..advice.learning import Learning
from ..advice.measuring import Measuring
from ..advice.models import Models
from ..advice.nightly import Nightly
from ..advice.previewing import Previewing
from ..advice.refreshing import Refreshing
from ..advice.rewording import Rewording
from ..write_back.planning import WriteBackPlan
from .wording import Wording
from .write_back import WriteBack


class Advice(Wording, WriteBack):
    """Advice about deals."""

    @cached_property
    def advising(self) -> Advising:
        """Turning a snapshot into advice."""
        plan = WriteBackPlan(self.registry, self.settings.write_back)
        return Advising(self.store, self.registry, plan, self.desk, self.clock)

    @cached_property
    def refreshing(self) -> Refreshing:
        """Doing one subject."""
        return Refreshing(
            store=self.store,
            connections=self.connections,
            delivering=self.delivering,
            advising=self.advising,
            measuring=self.measuring,
            dispatcher=self.dispatcher,
            steps=self.job_steps,
            clock=self.clock,
            lease_s=self.settings.events.lease_s,
        )

    @cached_property
    def previewing(self) -> Previewing:
        """What would be written."""
        return Previewing(self.store, self.connections, self.advising)

    @cached_property
    def measuring(self) -> Measuring:
        """Deals as they stood at a moment."""
        return Measuring(self.store, self.clock)

    @cached_property
    def learning(self) -> Learning:
        """Learning from history."""
        return Learning(self.store, self.registry, self.measuring, self.clock)

    @cached_property
    def rewording(self) -> Rewording:
        """Words for advice that got the engine's in an outage."""
        return Rewording(self.store, self.registry, self.run_costs, self.dispatcher, self.redis, self.clock)

    @cached_property
    def models(self) -> Models:
        """The versions of what was learned."""
        return Models(self.store, self.learning)

    @cached_property
    def nightly(self) -> Nightly:
        """The nightly look at open deals."""
        return Nightly(self.store, self.registry, self.measuring, self.run_costs, self.dispatcher, self.clock)

    @cached_property
    def feedback(self) -> ActionFeedback:
        """What people do with advice."""
        return ActionFeedback(self.store, self.dispatcher, self.clock)

    @cached_property
    def coach(self) -> Coaching:
        """Insights for the web app."""
        return Coaching(self.store, self.registry, self.dispatcher, self.feedback, self.job_steps, self.clock)
