"""What the web app needs of the runtime to make reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Protocol

from ...insights import Insight
from ...runtime.personas.visibility import GUEST, Viewer
from ...runtime.reports.kind import ReportKind
from ...runtime.reports.reporting import ReportFile
from ...runtime.sharing.sharing import Shared, ShareView


class Reporting(Protocol):
    """Reports in any format."""

    def kinds(self) -> Mapping[str, ReportKind]:
        """Return every kind by key."""

    def formats(self) -> tuple[str, ...]:
        """Return the names of formats."""

    def gather(self, workspace: str, kind: str, given: Mapping[str, Any], viewer: Viewer = GUEST) -> Insight:
        """Return the insight of a report, as far as whoever it is for may see it.

        Raises:
            NotFoundError: no such kind, or nothing to report on.
            UserInputError: it can't be asked like that.
        """

    def file(self, kind: str, insight: Insight, form: str) -> ReportFile:
        """Return a report in one format.

        Raises:
            UserInputError: no such format.
        """


class Sharing(Protocol):
    """Links to what cards show."""

    def share(
        self, workspace: str, insight: Insight, *, by: str, lasts: timedelta, passcode: str | None = None
    ) -> Shared:
        """Return a link.

        Raises:
            UserInputError: open for too long, or a passcode that can't be used.
        """

    def list(self, workspace: str, limit: int = 100) -> Sequence[ShareView]:
        """Return what is and was shared, newest first."""

    def revoke(self, workspace: str, share_id: str, by: str) -> None:
        """Take a link back.

        Raises:
            NotFoundError: nothing was shared under that id.
        """

    def open(self, token: str, passcode: str | None = None, *, count: bool = True) -> Mapping[str, Any]:
        """Return the document behind a link.

        Raises:
            NotFoundError: there is none.
            PasscodeError: it asks for a passcode, and this is not it.
        """


class Reports(Protocol):
    """Reports, and what is shared."""

    @property
    def sharing(self) -> Sharing: ...

    @property
    def reporting(self) -> Reporting: ...
