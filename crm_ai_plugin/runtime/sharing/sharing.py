"""Shares what a card shows: makes links, opens them, takes them back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from ...errors import CrmAiError, NotFoundError, UserInputError
from ...insights import Insight
from ...ports.clock import Clock
from ...store import ShareRow, Store, new_id
from ..personas.visibility import GUEST, Visibility
from ..registry import Registry
from . import passcode as codes
from .people import people_of

PATH = "shared"
LONGEST = timedelta(days=90)
USUAL = timedelta(days=7)
MAX_FAILURES = 10
"""After so many wrong passcodes in a row a link is over."""


class PasscodeError(CrmAiError):
    """The link asks for a passcode, and none or a wrong one was given."""

    default_code = "passcode_wrong"


@dataclass(frozen=True)
class Shared:
    """A new link. It can't be shown again."""

    id: str
    url: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True)
class ShareView:
    """A shared document for those who share: everything but what it says."""

    id: str
    kind: str
    subject_type: str
    subject_id: str
    made_by: str
    created_at: datetime | None
    expires_at: datetime
    open: bool
    has_passcode: bool
    views: int
    viewed_at: datetime | None


@dataclass(frozen=True)
class Sharing:
    """What a workspace shares by link."""

    store: Store
    registry: Registry
    clock: Clock
    public_url: str
    visibility: Visibility

    def share(
        self,
        workspace: str,
        insight: Insight,
        *,
        by: str,
        lasts: timedelta = USUAL,
        passcode: str | None = None,
    ) -> Shared:
        """Freeze what the card of an insight shows and return a link to it.

        Raises:
            UserInputError: it would be open for too long or not at all, or the passcode can't be used.
            NotFoundError: there is no card of that kind.
            NotVisibleError: who opens a link may not see it.
        """
        insight = self.visibility.seen(workspace, insight, GUEST)
        if not timedelta(minutes=1) <= lasts <= LONGEST:
            raise UserInputError(f"a link is open for a minute to {LONGEST.days} days", code="expiry_invalid")
        stored = None if passcode is None else codes.kept(passcode)
        document = self.registry.card_builder(insight.kind).build(insight).to_json()
        expires = self.clock() + lasts
        id_ = new_id("shr")
        with self.store.workspace(workspace) as session:
            row = ShareRow(
                id=id_,
                kind=insight.kind,
                subject_type=insight.subject.type,
                subject_id=insight.subject.id,
                document=document,
                people=people_of(session, insight),
                passcode=stored,
                made_by=by,
                expires_at=expires,
            )
            session.shares.add(row)
            session.audit.add(by, "share", id_, {"kind": insight.kind, "expires_at": expires.isoformat()})
        with self.store.system() as system:
            token = system.share_links.open(workspace, id_, expires)
        return Shared(id_, f"{self.public_url.rstrip('/')}/{PATH}/{quote(token, safe='')}", expires)

    def list(self, workspace: str, limit: int = 100) -> Sequence[ShareView]:
        """Return what is and was shared, newest first."""
        now = self.clock()
        with self.store.workspace(workspace) as session:
            return [_view(row, now) for row in session.shares.list(limit)]

    def revoke(self, workspace: str, share_id: str, by: str) -> None:
        """Let a link lead nowhere from now on; what it showed is deleted. Twice is the same as once.

        Raises:
            NotFoundError: nothing was shared under that id.
        """
        with self.store.workspace(workspace) as session:
            session.shares.get(share_id)
            if session.shares.revoke(share_id):
                session.audit.add(by, "unshare", share_id)

    def open(self, token: str, passcode: str | None = None, *, count: bool = True) -> Mapping[str, Any]:
        """Return the document behind a link, as its card's JSON.

        Args:
            token: Of the link.
            passcode: What the visitor typed.
            count: Whether this counts as a view.

        Raises:
            NotFoundError: there is none, it expired, or it was taken back: which of them is not said.
            PasscodeError: it asks for a passcode, and this is not it.
        """
        with self.store.system() as system:
            found = system.share_links.resolve(token)
        if found is None:
            raise _nowhere()
        workspace, id_ = found
        with self.store.workspace(workspace) as session:
            try:
                row = session.shares.get(id_)
            except NotFoundError:
                raise _nowhere() from None
        if not row.is_open(self.clock()):
            raise _nowhere()
        if row.passcode is not None:
            self._check(workspace, row, passcode)
        if count:
            with self.store.workspace(workspace) as session:
                session.shares.viewed(id_)
        return row.document

    def _check(self, workspace: str, row: ShareRow, passcode: str | None) -> None:
        if passcode is None:
            raise PasscodeError("this link asks for a passcode", code="passcode_missing")
        with self.store.workspace(workspace) as session:
            # Counted before it is looked at, so that guesses side by side are as many as one after the other.
            if session.shares.failed(row.id) > MAX_FAILURES:
                session.shares.revoke(row.id)
                session.audit.add("link", "unshare", row.id, {"why": "too many wrong passcodes"})
                passcode = None
        if passcode is None:
            raise _nowhere()
        if not codes.fits(passcode, row.passcode or ""):
            raise PasscodeError("that is not the passcode")

    def tidy(self, workspace: str, kept: timedelta = timedelta(days=30)) -> int:
        """Delete what expired long ago; returns how many that were."""
        with self.store.workspace(workspace) as session:
            return session.shares.prune(self.clock() - kept)


def _nowhere() -> NotFoundError:
    return NotFoundError("this link leads nowhere, or no longer", code="link_over")


def _view(row: ShareRow, now: datetime) -> ShareView:
    return ShareView(
        id=row.id,
        kind=row.kind,
        subject_type=row.subject_type,
        subject_id=row.subject_id,
        made_by=row.made_by,
        created_at=row.created_at,
        expires_at=row.expires_at,
        open=row.is_open(now),
        has_passcode=row.passcode is not None,
        views=row.views,
        viewed_at=row.viewed_at,
    )
