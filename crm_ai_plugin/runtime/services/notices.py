"""Alerts, regular reports, and the ways out for both."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, cast

from ...errors import CrmAiError
from ...records import RecordType
from ..alerting.alerting import Alerting
from ..alerting.rules import AlertRules
from ..notifying.channels import Channels
from ..notifying.mail import Mailer
from ..notifying.notifying import Notifying
from ..notifying.webhook import Webhooks
from ..reports.scheduling import Scheduling
from .reports import Reports

if TYPE_CHECKING:
    from . import Services


class Notices(Reports):
    """What is said by itself, and to whom."""

    @cached_property
    def _webhooks(self) -> Webhooks:
        return Webhooks(self.settings.notices.allow_private, self.settings.allow_insecure)

    @cached_property
    def _mailer(self) -> Mailer:
        return Mailer(self.settings.email)

    @cached_property
    def notifying(self) -> Notifying:
        """Delivering notices."""
        wanted = self.settings.notices
        return Notifying(
            cast("Services", self),
            self._webhooks,
            self._mailer,
            timedelta(hours=wanted.give_up_after_h),
            timedelta(hours=wanted.disable_after_h),
        )

    @cached_property
    def channels(self) -> Channels:
        """Where notices go."""
        return Channels(self.store, self.vault, self.dispatcher, self.notifying, self._webhooks, self._mailer)

    @cached_property
    def alert_rules(self) -> AlertRules:
        """Rules that watch deals, for people."""
        return AlertRules(self.store, self.clock)

    @cached_property
    def alerting(self) -> Alerting:
        """Holding deals against the rules."""
        return Alerting(cast("Services", self))

    def record_url(self, workspace: str, connection: str, type_: RecordType, id_: str) -> str | None:
        """Return the deep link to a record in its CRM, without a call; None where there is none."""
        try:
            if not self.connections.is_live(self.connections.row(workspace, connection)):
                return None
            with self.connections.open(workspace, connection) as connector:
                return connector.record_url(type_, id_)
        except CrmAiError:
            return None

    @cached_property
    def scheduling(self) -> Scheduling:
        """Reports made regularly."""
        return Scheduling(cast("Services", self))
