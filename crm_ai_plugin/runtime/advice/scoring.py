"""The chance of every open deal, as the engine sees it now; nothing is stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from ...ai.without_model import EngineWriter
from ...insights import DealCoachPayload
from ...ports.feature import History
from ...records import DealSnapshot
from ...store import Store
from ..registry import Registry
from .horizon import horizons

COACH = "deal_coach"


@dataclass(frozen=True)
class Scored:
    """One open deal as of when its records speak, and what the coach says to it."""

    snapshot: DealSnapshot
    payload: DealCoachPayload
    engine_version: str


def scored(
    store: Store, registry: Registry, workspace: str, now: datetime, *, answered: bool = False
) -> Iterator[Scored]:
    """Yield every open deal of a workspace, newest first.

    Args:
        store: Where the records are.
        registry: Where the coach is.
        workspace: Whose deals.
        now: The present.
        answered: Whether the steps' states count: what people did with them. Chances don't depend on that.
    """
    coach = registry.feature(COACH)
    as_of = horizons(store, workspace, now)
    with store.workspace(workspace) as session:
        learned = session.learned.latest(coach.key)
        for snapshot in session.records.snapshots(outcome="open"):
            current = snapshot.model_copy(update={"as_of": as_of.get(snapshot.connection, now)})
            states = session.feedback.states(coach.key, "deal", snapshot.deal.id) if answered else {}
            history = History(
                states={key: state for key, (state, _) in states.items()},
                state_facts={key: trigger for key, (_, trigger) in states.items()},
            )
            assessment = coach.assess(coach.facts(current, learned), learned, history)
            draft = coach.word(assessment, EngineWriter())
            yield Scored(current, DealCoachPayload.model_validate(draft.payload), coach.version)
