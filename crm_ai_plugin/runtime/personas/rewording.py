"""Words for personas that got the engine's while no model could be asked; see :mod:`..advice.rewording`."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

import structlog
from redis import Redis

from ...errors import CrmAiError, RateLimitedError
from ...store import Store
from ..advice.rewording import AT_ONCE, PASSING, REWORD, first_of_late
from ..language_model.preview import RunCosts
from .building import KIND, SUBJECT, Building

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class PersonaRewording:
    """Finds personas that wait for words and has them worded, as they are renewed: where it is called."""

    store: Store
    building: Building
    costs: RunCosts
    redis: Redis

    def run(self, workspace: str) -> int:
        """Look at some personas for the sake of words; returns at how many.

        Raises:
            RedisError: it can't be told who was looked at last.
        """
        with self.store.workspace(workspace) as session:
            found = session.insights.worded_by_engine(KIND, PASSING, subject_type=SUBJECT)
        # One after the other, so that those beyond a round's number keep their turn.
        waiting = list(islice((one for one in found if first_of_late(self.redis, workspace, one)), AT_ONCE))
        self.costs.foretell(workspace, KIND, len(waiting), REWORD)
        for number, insight in enumerate(waiting):
            try:
                self.building.build(workspace, insight.connection, insight.subject.id, reword=True)
            except RateLimitedError as error:
                # There is no room for the others either; a later round finds them.
                log.info("rewording_stopped", code=error.code)
                return number
            except CrmAiError as error:
                # Gone, or renewed by somebody else meanwhile.
                log.info("rewording_left_out", code=error.code)
        return len(waiting)
