"""What goes in and out of the routes about committees and comparisons beside the insights themselves."""

from __future__ import annotations

from ..insights import Insight
from ..insights.committee import CommitteePayload
from ..insights.comparison import ComparisonPayload


class CommitteeInsight(Insight):
    """The buying committee of a deal."""

    payload: CommitteePayload  # type: ignore[assignment]  # the same JSON, described


class ComparisonInsight(Insight):
    """People side by side."""

    payload: ComparisonPayload  # type: ignore[assignment]  # as above
