"""Words for advice that got the engine's while no model could be asked.

The same advice makes no new version, so what was worded in an outage would stay so until its substance changes. From
time to time a few such deals are looked at again for the sake of words alone; where a model still has none, nothing
becomes of it. Limits and caps hold as for any other call.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from redis import Redis

from ...insights import Insight
from ...ports.clock import Clock
from ...privacy import RedisKeys
from ...store import Store
from ..dispatch import Dispatcher
from ..language_model.preview import RunCosts
from ..registry import Registry

REWORD = "words to be had again"
KEYS = RedisKeys("crm-ai:reworded:", "which insight was tried, by its own id", lives="hours")
"""Cause of such a look."""
PASSING = frozenset(
    {
        *("model_timeout", "model_unavailable", "model_rate_limited", "model_limit_reached", "breaker_open"),
        *("limits_unreachable", "deadline_exceeded", "quota_exhausted", "wrong_key", "model_not_found"),
        *("bad_output", "no_budget"),
    }
)
"""Reasons that time, or an admin, may do away with."""
AT_ONCE = 20
"""Deals per workspace and round."""
NOT_BEFORE = timedelta(hours=6)
"""Until a deal is looked at for its words again."""


@dataclass(frozen=True)
class Rewording:
    """Finds advice that waits for words and has it looked at."""

    store: Store
    registry: Registry
    costs: RunCosts
    dispatcher: Dispatcher
    redis: Redis
    clock: Clock

    def run(self, workspace: str) -> int:
        """Ask for a look at some deals; returns at how many.

        Raises:
            RedisError: the queue is away, and with it who was looked at last.
        """
        now = self.clock()
        found: list[Insight] = []
        for feature in self.registry.features_for("deal"):
            with self.store.workspace(workspace) as session:
                found += session.insights.worded_by_engine(feature.key, PASSING)
        asked: set[tuple[str, str]] = set()
        for insight in found:
            key = (insight.connection, insight.subject.id)
            if len(asked) >= AT_ONCE:
                break
            if key in asked or not first_of_late(self.redis, workspace, insight):
                continue
            asked.add(key)
        self.costs.foretell(workspace, "deal_coach", len(asked), REWORD)
        for key in sorted(asked):
            with self.store.workspace(workspace) as session:
                session.work.touch(key[0], "deal", key[1], REWORD, now)
            self.dispatcher.refresh((workspace, key[0], "deal", key[1]))
        return len(asked)


def first_of_late(redis: Redis, workspace: str, insight: Insight) -> bool:
    """Whether nobody has looked at an insight for its words within `NOT_BEFORE`; who asks is said to look now."""
    name = f"crm-ai:reworded:{workspace}:{insight.id}"
    return bool(redis.set(name, "1", nx=True, ex=int(NOT_BEFORE.total_seconds())))


def awaits_words(insight: Insight | None) -> bool:
    """Whether an insight has the engine's words for a reason that may have passed."""
    return insight is not None and insight.wording.by == "engine" and insight.wording.reason in PASSING
