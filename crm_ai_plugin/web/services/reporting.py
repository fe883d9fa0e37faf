"""What the web app needs of the runtime to make reports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from ...insights import Insight
from ...runtime.reports.kind import ReportKind
from ...runtime.reports.reporting import ReportFile


class Reporting(Protocol):
    """Reports in any format."""

    def kinds(self) -> Mapping[str, ReportKind]:
        """Return every kind by key."""

    def formats(self) -> tuple[str, ...]:
        """Return the names of formats."""

    def gather(self, workspace: str, kind: str, given: Mapping[str, Any]) -> Insight:
        """Return the insight of a report.

        Raises:
            NotFoundError: no such kind, or nothing to report on.
            UserInputError: it can't be asked like that.
        """

    def file(self, kind: str, insight: Insight, form: str) -> ReportFile:
        """Return a report in one format.

        Raises:
            UserInputError: no such format.
        """


class Reports(Protocol):
    """Reports."""

    @property
    def reporting(self) -> Reporting: ...
