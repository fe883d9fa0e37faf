"""Tokens for a page inside a CRM: one to come in with, which works once, and then a bearer that the page holds.

Two steps, because the first stands in an address: the page takes it out of there at once, and whoever finds it later
in a history or a log finds it used. The bearer is in the page's memory only; there is no cookie, so that other sites'
pages can't use it and browsers that refuse cookies in frames don't matter.

Times are our own machines' alone: a token is made and read here. Their clocks may differ by `SKEW`, and with that
an exchange token still counts for two minutes at most.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from ...errors import CrmAiError, NotFoundError, UserInputError
from ...ports.clock import Clock
from ...store import Store
from ..vault import Vault
from .roles import Role

Purpose = Literal["card", "record"]
"""``card``: one kind of insight about the record; ``record``: all kinds about it."""

TOKEN_LIFE = timedelta(seconds=90)
SKEW = timedelta(seconds=30)
BEARER_LIFE = timedelta(minutes=10)
LONGEST = timedelta(hours=8)
"""After which a page has to be opened anew from the CRM."""
_EXCHANGE, _BEARER, _FRAME = "embed exchange", "embed bearer", "embed frame"


class EmbedError(CrmAiError):
    """A page's token opens nothing."""

    default_code = "embed_invalid"


@dataclass(frozen=True)
class Grant:
    """What a page may see, and for whom. `connection` None: the workspace's only one with that record."""

    workspace: str
    connection: str | None
    crm_user: str | None
    kind: str
    record_type: str
    record_id: str
    purpose: Purpose = "card"
    role: Role = "rep"


@dataclass(frozen=True)
class Held:
    """A bearer, and until when."""

    bearer: str
    expires_at: datetime
    grant: Grant


@dataclass(frozen=True)
class Embeds:
    """Hands out tokens and takes them."""

    store: Store
    vault: Vault
    clock: Clock

    def token(self, grant: Grant) -> tuple[str, datetime]:
        """Return (token, end): with it a page comes in, once."""
        now = self.clock()
        ends = now + TOKEN_LIFE
        return self._signed(_EXCHANGE, grant, now, ends, id=secrets.token_urlsafe(16)), ends

    def exchange(self, token: str, frame: str | None = None) -> Held:
        """Use a token up for a bearer.

        Args:
            token: Of the page's address.
            frame: Of the page's address; None: it is opened by no page of ours.

        Raises:
            EmbedError: it is over, was used, is not ours, or for another CRM's frames; or the connection is gone.
            NotFoundError: we did not make the frame.
        """
        payload, grant = self._read(_EXCHANGE, token)
        if frame is not None and self.framed(frame) != (grant.workspace, grant.connection):
            # Else whoever may frame one connection's pages could show another's, and have them clicked.
            raise EmbedError("this page's token is for another CRM", code="embed_foreign", hint=_AGAIN)
        self._require_connection(grant)
        with self.store.system() as system:
            # The database and not the cache says whether it was used: a cache may have been emptied.
            kept = _moment(payload["exp"]) + 2 * SKEW
            if not system.used_tokens.use(str(payload["id"]), kept):
                raise EmbedError("this page was opened already", code="embed_used", hint=_AGAIN)
        now = self.clock()
        return self._held(grant, now, since=now)

    def renew(self, bearer: str) -> Held:
        """Return a bearer for some time more.

        Raises:
            EmbedError: it is over, or the page has been open for too long; or the connection is gone.
        """
        payload, grant = self._read(_BEARER, bearer)
        self._require_connection(grant)
        now, since = self.clock(), _moment(payload["since"])
        if now - since > LONGEST:
            raise EmbedError("this page has been open for long", code="embed_expired", hint=_AGAIN)
        return self._held(grant, now, since=since)

    def read(self, bearer: str) -> tuple[Grant, datetime]:
        """Return (what a bearer opens, until when).

        Raises:
            EmbedError: it is over or not ours.
        """
        payload, grant = self._read(_BEARER, bearer)
        return grant, _moment(payload["exp"])

    def frame(self, workspace: str, connection: str | None) -> str:
        """Return the part of an embedded page's address that says in whose frames it may be shown; no secret."""
        return self.vault.sign(_FRAME, {"ws": workspace, "conn": connection})

    def framed(self, frame: str) -> tuple[str, str | None]:
        """Return (workspace, connection) of what :meth:`frame` made.

        Raises:
            NotFoundError: we did not make it.
        """
        try:
            payload = self.vault.verify(_FRAME, frame, None)
        except UserInputError:
            raise NotFoundError("there is no such page", code="frame_unknown") from None
        return str(payload["ws"]), payload["conn"]

    def _held(self, grant: Grant, now: datetime, *, since: datetime) -> Held:
        ends = now + BEARER_LIFE
        return Held(self._signed(_BEARER, grant, now, ends, since=since.timestamp()), ends, grant)

    def _signed(self, purpose: str, grant: Grant, now: datetime, ends: datetime, **more: Any) -> str:  # noqa: ANN401
        times = {"iat": now.timestamp(), "exp": ends.timestamp()}
        return self.vault.sign(purpose, {"grant": asdict(grant)} | times | more)

    def _read(self, purpose: str, token: str) -> tuple[dict[str, Any], Grant]:
        try:
            payload = dict(self.vault.verify(purpose, token, None))
            grant = Grant(**payload["grant"])
            begins, ends = _moment(payload["iat"]), _moment(payload["exp"])
        except (UserInputError, KeyError, TypeError, ValueError):
            raise EmbedError("this page's token is not valid", hint=_AGAIN) from None
        if not begins - SKEW <= self.clock() < ends + SKEW:
            raise EmbedError("this page's time is over", code="embed_expired", hint=_AGAIN)
        return payload, grant

    def _require_connection(self, grant: Grant) -> None:
        if grant.connection is None:
            return
        with self.store.system() as system:
            row = system.connections.get(grant.workspace, grant.connection)
        if row.status in ("off", "uninstalled"):
            raise EmbedError("the CRM is no longer connected", code="embed_disconnected")


_AGAIN = "open it again from the CRM"


def _moment(timestamp: Any) -> datetime:  # noqa: ANN401  # signed by us, still checked
    return datetime.fromtimestamp(float(timestamp), UTC)
