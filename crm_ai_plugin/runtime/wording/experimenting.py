"""How an experiment with a prompt stands.

What is counted follows from what the prompt words: advice on deals, or answers to objections. Either way a unit is
assigned once and counts once, and it counts in its arm whether or not the model worded anything for it, so that a
prompt whose answers fall at the gate can't hide that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ...errors import NotFoundError
from ...ports.clock import Clock
from ...stats.experiment import Arm, Difference, compare, is_mismatch, mismatch
from ...store import PromptExperimentRow, Store, WorkspaceSession
from ..objections.asking import KIND as OBJECTION
from .results import Results, results_of_deals
from .results_of_objections import results_of_objections

ENOUGH = 2000
"""Pairs of results after which two versions count as equal for all that matters."""


@dataclass(frozen=True)
class Standing:
    """How an experiment stands.

    Attributes:
        experiment: Which.
        units: Deals or objections in each arm.
        ratio_evidence: E-value against the ratio in which they should be.
        sound: Whether the ratio is right; if not, nothing else means anything.
        acceptance: How much more often advice of b is done rather than dismissed, or an answer of b used.
        winning: How much more often deals of b are won, or move on after an objection.
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
    clock: Clock

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
            return _standing(session, found[0], self.clock())

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
            standing = _standing(session, running, self.clock())
            session.prompts.end(running.id, standing.verdict or "ended_early")
            session.audit.add(author, "experiment_ended", running.id, {"verdict": standing.verdict})
        return standing


def _standing(session: WorkspaceSession, experiment: PromptExperimentRow, now: datetime) -> Standing:
    results = _results(session, experiment, now)
    units: dict[Arm, int] = {"a": 0, "b": 0}
    for arm in results.arms.values():
        units[arm] += 1
    acceptance = compare(results.acceptance)
    sound = not is_mismatch(units["a"], units["b"], experiment.share_b)
    return Standing(
        experiment,
        units,
        mismatch(units["a"], units["b"], experiment.share_b),
        sound,
        acceptance,
        compare(results.winning),
        _verdict(acceptance, sound=sound),
    )


def _results(session: WorkspaceSession, experiment: PromptExperimentRow, now: datetime) -> Results:
    # "objection" words answers, "objection_category" chooses what they answer: both show in what becomes of answers.
    if experiment.feature.split("_")[0] == OBJECTION:
        return results_of_objections(session, experiment, now)
    return results_of_deals(session, experiment)


def _verdict(acceptance: Difference, *, sound: bool) -> str | None:
    if not sound:
        return "unsound"
    if acceptance.winner is not None:
        return acceptance.winner
    return "no_difference" if acceptance.pairs >= ENOUGH else None
