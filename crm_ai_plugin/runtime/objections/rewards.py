"""What an answer brought, between 0 and 1: what people did with it, and what the deal did next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from ...ports.question import NextMove
from ...records import DealSnapshot, Outcome
from ...store import ResponseFeedback

HORIZON = timedelta(days=30)
"""How long after an answer the deal's next move still counts as one."""
_USED = {"copied": 0.5, "edited": 0.6, "sent": 0.7}
_LIKED, _LIKED_WORTH = 4, 0.6
_DISLIKED = 2


def reward_of(feedback: Iterable[ResponseFeedback], next_move: NextMove | None = None) -> float:
    """Return the reward of one answer.

    Using it counts, more the further it went. A deal that moves on afterwards makes it whole, a lost one halves it:
    neither proves that the answer did it, which is why unused answers never share in it.
    """
    entries = list(feedback)
    reward = max((_USED.get(one.action, 0.0) for one in entries), default=0.0)
    ratings = [one.rating for one in entries if one.rating is not None]
    if ratings and ratings[-1] >= _LIKED:
        reward = max(reward, _LIKED_WORTH)
    if ratings and ratings[-1] <= _DISLIKED:
        reward = 0.0
    if reward > 0.0 and next_move in ("won", "advanced"):
        return 1.0
    return reward / 2 if next_move == "lost" else reward


def next_move(snapshot: DealSnapshot, after: datetime) -> NextMove:
    """Return what a deal did within thirty days after an answer."""
    until = after + HORIZON
    closed = snapshot.deal.closed_at
    if closed is not None and after < closed <= until:
        if snapshot.deal.outcome is Outcome.WON:
            return "won"
        if snapshot.deal.outcome is Outcome.LOST:
            return "lost"
    before: set[str | None] = {c.to_stage for c in snapshot.stage_changes if c.at <= after}
    before |= {c.from_stage for c in snapshot.stage_changes if c.at <= after}
    # A stage it had been in before is a step back.
    moved = any(after < c.at <= until and c.to_stage not in before for c in snapshot.stage_changes)
    return "advanced" if moved else "none"
