"""Needs, criteria and clearances."""

from __future__ import annotations

from .model import FactView, Moves, Prior, Proposal, candidate


@candidate(
    "close_gap",
    prior=Prior(0.3, 0.25, "an open must-have is a no in waiting; a workaround or a date turns some of them"),
    moves=Moves("requirement_gap", -0.5),
    due=2,
)
def close_gap(f: FactView) -> Proposal | None:
    """A text names something they need and don't see."""
    return (
        Proposal(("requirement_gap",), dict(f["requirement_gap"].detail))
        if f.yes("requirement_gap")
        else None
    )


@candidate(
    "clear_security",
    prior=Prior(0.2, 0.2, "a security review takes weeks whether it starts now or at signature"),
    due=2,
)
def clear_security(f: FactView) -> Proposal | None:
    """A text speaks of a security review."""
    return (
        Proposal(("security_review",), dict(f["security_review"].detail))
        if f.yes("security_review")
        else None
    )


@candidate(
    "clear_legal",
    prior=Prior(0.2, 0.2, "legal and procurement set the real close date"),
    due=2,
)
def clear_legal(f: FactView) -> Proposal | None:
    """A text speaks of legal or procurement."""
    return (
        Proposal(("legal_procurement",), dict(f["legal_procurement"].detail))
        if f.yes("legal_procurement")
        else None
    )


@candidate(
    "agree_criteria",
    prior=Prior(0.15, 0.2, "criteria agreed in writing decide comparisons that come later"),
    moves=Moves("decision_criteria", 0.8),
    due=4,
)
def agree_criteria(f: FactView) -> Proposal | None:
    """No text names what they decide by."""
    return Proposal(("decision_criteria",)) if f.no("decision_criteria") else None


@candidate(
    "put_number_on_pain",
    prior=Prior(0.15, 0.2, "a cost per month in their own figures carries a business case through finance"),
    moves=Moves("pain", 0.5),
    due=4,
)
def put_number_on_pain(f: FactView) -> Proposal | None:
    """They spoke of what hurts."""
    return Proposal(("pain",), dict(f["pain"].detail)) if f.yes("pain") else None
