"""``effectiveness``: what following the advice did, and what showing it did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....insights import Insight
from ....insights.effectiveness import EffectivenessPayload
from ...results.tables import ACTION_COLUMNS, effectiveness_payload, effectiveness_rows
from ..kind import ReportKind, ReportOptions, Rows, of_workspace

if TYPE_CHECKING:
    from ...services import Services

KIND = "effectiveness"


def gather(services: Services, workspace: str, _options: ReportOptions) -> Insight:
    """Return what advice did on all deals that have closed."""
    found = services.results.effectiveness(workspace)
    payload = effectiveness_payload(found)
    return of_workspace(KIND, workspace, found.as_of, {"closed deals": payload.deals}, payload)


def rows(insight: Insight) -> Rows:
    """Return a row for each action and way of comparing, advice as a whole first."""
    payload = EffectivenessPayload.model_validate(insight.payload)
    return ACTION_COLUMNS, list(effectiveness_rows(payload))


REPORT = ReportKind(KIND, "What following the advice did", ReportOptions, gather, rows)
