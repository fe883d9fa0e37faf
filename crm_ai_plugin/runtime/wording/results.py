"""What an experiment on advice about deals has shown so far.

The unit is the deal: it counts by the first decision somebody takes on its advice after it was worded in its arm, and
by how it ends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ...ai.prompts.assigning import arm_of
from ...records import Deal, Outcome
from ...stats.experiment import Arm
from ...store import PromptExperimentRow, WorkspaceSession

Series = Sequence[tuple[Arm, bool]]
"""Arm and success of each unit, in the order in which they became known."""


@dataclass(frozen=True)
class Results:
    """Arms by unit, and two series of results."""

    arms: Mapping[str, Arm]
    acceptance: Series
    winning: Series


def results_of_deals(session: WorkspaceSession, experiment: PromptExperimentRow) -> Results:
    """Return what became of the deals that were advised on."""
    began, ended = experiment.started_at, experiment.ended_at
    arms: dict[str, Arm] = {}
    seen: dict[str, datetime] = {}
    connections: dict[str, list[str]] = {}
    for connection, subject, first in session.insights.subjects_since(experiment.feature, began):
        if ended is None or first <= ended:
            arms[subject.id] = arm_of(experiment.id, subject.id, experiment.share_b)
            seen.setdefault(subject.id, first)
            connections.setdefault(connection, []).append(subject.id)
    return Results(
        arms, _decisions(session, experiment, arms, seen), _endings(session, experiment, arms, connections)
    )


def _decisions(
    session: WorkspaceSession,
    experiment: PromptExperimentRow,
    arms: Mapping[str, Arm],
    seen: Mapping[str, datetime],
) -> Series:
    first: dict[str, tuple[Arm, bool]] = {}
    for subject, state, at in session.feedback.decisions_since(experiment.feature, experiment.started_at):
        in_time = experiment.ended_at is None or at <= experiment.ended_at
        # What was decided before the deal was worded anew was decided on other words.
        if subject in arms and subject not in first and in_time and at >= seen[subject]:
            first[subject] = (arms[subject], state == "done")
    return list(first.values())


def _endings(
    session: WorkspaceSession,
    experiment: PromptExperimentRow,
    arms: Mapping[str, Arm],
    connections: Mapping[str, list[str]],
) -> Series:
    ended: list[tuple[datetime, str, tuple[Arm, bool]]] = []
    for connection, ids in connections.items():
        for deal in session.records.fetch(connection, Deal, ids):
            closed = deal.closed_at
            if deal.outcome is not Outcome.OPEN and closed is not None and closed >= experiment.started_at:
                ended.append((closed, deal.id, (arms[deal.id], deal.outcome is Outcome.WON)))
    return [result for _, _, result in sorted(ended)]
