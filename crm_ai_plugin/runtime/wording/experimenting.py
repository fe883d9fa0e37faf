"""How an experiment with a prompt stands.

The unit is the deal: a deal is assigned once, so it counts once, by the first decision somebody takes on its advice
after it began, and by how it ends. A deal counts in its arm whether or not the model worded anything for it, so that
a prompt whose answers fall at the gate can't hide that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ...ai.prompts.assigning import arm_of
from ...errors import NotFoundError
from ...records import Deal, Outcome
from ...stats.experiment import Arm, Difference, compare, is_mismatch, mismatch
from ...store import PromptExperimentRow, Store, WorkspaceSession

ENOUGH = 2000
"""Pairs of deals after which two versions count as equal for all that matters."""


@dataclass(frozen=True)
class Standing:
    """How an experiment stands.

    Attributes:
        experiment: Which.
        units: Deals in each arm.
        ratio_evidence: E-value against the ratio in which they should be.
        sound: Whether the ratio is right; if not, nothing else means anything.
        acceptance: How much more often advice of b is done rather than dismissed.
        winning: How much more often deals of b are won.
        verdict: ``a``, ``b``, ``no_difference``, ``unsound``, or None: go on.
    """

    experiment: PromptExperimentRow
    units: dict[Arm, int]
    ratio_evidence: float
    sound: bool
    acceptance: Difference
    winning: Difference
    verdict: str | None


@dataclass(frozen=True)
class Experiments:
    """Reads and ends experiments."""

    store: Store

    def standing(self, workspace: str, feature: str) -> Standing:
        """Return how the running experiment stands, or the last one.

        Raises:
            NotFoundError: there never was one.
        """
        with self.store.workspace(workspace) as session:
            found = session.prompts.experiments(feature)
            if not found:
                raise NotFoundError(
                    f"no experiment was ever made with the prompt of {feature}", code="no_experiment"
                )
            return _standing(session, found[0])

    def end(self, workspace: str, feature: str, author: str) -> Standing:
        """End the running experiment and keep what it showed.

        Raises:
            NotFoundError: none is under way.
        """
        with self.store.workspace(workspace) as session:
            running = session.prompts.running(feature)
            if running is None:
                raise NotFoundError(
                    f"no experiment with the prompt of {feature} is under way", code="no_experiment"
                )
            standing = _standing(session, running)
            session.prompts.end(running.id, standing.verdict or "ended_early")
            session.audit.add(author, "experiment_ended", running.id, {"verdict": standing.verdict})
        return standing


def _standing(session: WorkspaceSession, experiment: PromptExperimentRow) -> Standing:
    began, ended = experiment.started_at, experiment.ended_at
    arms: dict[str, Arm] = {}
    seen: dict[str, datetime] = {}
    connections: dict[str, list[str]] = {}
    for connection, subject, first in session.insights.subjects_since(experiment.feature, began):
        if ended is None or first <= ended:
            arms[subject.id] = arm_of(experiment.id, subject.id, experiment.share_b)
            seen.setdefault(subject.id, first)
            connections.setdefault(connection, []).append(subject.id)
    units: dict[Arm, int] = {"a": 0, "b": 0}
    for arm in arms.values():
        units[arm] += 1
    acceptance = compare(_decisions(session, experiment, arms, seen))
    winning = compare(_endings(session, experiment, arms, connections))
    sound = not is_mismatch(units["a"], units["b"], experiment.share_b)
    return Standing(
        experiment,
        units,
        mismatch(units["a"], units["b"], experiment.share_b),
        sound,
        acceptance,
        winning,
        _verdict(acceptance, sound=sound),
    )


def _verdict(acceptance: Difference, *, sound: bool) -> str | None:
    if not sound:
        return "unsound"
    if acceptance.winner is not None:
        return acceptance.winner
    return "no_difference" if acceptance.pairs >= ENOUGH else None


def _decisions(
    session: WorkspaceSession,
    experiment: PromptExperimentRow,
    arms: dict[str, Arm],
    seen: dict[str, datetime],
) -> Sequence[tuple[Arm, bool]]:
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
    arms: dict[str, Arm],
    connections: dict[str, list[str]],
) -> Sequence[tuple[Arm, bool]]:
    ended: list[tuple[datetime, str, tuple[Arm, bool]]] = []
    for connection, ids in connections.items():
        for deal in session.records.fetch(connection, Deal, ids):
            closed = deal.closed_at
            if deal.outcome is not Outcome.OPEN and closed is not None and closed >= experiment.started_at:
                ended.append((closed, deal.id, (arms[deal.id], deal.outcome is Outcome.WON)))
    return [result for _, _, result in sorted(ended)]
