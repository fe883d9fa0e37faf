"""Whether the records show that an action was done, whatever anybody marked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ...facts import FactSpec, fact_specs, measure_all
from ...facts.talk import SPOKEN
from ...records import DealSnapshot
from ...signals import PhraseLibrary
from .candidates import CandidateSpec, candidate_specs
from .learning import usable

_HALF = 0.5
"""Part of the step an action means to make that has to be seen."""


def observable() -> Mapping[str, CandidateSpec]:
    """Return the actions whose doing shows in the records, by key.

    An action shows where it moves a fact that can be measured as of any moment. That something is no longer spoken of
    is no sign that somebody acted.
    """
    specs = {spec.key: spec for spec in fact_specs()}
    return {
        spec.key: spec
        for spec in candidate_specs()
        if spec.moves and spec.moves.fact in specs and _shows(specs[spec.moves.fact], spec.moves.by)
    }


def seen_done(
    snapshot: DealSnapshot,
    before: Mapping[str, Mapping[str, Any]],
    moment: datetime,
    learned: Mapping[str, Any] | None = None,
    library: PhraseLibrary | None = None,
) -> frozenset[str]:
    """Return which actions the records show as done by a moment.

    Args:
        snapshot: The deal with everything that is known of it now.
        before: By action, the facts as they stood when it was recommended.
        moment: By when; nothing later is looked at.
        learned: What the coach learned, for facts that compare with what is usual.
        library: Phrases to look for; the built-in ones if left out.
    """
    wanted = {key: spec for key, spec in observable().items() if key in before}
    keys = {spec.moves.fact for spec in wanted.values() if spec.moves}
    after = measure_all(snapshot.at(moment), usable(learned), library, only=keys)
    return frozenset(key for key, spec in wanted.items() if _moved(spec, before[key], after))


def _shows(fact: FactSpec, by: float) -> bool:
    if fact.odds is None or not fact.odds.replayable:
        return False
    return by > 0 or fact.needs != SPOKEN


def _moved(spec: CandidateSpec, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    if spec.moves is None:
        return False
    fact = after[spec.moves.fact]
    old = before.get(spec.moves.fact)
    if fact.number is None or fact.spec.odds is None or old is None:
        return False
    step = fact.number - fact.spec.odds.of(old)
    return bool(step * spec.moves.by > 0 and abs(step) >= _HALF * min(abs(spec.moves.by), 1.0))
