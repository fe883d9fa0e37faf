"""Delivers notices: looks up what they say, hands it to the channel, and remembers how that went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from ...errors import ConfigurationError, CrmAiError, NotFoundError, RetryableError
from ...store import ChannelRow, NoticeClaim, NoticeRow, WorkspaceSession, new_id
from ..backoff import retry_at
from .contents import contents
from .contents.disabled import KIND as DISABLED
from .mail import Mailer
from .message import Message
from .webhook import GONE, Webhooks

if TYPE_CHECKING:
    from ..services import Services

log = structlog.get_logger(__name__)

LEASE_S = 120.0
"""Longer than a channel may take, so that no second worker sends what a slow one is sending."""
ADMIN_PAUSE_S = 300.0


@dataclass(frozen=True)
class Notifying:
    """Carries out notices.

    What may pass is tried again with growing pauses for `give_up` since it was first tried; a channel that has taken
    nothing for `disable_after` is switched off, and the workspace's other channels are told.
    """

    services: Services
    webhooks: Webhooks
    mailer: Mailer
    give_up: timedelta
    disable_after: timedelta

    def deliver(self, workspace: str, notice_id: str) -> str:
        """Deliver one notice and return its state, or ``held`` when it is not its turn."""
        now = self.services.clock()
        with self.services.store.workspace(workspace) as session:
            claim = session.notices.claim(notice_id, now, LEASE_S)
        if claim is None:
            return "held"
        try:
            channel = self._channel(workspace, claim.row.channel)
            message = self._message(workspace, claim.row)
            if message is None:
                return self._settled(
                    workspace, claim, "failed", "nothing_to_say", "there is nothing left to say"
                )
            self._send(channel, claim.row, message)
        except CrmAiError as error:
            return self._not_now(workspace, claim, error)
        except Exception as error:  # noqa: BLE001  # a kind of notice may be anybody's, and must not stop the others
            log.warning("notice_crashed", notice=claim.row.id, error=type(error).__name__)
            return self._not_now(
                workspace, claim, RetryableError("it failed unexpectedly", code="internal_error")
            )
        with self.services.store.workspace(workspace) as session:
            ours = session.notices.done(claim)
            session.channels.set(claim.row.channel, failing_since=None)
        return "done" if ours else "held"

    def add(
        self, session: WorkspaceSession, channels: Sequence[str], kind: str, about: str, key: str
    ) -> list[str]:
        """Store a notice to each channel in the transaction of `session`; returns the ids of those that are new."""
        made = []
        for channel in channels:
            row = NoticeRow(id=new_id("ntc"), channel=channel, kind=kind, about=about, key=f"{key}.{channel}")
            if session.notices.add(row):
                made.append(row.id)
        return made

    def hand_out(self, workspace: str, notices: Sequence[str]) -> None:
        """Have workers deliver notices; call it after the transaction that stored them."""
        for notice in notices:
            self.services.dispatcher.notify(workspace, notice)

    def _channel(self, workspace: str, channel_id: str) -> ChannelRow:
        with self.services.store.workspace(workspace) as session:
            channel = session.channels.get(channel_id)
        if channel.disabled_reason is not None:
            raise NotFoundError(f"the channel is switched off: {channel.disabled_reason}", code="channel_off")
        return channel

    def _message(self, workspace: str, row: NoticeRow) -> Message | None:
        content = contents().get(row.kind)
        if content is None:
            raise NotFoundError(f"there is no kind of notice {row.kind!r}", code="notice_unknown")
        return content.make(self.services, workspace, row.about)

    def _send(self, channel: ChannelRow, row: NoticeRow, message: Message) -> None:
        now = self.services.clock()
        if channel.kind == "email":
            self.mailer.send(list(channel.config["to"]), row.id, message, now)
            return
        secret = self.services.vault.decrypt(channel.secret_encrypted or b"")["secret"]
        self.webhooks.send(str(channel.config["url"]), str(secret), row.id, message, now)

    def _not_now(self, workspace: str, claim: NoticeClaim, error: CrmAiError) -> str:
        now, row = self.services.clock(), claim.row
        log.warning("notice_failed", notice=row.id, code=error.code, attempt=claim.attempt)
        again = isinstance(error, RetryableError | ConfigurationError)
        blamed = again or error.code in {GONE, "redirected", "address_refused", "recipients_refused"}
        if blamed:
            self._note_failure(workspace, row.channel, error)
        waited = now - (row.queued_at or now)
        if not again or waited >= self.give_up:
            return self._settled(workspace, claim, "failed", error.code, error.user_message)
        due = (
            now + timedelta(seconds=ADMIN_PAUSE_S)
            if isinstance(error, ConfigurationError)
            else retry_at(now, claim.attempt, getattr(error, "retry_after", None))
        )
        with self.services.store.workspace(workspace) as session:
            session.notices.retry(claim, due, error.code, error.user_message)
        return "pending"

    def _settled(self, workspace: str, claim: NoticeClaim, state: str, code: str, message: str) -> str:
        with self.services.store.workspace(workspace) as session:
            session.notices.failed(claim, code, message)
        return state

    def _note_failure(self, workspace: str, channel_id: str, error: CrmAiError) -> None:
        now = self.services.clock()
        told: list[str] = []
        with self.services.store.workspace(workspace) as session:
            channel = session.channels.get(channel_id)
            since = channel.failing_since or now
            if error.code != GONE and now - since < self.disable_after:
                session.channels.set(channel_id, failing_since=since)
                return
            if channel.disabled_reason is None:
                reason = f"{error.user_message} (since {since:%Y-%m-%d})"
                session.channels.set(channel_id, failing_since=since, disabled_reason=reason)
                session.audit.add("engine", "channel_disabled", channel_id, {"code": error.code})
                others = [
                    c.id for c in session.channels.list() if c.id != channel_id and not c.disabled_reason
                ]
                told = self.add(
                    session, others, DISABLED, channel_id, f"off.{channel_id}.{since:%Y%m%d%H%M%S}"
                )
        self.hand_out(workspace, told)
