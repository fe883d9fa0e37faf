"""People of one role whose closed deals are known: how many were won, how fast, in which part, and what held the others up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from ...records import (
    Activity,
    ActivityType,
    Contact,
    ContactSnapshot,
    Deal,
    DealContact,
    Direction,
    Outcome,
    StageChange,
)
from .people import NOW

_HURDLES = {
    "price": "Your offer is too expensive for what we need.",
    "budget": "Our budget was frozen.",
    "legal": "Our legal department still has to go through the contract.",
}
_FILLER = "Thanks, I have seen your note."


@dataclass(frozen=True)
class BuyingHabits:
    """What holds of every deal of these people.

    Attributes:
        title: Their title.
        wins: Share of deals that are won.
        days: Median days until a deal is won.
        role: The part they have in four deals of five.
        hurdle: What they speak of in lost deals, ``price``, ``budget`` or ``legal``; None for nothing.
        in_lost: Share of lost deals in which they do.
        in_won: Share of won deals in which they do.
        copies: Whether they copy in two colleagues shortly before a deal moves on.
    """

    title: str = "CFO"
    wins: float = 0.4
    days: float = 60.0
    role: str = "economic_buyer"
    hurdle: str | None = "budget"
    in_lost: float = 0.6
    in_won: float = 0.1
    copies: bool = False


def planted_buyer(
    seed: int, deals: int = 2, habits: BuyingHabits = BuyingHabits()
) -> ContactSnapshot:  # frozen
    """Return a contact with closed deals in which they took part; equal seeds give equal people."""
    rng = np.random.default_rng(seed)
    contact = Contact(id=f"buyer-{seed}", title=habits.title)
    parts = [_deal(rng, f"d{seed}-{n}", contact.id, habits) for n in range(deals)]
    return ContactSnapshot(
        connection="planted",
        as_of=NOW,
        contact=contact,
        deals=tuple(deal for deal, _, _, _ in parts),
        deal_contacts=tuple(link for _, link, _, _ in parts),
        activities=tuple(sorted((a for *_, acts, _ in parts for a in acts), key=lambda a: (a.at, a.id))),
        stage_changes=tuple(sorted((m for *_, moves in parts for m in moves), key=lambda m: (m.at, m.id))),
    )


def _deal(
    rng: np.random.Generator, deal_id: str, contact_id: str, habits: BuyingHabits
) -> tuple[Deal, DealContact, list[Activity], list[StageChange]]:
    won = bool(rng.random() < habits.wins)
    took = timedelta(days=float(np.exp(rng.normal(np.log(habits.days), 0.4))))
    begun = NOW - took - timedelta(days=float(rng.uniform(5, 200)))
    says = rng.random() < (habits.in_won if won else habits.in_lost)
    words = [_FILLER] * 4
    if habits.hurdle and says:
        words[int(rng.integers(4))] = f"{_FILLER} {_HURDLES[habits.hurdle]}"
    days = np.sort(rng.uniform(0, took.total_seconds() / 86_400 - 1, len(words)))
    acts = [
        _mail(f"{deal_id}-m{n}", begun + timedelta(days=float(day)), deal_id, body, (contact_id,))
        for n, (day, body) in enumerate(zip(days, words, strict=True))
    ]
    moved = begun + took / 2
    if habits.copies:
        copied = (contact_id, f"{deal_id}-boss", f"{deal_id}-legal")
        acts.append(_mail(f"{deal_id}-cc", moved - timedelta(days=3), deal_id, _FILLER, copied))
    role = habits.role if rng.random() < 0.8 else "user"
    return (
        Deal(
            id=deal_id,
            created_at=begun,
            closed_at=begun + took,
            outcome=Outcome.WON if won else Outcome.LOST,
        ),
        DealContact(deal_id=deal_id, contact_id=contact_id, role=role),
        acts,
        [
            StageChange(deal_id=deal_id, to_stage="offer", at=begun),
            StageChange(deal_id=deal_id, from_stage="offer", to_stage="contract", at=moved),
        ],
    )


def _mail(id_: str, at: datetime, deal_id: str, body: str, people: tuple[str, ...]) -> Activity:
    return Activity(
        id=id_,
        type=ActivityType.EMAIL,
        direction=Direction.INBOUND,
        at=at,
        body=body,
        deal_id=deal_id,
        contact_ids=people,
        thread_id=id_,
    )
