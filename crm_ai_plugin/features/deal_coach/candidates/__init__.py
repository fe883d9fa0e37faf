"""Candidate actions.

A theme module declares its candidates with :func:`~.model.candidate`; every module of this package is found by
itself. A candidate says when it fits and what it rests on; how good it is, is decided elsewhere.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import cache

from ....discovery import import_modules
from ....facts import EvidenceDraft, Fact
from ....records import Outcome
from .model import (
    MAX_EVIDENCE,
    REGISTRY,
    Candidate,
    CandidateSpec,
    FactView,
    Moves,
    Prior,
    Proposal,
)

__all__ = [
    "Candidate",
    "CandidateSpec",
    "FactView",
    "Moves",
    "Prior",
    "Proposal",
    "candidate_specs",
    "find_candidates",
]


@cache
def candidate_specs() -> tuple[CandidateSpec, ...]:
    """Return every declared candidate, by key."""
    import_modules(sys.modules[__name__])
    return tuple(REGISTRY[key] for key in sorted(REGISTRY))


def find_candidates(facts: Mapping[str, Fact], outcome: Outcome) -> list[Candidate]:
    """Return the candidates whose condition holds and that have evidence, by key."""
    view = FactView(facts, outcome)
    found = []
    for spec in candidate_specs():
        if spec.when is not outcome:
            continue
        proposal = spec.condition(view)
        if proposal is None:
            continue
        evidence = _evidence(view, proposal)
        if evidence:
            trigger = "|".join(f"{key}={view[key].band}" for key in proposal.rests_on)
            found.append(Candidate(spec, proposal, trigger, evidence))
    return found


def _evidence(view: FactView, proposal: Proposal) -> tuple[EvidenceDraft, ...]:
    """The facts' evidence in turns, so that each fact that counts is represented."""
    piles = [list(view[key].evidence) for key in proposal.rests_on]
    chosen: list[EvidenceDraft] = []
    while any(piles) and len(chosen) < MAX_EVIDENCE:
        for pile in piles:
            if pile and len(chosen) < MAX_EVIDENCE:
                draft = pile.pop(0)
                if draft not in chosen:
                    chosen.append(draft)
    return tuple(chosen)
