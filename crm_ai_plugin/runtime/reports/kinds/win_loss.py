"""``win-loss``: why deals are won and lost, for a cohort or for one deal."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pydantic import Field

from ....insights import Insight, WinLossPayload
from ...cohorts.asked import asked_cohort
from ..kind import ReportKind, ReportOptions, Rows

if TYPE_CHECKING:
    from ...services import Services

COLUMNS = (
    *("key", "label", "category", "direction", "odds_ratio", "low", "high", "p_value", "q_value"),
    *("found", "proxy_for", "only_beside", "share", "n", "raw_odds_ratio", "detectable", "actionable"),
)
DEAL_COLUMNS = ("key", "label", "category", "contribution", "evidence")


class WinLossOptions(ReportOptions):
    """Which deals."""

    deal: str | None = Field(None, min_length=1, max_length=200, description="One deal's id in the CRM.")
    connection: str | None = Field(
        None, min_length=1, max_length=128, description="Needed when two connections share the id."
    )
    where: str | None = Field(None, max_length=4_000, description="industry = 'Banking' and amount > 10000")
    since: date | None = Field(None, description="Closed on this day or later.")
    until: date | None = Field(None, description="Closed before this day.")
    by: str | None = Field(None, max_length=120, description="A field whose values stand side by side.")


def gather(services: Services, workspace: str, options: WinLossOptions) -> Insight:
    """Return the answer.

    Raises:
        UserInputError: the filter can't be read, or does not fit the fields.
        NotFoundError: no such deal.
        ConflictError: several connections have it.
    """
    cohort = asked_cohort(
        [options.where] if options.where else [], since=options.since, until=options.until, by=options.by
    )
    if options.deal is not None:
        return services.win_loss.deal(workspace, options.deal, options.connection, cohort)
    return services.win_loss.cohort(workspace, cohort)


def rows(insight: Insight) -> Rows:
    """Return one row per factor; for one deal, one per contribution."""
    payload = WinLossPayload.model_validate(insight.payload)
    if payload.outcome is not None:
        quotes = {one.id: one.quote or one.what for one in insight.evidence}
        return DEAL_COLUMNS, [
            {
                "key": one.key,
                "label": one.label,
                "category": one.category,
                "contribution": round(one.contribution, 4),
                "evidence": " | ".join(quotes[key] for key in one.evidence if key in quotes),
            }
            for one in payload.contributions
        ]
    return COLUMNS, [
        {
            "key": one.key,
            "label": one.label,
            "category": one.category,
            "direction": one.direction,
            "odds_ratio": round(one.odds_ratio.value, 4),
            "low": round(one.odds_ratio.low, 4),
            "high": round(one.odds_ratio.high, 4),
            "p_value": one.p_value,
            "q_value": one.q_value,
            "found": one.found,
            "proxy_for": one.proxy_for or "",
            "only_beside": one.only_beside or "",
            "share": round(one.share, 4),
            "n": one.odds_ratio.n,
            "raw_odds_ratio": round(one.raw.value, 4),
            "detectable": round(one.detectable, 3),
            "actionable": one.actionable,
        }
        for one in payload.factors
    ]


REPORT = ReportKind("win-loss", "Win-loss", WinLossOptions, gather, rows)
