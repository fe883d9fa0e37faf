"""Channels for people: making them, changing them, trying them, and what was sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ...errors import ConflictError, NotFoundError, UserInputError
from ...store import ChannelKind, ChannelRow, NoticeRow, NoticeState, Store, new_id
from ..dispatch import Dispatcher
from ..vault import Vault
from .contents.trial import KIND as TRIAL
from .mail import MOST_RECIPIENTS, Mailer, check_address
from .notifying import Notifying
from .signing import new_secret
from .webhook import Webhooks

MOST_CHANNELS = 50


@dataclass(frozen=True)
class NewChannel:
    """A channel that was just made. `secret` signs what is sent to a webhook; it is shown this once."""

    id: str
    secret: str | None = field(repr=False)


@dataclass(frozen=True)
class ChannelView:
    """A channel without its secret."""

    id: str
    kind: ChannelKind
    name: str
    to: Sequence[str]
    """The address of a webhook, or e-mail addresses."""
    on: bool
    disabled_reason: str | None
    failing_since: datetime | None
    made_by: str
    created_at: datetime | None


@dataclass(frozen=True)
class Channels:
    """The channels of a workspace."""

    store: Store
    vault: Vault
    dispatcher: Dispatcher
    notifying: Notifying
    webhooks: Webhooks
    mailer: Mailer

    def add_webhook(self, workspace: str, name: str, url: str, by: str) -> NewChannel:
        """Make a channel that sends signed webhooks.

        Raises:
            UserInputError: nothing may be sent to that address.
        """
        secret = new_secret()
        encrypted = self.vault.encrypt({"secret": secret})
        config = {"url": self.webhooks.check(url)}
        return NewChannel(self._add(workspace, "webhook", name, config, encrypted, by), secret)

    def add_email(self, workspace: str, name: str, to: Sequence[str], by: str) -> NewChannel:
        """Make a channel that sends e-mail.

        Raises:
            UserInputError: no or too many addresses, or one that is none.
            ConfigurationError: e-mail is not set up.
        """
        self.mailer.require()
        addresses = list(dict.fromkeys(check_address(one.strip()) for one in to))
        if not 1 <= len(addresses) <= MOST_RECIPIENTS:
            raise UserInputError(f"to: 1 to {MOST_RECIPIENTS} addresses", code="address_invalid")
        return NewChannel(self._add(workspace, "email", name, {"to": addresses}, None, by), None)

    def list(self, workspace: str) -> Sequence[ChannelView]:
        """Return the channels, oldest first."""
        with self.store.workspace(workspace) as session:
            return [_view(row) for row in session.channels.list()]

    def remove(self, workspace: str, channel_id: str, by: str) -> None:
        """Delete a channel: nothing more is sent there.

        Raises:
            NotFoundError: there is none.
        """
        with self.store.workspace(workspace) as session:
            if not session.channels.remove(channel_id):
                raise NotFoundError(f"there is no channel {channel_id!r}")
            session.audit.add(by, "channel_removed", channel_id)

    def enable(self, workspace: str, channel_id: str, by: str) -> None:
        """Switch a channel on again.

        Raises:
            NotFoundError: there is none.
        """
        with self.store.workspace(workspace) as session:
            if not session.channels.set(channel_id, disabled_reason=None, failing_since=None):
                raise NotFoundError(f"there is no channel {channel_id!r}")
            session.audit.add(by, "channel_enabled", channel_id)

    def try_out(self, workspace: str, channel_id: str) -> NoticeRow:
        """Send a notice that says nothing, at once, and return what came of it.

        Raises:
            NotFoundError: there is no such channel.
        """
        with self.store.workspace(workspace) as session:
            session.channels.get(channel_id)
            (made,) = self.notifying.add(session, [channel_id], TRIAL, channel_id, new_id("try"))
        self.notifying.deliver(workspace, made)
        with self.store.workspace(workspace) as session:
            return session.notices.get(made)

    def notices(
        self,
        workspace: str,
        *,
        channel: str | None = None,
        about: str | None = None,
        state: NoticeState | None = None,
        limit: int = 100,
    ) -> Sequence[NoticeRow]:
        """Return what was and is to be sent, newest first."""
        with self.store.workspace(workspace) as session:
            return session.notices.list(channel=channel, about=about, state=state, limit=limit)

    def again(self, workspace: str, notice_id: str) -> NoticeRow:
        """Have a failed notice tried again.

        Raises:
            NotFoundError: there is none.
            ConflictError: it has not failed.
        """
        with self.store.workspace(workspace) as session:
            row = session.notices.get(notice_id)
            if not session.notices.again(notice_id):
                raise ConflictError(f"{notice_id} has not failed (state {row.state})", code="not_failed")
            row = session.notices.get(notice_id)
        self.dispatcher.notify(workspace, notice_id)
        return row

    def _add(
        self,
        workspace: str,
        kind: ChannelKind,
        name: str,
        config: dict[str, Any],
        secret: bytes | None,
        by: str,
    ) -> str:
        id_ = new_id("chn")
        with self.store.workspace(workspace) as session:
            if len(session.channels.list()) >= MOST_CHANNELS:
                raise UserInputError(f"a workspace has at most {MOST_CHANNELS} channels", code="too_many")
            session.channels.add(ChannelRow(id_, kind, name, config, secret, by))
            session.audit.add(by, "channel_added", id_, {"kind": kind})
        return id_


def _view(row: ChannelRow) -> ChannelView:
    to = [str(row.config["url"])] if row.kind == "webhook" else [str(one) for one in row.config["to"]]
    return ChannelView(
        id=row.id,
        kind=row.kind,
        name=row.name,
        to=to,
        on=row.disabled_reason is None,
        disabled_reason=row.disabled_reason,
        failing_since=row.failing_since,
        made_by=row.made_by,
        created_at=row.created_at,
    )
