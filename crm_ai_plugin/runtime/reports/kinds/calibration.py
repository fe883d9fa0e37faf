"""``calibration``: how well the odds held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....insights import Insight
from ....insights.calibration import CalibrationPayload, OddsPart
from ...results.tables import calibration_json, say_calibration
from ..kind import ReportKind, ReportOptions, Rows, of_workspace

if TYPE_CHECKING:
    from ...services import Services

KIND = "calibration"
COLUMNS = ("part", "name", "deals", "said", "came", "low", "high", "verdict", "brier", "brier_base", "ece")


def gather(services: Services, workspace: str, _options: ReportOptions) -> Insight:
    """Return how well the odds held of all deals that have closed."""
    found = services.results.calibration(workspace)
    payload = CalibrationPayload.model_validate(
        calibration_json(found) | {"headline": say_calibration(found)}
    )
    seen = {"closed deals": payload.overall.deals if payload.overall else 0}
    return of_workspace(KIND, workspace, found.as_of, seen, payload)


def rows(insight: Insight) -> Rows:
    """Return a row for all, each month, stage and version of the model."""
    payload = CalibrationPayload.model_validate(insight.payload)
    named = [
        *([("all", payload.overall)] if payload.overall else []),
        *(("month", one) for one in payload.months),
        *(("stage", one) for one in payload.stages),
        *(("model", one) for one in payload.models),
    ]
    return COLUMNS, [_row(part, one) for part, one in named]


def _row(part: str, one: OddsPart) -> dict[str, object]:
    return {
        "part": part,
        "name": one.name,
        "deals": one.deals,
        "said": round(one.said, 4),
        "came": round(one.came.value, 4),
        "low": round(one.came.low, 4),
        "high": round(one.came.high, 4),
        "verdict": one.verdict,
        "brier": round(one.brier.value, 4),
        "brier_base": round(one.brier_base, 4),
        "ece": None if one.ece is None else round(one.ece, 4),
    }


REPORT = ReportKind(KIND, "How well the odds held", ReportOptions, gather, rows)
