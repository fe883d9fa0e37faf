"""Elements that nothing fills, as advice: an action that closes one is raised, and where there is none, one is made."""

from __future__ import annotations

from collections.abc import Collection

from ....records import Outcome
from ....sentences import Param, Say
from ..candidates import Candidate, CandidateSpec, Prior, Proposal
from .definition import Element, Methodology
from .scorecard import Filled, FilledCard

THEME = "methodology"
MAX_GAPS = 2
"""Made of gaps at most; a scorecard is no questionnaire."""
RAISE = {"missing": 1.2, "partly": 1.1}
_PRIOR = Prior(
    0.12, 0.15, "what the methodology asks for and nobody knows tends to come up at the end", spread=0.15
)


def raised(card: FilledCard | None) -> dict[str, tuple[float, Say]]:
    """Return, by the key of an action that closes a gap, how much more it is worth and which gap it closes."""
    found: dict[str, tuple[float, Say]] = {}
    for filled in card.elements if card else ():
        for action in filled.element.closed_by:
            factor = RAISE.get(filled.state, 1.0)
            if card and factor > (found[action][0] if action in found else 1.0):
                found[action] = (factor, Say("note.gap", names(card.methodology, filled.element)))
    return found


def names(methodology: Methodology, element: Element) -> dict[str, Param]:
    """Return what sentences about an element need; words that the definition lacks are the catalogue's."""
    return {
        "of": methodology.key,
        "element": element.key,
        "methodology": methodology.label or None,
        "label": element.label or None,
        "ask": element.ask or None,
    }


def gap_candidates(card: FilledCard | None, fitting: Collection[str]) -> list[Candidate]:
    """Return candidates for the heaviest gaps that no fitting action closes.

    Args:
        card: The scorecard; None gives none.
        fitting: Keys of the candidates that fit the deal anyway.
    """
    if card is None:
        return []
    gaps = [
        (place, filled)
        for place, filled in enumerate(card.elements)
        # Nothing is said where nothing was seen: a gap needs evidence like everything else.
        if filled.state == "missing" and filled.evidence and not set(filled.element.closed_by) & set(fitting)
    ]
    gaps.sort(key=lambda gap: (-gap[1].element.weight, gap[0]))
    return [_candidate(card, filled) for _, filled in gaps[:MAX_GAPS]]


def _candidate(card: FilledCard, filled: Filled) -> Candidate:
    element = filled.element
    spec = CandidateSpec(
        key=f"gap_{element.key}",
        theme=THEME,
        condition=lambda _: None,
        prior=_PRIOR,
        moves=None,
        due=4,
        when=Outcome.OPEN,
        conflicts=frozenset(),
    )
    dose = min(max(element.weight, 0.5), 1.5)
    proposal = Proposal((), names(card.methodology, element), dose=dose, worded_as="gap")
    trigger = f"{card.methodology.key}.{element.key}={filled.state}"
    return Candidate(spec, proposal, trigger, filled.evidence)
