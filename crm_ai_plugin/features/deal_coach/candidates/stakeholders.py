"""Reaching the people who decide."""

from __future__ import annotations

from .model import FactView, Moves, Prior, Proposal, candidate


@candidate(
    "multi_thread",
    prior=Prior(0.35, 0.25, "deals with several people engaged close more often than those that hang on one"),
    moves=Moves("people_engaged_60d", 1.0),
    due=3,
)
def multi_thread(f: FactView) -> Proposal | None:
    """Only one person took part in the last 60 days."""
    if not f.yes("single_threaded"):
        return None
    return Proposal(("people_engaged_60d",), {"names": f["people_engaged_60d"].detail.get("names")})


@candidate(
    "reach_economic_buyer",
    prior=Prior(0.45, 0.3, "who holds the budget and has not been heard can still say no"),
    moves=Moves("economic_buyer_reached", 0.8),
    due=3,
)
def reach_economic_buyer(f: FactView) -> Proposal | None:
    """The economic buyer is known but never took part."""
    if not f.no("economic_buyer_reached"):
        return None
    rests_on = ["economic_buyer_reached"]
    params = dict(f["economic_buyer_reached"].detail)
    late = f.at_least("stage_position", 0.5)
    if f.yes("champion_active"):
        rests_on.append("champion_active")
        params["champion"] = f["champion_active"].detail.get("name")
    return Proposal(tuple(rests_on), params, dose=1.15 if late else 1.0)


@candidate(
    "find_economic_buyer",
    prior=Prior(0.25, 0.25, "without a name for the budget nobody can plan the way to a signature"),
    moves=Moves("economic_buyer_reached", 0.4),
    due=3,
)
def find_economic_buyer(f: FactView) -> Proposal | None:
    """Nobody is marked as economic buyer or decision maker."""
    return Proposal(("economic_buyer_known",)) if f.no("economic_buyer_known") else None


@candidate(
    "find_champion",
    prior=Prior(0.3, 0.25, "somebody has to sell inside when we are not in the room"),
    moves=Moves("champion_active", 0.6),
    due=5,
    conflicts=("replace_champion",),
)
def find_champion(f: FactView) -> Proposal | None:
    """Nobody is marked as champion."""
    return Proposal(("champion_known",)) if f.no("champion_known") else None


@candidate(
    "reactivate_champion",
    prior=Prior(
        0.35, 0.25, "a champion who goes quiet has lost interest, influence or time; each needs another plan"
    ),
    moves=Moves("champion_active", 0.8),
    due=1,
    conflicts=("replace_champion",),
)
def reactivate_champion(f: FactView) -> Proposal | None:
    """The champion has not taken part for 30 days."""
    if not f.no("champion_active") or f.yes("champion_leaving"):
        return None
    variant = "" if f.detail("champion_active", "days") is not None else "never"
    return Proposal(("champion_active",), dict(f["champion_active"].detail), variant=variant)


@candidate(
    "replace_champion",
    prior=Prior(
        0.4, 0.3, "when the champion leaves, the deal leaves too unless somebody takes it over in time"
    ),
    moves=Moves("champion_leaving", -0.5),
    due=1,
)
def replace_champion(f: FactView) -> Proposal | None:
    """A text says that somebody of theirs is leaving."""
    if not f.yes("champion_leaving"):
        return None
    name = f["champion_known"].detail.get("name") if f.yes("champion_known") else None
    return Proposal(("champion_leaving",), {"name": name})


@candidate(
    "address_blocker",
    prior=Prior(0.2, 0.25, "a blocker who was heard early objects less at the end"),
    moves=Moves("blocker_present", -0.5),
    due=4,
)
def address_blocker(f: FactView) -> Proposal | None:
    """Somebody is marked as blocker."""
    return (
        Proposal(("blocker_present",), dict(f["blocker_present"].detail))
        if f.yes("blocker_present")
        else None
    )


@candidate(
    "reach_senior",
    prior=Prior(0.2, 0.25, "a decision above the level of the conversation is made without us"),
    moves=Moves("senior_reached", 0.7),
    due=5,
    conflicts=("reach_economic_buyer", "find_economic_buyer"),
)
def reach_senior(f: FactView) -> Proposal | None:
    """Nobody from director upwards has taken part, and the deal is older than two weeks."""
    if not f.no("senior_reached") or not f.at_least("deal_age", 14):
        return None
    return Proposal(("senior_reached",), dict(f["senior_reached"].detail))


@candidate(
    "bring_back_people",
    prior=Prior(0.2, 0.2, "people who were there once are the cheapest second thread"),
    moves=Moves("people_engaged_60d", 0.7),
    due=4,
)
def bring_back_people(f: FactView) -> Proposal | None:
    """Somebody who took part in the last 90 days has been quiet for 30."""
    if not f.yes("quiet_people"):
        return None
    return Proposal(("quiet_people",), {"names": f["quiet_people"].detail.get("names")})
