"""What an experiment on answers to objections has shown so far.

The unit is the objection. It counts a day after it was asked, by whether one of its answers was used: copied, edited,
sent or liked. That moment is the same for all, so that a quick success is no earlier known than a failure. A deal
counts once, by its first objection: whether it moved on within thirty days.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from ...ai.prompts.assigning import arm_of
from ...errors import NotFoundError
from ...stats.experiment import Arm
from ...store import ObjectionRow, PromptExperimentRow, ResponseFeedback, WorkspaceSession
from ..objections.rewards import HORIZON, next_move, reward_of
from .results import Results, Series

WINDOW = timedelta(days=1)
"""How long after an objection its answers may be used to count."""
_AT_ONCE = 500


def results_of_objections(
    session: WorkspaceSession, experiment: PromptExperimentRow, now: datetime
) -> Results:
    """Return what became of the objections that were answered, and of their deals."""
    asked = _answered(session, experiment)
    arms: dict[str, Arm] = {row.id: arm_of(experiment.id, row.id, experiment.share_b) for row, _ in asked}
    acceptance: Series = [
        (arms[row.id], reward_of(_within(feedback, row.at)) > 0)
        for row, feedback in asked
        if row.at + WINDOW <= now
    ]
    winning: Series = [
        (arms[row.id], moved) for row, moved in _moves(session, [row for row, _ in asked], now)
    ]
    return Results(arms, acceptance, winning)


def _answered(
    session: WorkspaceSession, experiment: PromptExperimentRow
) -> list[tuple[ObjectionRow, Sequence[ResponseFeedback]]]:
    """Objections that answers were shown for while it ran, oldest first, and what was done with these."""
    rows = session.objections.between(experiment.started_at, experiment.ended_at)
    found: list[tuple[ObjectionRow, Sequence[ResponseFeedback]]] = []
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        owner = {r.id: r.objection_id for r in session.objections.responses([row.id for row in some])}
        did: dict[str, list[ResponseFeedback]] = {objection: [] for objection in owner.values()}
        ids = list(owner)
        for first in range(0, len(ids), _AT_ONCE):
            for entry in session.objections.feedback(ids[first : first + _AT_ONCE]):
                did[owner[entry.response_id]].append(entry)
        found += [(row, did[row.id]) for row in some if row.id in did]
    return found


def _within(feedback: Sequence[ResponseFeedback], asked_at: datetime) -> list[ResponseFeedback]:
    return [entry for entry in feedback if entry.at <= asked_at + WINDOW]


def _moves(
    session: WorkspaceSession, rows: Sequence[ObjectionRow], now: datetime
) -> Iterator[tuple[ObjectionRow, bool]]:
    seen: set[tuple[str, str]] = set()
    for row in rows:
        if row.connection is None or row.deal_id is None or (row.connection, row.deal_id) in seen:
            continue
        seen.add((row.connection, row.deal_id))
        if row.at + HORIZON > now:
            continue
        try:
            snapshot = session.records.snapshot(row.connection, row.deal_id, now)
        except NotFoundError:
            continue  # the deal is gone, and with it what it did
        yield row, next_move(snapshot, row.at) in ("won", "advanced")
