"""``committee``: who takes part in the buyer's decision on one deal, and who is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....insights import Insight
from ....insights.committee import COMMITTEE, CommitteePayload, Member
from ..kind import OfDeal, ReportKind, Rows

if TYPE_CHECKING:
    from ...services import Services

COLUMNS = (
    *("deal", "contact", "name", "title", "department", "in_crm", "observed", "differ", "profiled"),
    *("stance", "stance_by", "stance_confidence", "touches", "theirs", "of_us", "colleagues"),
    *("last_heard", "last_contact", "gaps"),
)


def gather(services: Services, workspace: str, options: OfDeal) -> Insight:
    """Return the committee as of now; nothing is kept.

    Raises:
        NotFoundError: no such deal.
        ConflictError: several connections have it.
    """
    return services.committees.of(workspace, options.deal, options.connection)


def rows(insight: Insight) -> Rows:
    """Return one row per person; one without a person when nobody is on the deal."""
    payload = CommitteePayload.model_validate(insight.payload)
    of_deal = {"deal": insight.subject.id}
    missing = " | ".join(gap.text for gap in payload.gaps if not gap.people)
    found = [
        of_deal
        | _row(one)
        | {"gaps": " | ".join(gap.text for gap in payload.gaps if one.contact in gap.people)}
        for one in payload.members
    ]
    return COLUMNS, [*found, of_deal | {"gaps": missing}] if missing or not found else found


def _row(one: Member) -> dict[str, object]:
    row: dict[str, object] = {
        "contact": one.contact,
        "name": one.name,
        "title": one.title or "",
        "in_crm": ", ".join(one.declared),
        "profiled": one.profiled,
    }
    if not one.profiled or one.reach is None:
        return row
    stance = one.stance
    return row | {
        "department": one.department or "",
        "observed": ", ".join(role.role for role in one.observed),
        "differ": one.differ,
        "stance": stance.side if stance else "",
        "stance_by": (stance.by or "") if stance else "",
        "stance_confidence": round(stance.confidence.value, 3) if stance and stance.confidence else "",
        "touches": one.reach.touches,
        "theirs": one.reach.theirs,
        "of_us": ", ".join(dealt.name for dealt in one.reach.ours),
        "colleagues": len(one.reach.colleagues),
        "last_heard": one.last_heard.isoformat() if one.last_heard else "",
        "last_contact": one.last_contact.isoformat() if one.last_contact else "",
    }


REPORT = ReportKind(COMMITTEE, "Buying committee", OfDeal, gather, rows)
