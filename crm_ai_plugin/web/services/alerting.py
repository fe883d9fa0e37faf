"""What the web app needs of the runtime about alerts, channels and regular reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from ...alerts.pattern import Pattern
from ...runtime.alerting.alerting import Evaluated
from ...runtime.alerting.rules import RuleView
from ...runtime.notifying.channels import ChannelView, NewChannel
from ...runtime.reports.reporting import ReportFile
from ...store import AlertRow, AlertState, NoticeRow, NoticeState, ReportFileRow, ReportScheduleRow


class AlertRules(Protocol):
    """Rules. Each method raises `NotFoundError` for one that is not there, `UserInputError` for one that can't be."""

    def patterns(self) -> Sequence[Pattern]: ...

    def add(self, workspace: str, given: Mapping[str, Any], by: str) -> RuleView: ...

    def change(self, workspace: str, rule_id: str, given: Mapping[str, Any], by: str) -> RuleView: ...

    def get(self, workspace: str, rule_id: str) -> RuleView: ...

    def list(self, workspace: str) -> Sequence[RuleView]: ...

    def remove(self, workspace: str, rule_id: str, by: str) -> None: ...

    def found(
        self,
        workspace: str,
        *,
        rule: str | None = None,
        state: AlertState | None = None,
        deal: str | None = None,
        limit: int = 100,
    ) -> Sequence[AlertRow]: ...


class Alerting(Protocol):
    """Rules at work."""

    def preview(self, workspace: str, given: Mapping[str, Any]) -> Evaluated: ...

    def fire(self, workspace: str, rule_id: str) -> Evaluated | None: ...


class Channels(Protocol):
    """Channels and notices, with errors as for rules."""

    def add_webhook(self, workspace: str, name: str, url: str, by: str) -> NewChannel: ...

    def add_email(self, workspace: str, name: str, to: Sequence[str], by: str) -> NewChannel: ...

    def list(self, workspace: str) -> Sequence[ChannelView]: ...

    def remove(self, workspace: str, channel_id: str, by: str) -> None: ...

    def enable(self, workspace: str, channel_id: str, by: str) -> None: ...

    def try_out(self, workspace: str, channel_id: str) -> NoticeRow: ...

    def notices(
        self,
        workspace: str,
        *,
        channel: str | None = None,
        about: str | None = None,
        state: NoticeState | None = None,
        limit: int = 100,
    ) -> Sequence[NoticeRow]: ...

    def again(self, workspace: str, notice_id: str) -> NoticeRow: ...


class Scheduling(Protocol):
    """Regular reports, with errors as for rules."""

    def add(self, workspace: str, given: Mapping[str, Any], by: str) -> ReportScheduleRow: ...

    def list(self, workspace: str) -> Sequence[ReportScheduleRow]: ...

    def remove(self, workspace: str, schedule_id: str, by: str) -> None: ...

    def files(
        self, workspace: str, schedule_id: str | None = None, limit: int = 100
    ) -> Sequence[ReportFileRow]: ...

    def file(self, workspace: str, file_id: str) -> ReportFile: ...


class Alerts(Protocol):
    """What is said by itself, and to whom."""

    @property
    def alert_rules(self) -> AlertRules: ...

    @property
    def alerting(self) -> Alerting: ...

    @property
    def channels(self) -> Channels: ...

    @property
    def scheduling(self) -> Scheduling: ...
