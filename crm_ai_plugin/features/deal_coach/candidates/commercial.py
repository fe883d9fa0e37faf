"""Price and budget."""

from __future__ import annotations

from .model import FactView, Moves, Prior, Proposal, candidate


@candidate(
    "defend_price",
    prior=Prior(
        0.2, 0.2, "price objections are answered with value first; a discount given early is asked for again"
    ),
    moves=Moves("price_pressure", -0.5),
    due=2,
)
def defend_price(f: FactView) -> Proposal | None:
    """Price comes up in a text."""
    if not f.yes("price_pressure"):
        return None
    params = dict(f["price_pressure"].detail)
    params["discount"] = f["largest_discount"].value if f.yes("largest_discount") else None
    rests_on = ("price_pressure", "largest_discount") if f.yes("largest_discount") else ("price_pressure",)
    return Proposal(rests_on, params)


@candidate(
    "secure_budget",
    prior=Prior(
        0.3, 0.3, "a frozen budget is seldom frozen for everything; the question is whose approval lifts it"
    ),
    moves=Moves("budget_blocked", -0.4),
    due=2,
)
def secure_budget(f: FactView) -> Proposal | None:
    """A text says that the budget is frozen or missing."""
    return (
        Proposal(("budget_blocked",), dict(f["budget_blocked"].detail)) if f.yes("budget_blocked") else None
    )


@candidate(
    "confirm_budget",
    prior=Prior(0.2, 0.2, "a deal without a budget in writing is a forecast, not a plan"),
    moves=Moves("budget_approved", 0.5),
    due=4,
    conflicts=("secure_budget",),
)
def confirm_budget(f: FactView) -> Proposal | None:
    """Nobody has said that there is a budget, a month or more into the deal."""
    if not f.no("budget_approved") or f.yes("budget_blocked") or not f.at_least("deal_age", 30):
        return None
    return Proposal(("budget_approved",))


@candidate(
    "trade_concession",
    prior=Prior(0.15, 0.2, "a discount without a return teaches to ask for the next"),
    due=2,
    conflicts=("defend_price",),
)
def trade_concession(f: FactView) -> Proposal | None:
    """A discount of a fifth or more stands in the lines."""
    if not f.at_least("largest_discount", 0.2):
        return None
    return Proposal(("largest_discount",), {"share": f["largest_discount"].value})


@candidate(
    "review_scope",
    prior=Prior(
        0.15, 0.2, "a falling amount means shrinking scope or a price fight, and the two need other answers"
    ),
    due=3,
)
def review_scope(f: FactView) -> Proposal | None:
    """The amount was cut by a tenth or more."""
    change = f.number("amount_change")
    if change is None or change > -0.1:
        return None
    return Proposal(("amount_change",), {"cut": -change, **f["amount_change"].detail})


@candidate(
    "map_approval",
    prior=Prior(0.2, 0.2, "the approval nobody asked about is the one that delays the signature"),
    due=4,
)
def map_approval(f: FactView) -> Proposal | None:
    """A text speaks of somebody else's approval."""
    return (
        Proposal(("authority_talk",), dict(f["authority_talk"].detail)) if f.yes("authority_talk") else None
    )
