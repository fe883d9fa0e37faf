"""``coach``: the latest advice on one deal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....errors import NotFoundError
from ....insights import DealCoachPayload, Insight
from ...advice.feedback import with_states
from ..kind import OfDeal, ReportKind, Rows

if TYPE_CHECKING:
    from ...services import Services

KIND = "deal_coach"
COLUMNS = (
    *(
        "deal",
        "version",
        "as_of",
        "p_win",
        "p_win_low",
        "p_win_high",
        "rank",
        "step",
        "why",
        "how",
        "due",
        "state",
    ),
    *("helps", "helps_low", "helps_high", "p_win_if_done", "p_win_if_done_low", "p_win_if_done_high"),
)


def gather(services: Services, workspace: str, options: OfDeal) -> Insight:
    """Return the latest insight with the present states of its steps.

    Raises:
        NotFoundError: no such deal, or nobody has looked at it yet.
        ConflictError: several connections have it.
    """
    with services.store.workspace(workspace) as session:
        key, _ = session.records.find_deal(options.deal, options.connection)
        found = session.insights.latest(KIND, "deal", options.deal, key)
        if found is None:
            raise NotFoundError(f"there is no advice on deal {options.deal!r} yet", code="no_insight")
        return with_states(session, found)


def rows(insight: Insight) -> Rows:
    """Return one row per step; one without a step when there is none."""
    payload = DealCoachPayload.model_validate(insight.payload)
    p = payload.score.p_win
    head = {
        "deal": insight.subject.id,
        "version": insight.version,
        "as_of": insight.as_of.isoformat(),
        "p_win": round(p.value, 4),
        "p_win_low": round(p.low, 4),
        "p_win_high": round(p.high, 4),
    }
    found = [
        head
        | {
            "rank": rank,
            "step": a.title,
            "why": a.why,
            "how": a.how,
            "due": a.due.isoformat(),
            "state": a.state.state,
        }
        | {"helps": a.confidence.value, "helps_low": a.confidence.low, "helps_high": a.confidence.high}
        | {
            "p_win_if_done": a.effect.p_win_if_done.value,
            "p_win_if_done_low": a.effect.p_win_if_done.low,
            "p_win_if_done_high": a.effect.p_win_if_done.high,
        }
        for rank, a in enumerate(payload.actions, start=1)
    ]
    return COLUMNS, found or [head]


REPORT = ReportKind("coach", "Deal coach", OfDeal, gather, rows)
