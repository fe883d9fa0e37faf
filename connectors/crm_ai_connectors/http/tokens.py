"""The access token: read, refreshed in time, refreshed once by whoever comes first.

Access tokens live for half an hour or so. They are refreshed before they expire; a 401 leads to one refresh
as well, because clocks differ and tokens get revoked. All threads and processes of a connection agree
through `TokenStore.exclusive`: who waited for it finds the new token already there.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from crm_ai_plugin.errors import ConfigurationError, ReauthoriseError, RetryableError
from crm_ai_plugin.ports.clock import Clock
from crm_ai_plugin.ports.connector import TokenStore

_EARLY = timedelta(minutes=2)
"""Refresh this long before the end, so that no call is under way with a dying token."""
_DEFAULT_LIFE_S = 1800

Exchange = Callable[[Mapping[str, str]], Mapping[str, Any]]
"""Posts a form to the token endpoint and returns the answer."""

Form = Callable[[Mapping[str, Any]], Mapping[str, str]]
"""Makes the form out of the connection's secrets."""


def refresh_form(secrets: Mapping[str, Any]) -> Mapping[str, str]:
    """Return the usual form: a refresh token, and the app's credentials in the body."""
    return {
        "grant_type": "refresh_token",
        "refresh_token": str(secrets.get("refresh_token") or ""),
        "client_id": str(secrets.get("client_id") or ""),
        "client_secret": str(secrets.get("client_secret") or ""),
    }


def expiry(told: Any, now: datetime, default_life_s: float | None = _DEFAULT_LIFE_S) -> str | None:  # noqa: ANN401  # vendor JSON
    """Return when a token ends that a CRM says lives for `told` seconds; None when only a 401 will tell."""
    try:
        life = float(told) if told else default_life_s
    except (TypeError, ValueError):
        life = default_life_s
    return None if life is None else (now + timedelta(seconds=life)).isoformat()


class Tokens:
    """Hands out a bearer token that is good for the next call.

    Args:
        store: Where the secrets are.
        clock: What time it is.
        exchange: Reaches the token endpoint.
        label: What the CRM is called in messages.
        form: What is sent there.
        needs: The secret without which there is no way to a new token.
        keep: Further parts of the token answer that are kept as secrets, e.g. a tenant's own host.
        default_life_s: How long a token lives that comes without ``expires_in``; None where only a 401 tells.
    """

    def __init__(
        self,
        store: TokenStore,
        clock: Clock,
        exchange: Exchange,
        *,
        label: str,
        form: Form = refresh_form,
        needs: str = "refresh_token",
        keep: Collection[str] = (),
        default_life_s: float | None = _DEFAULT_LIFE_S,
    ) -> None:
        self._store = store
        self._clock = clock
        self._exchange = exchange
        self._label = label
        self._form = form
        self._needs = needs
        self._keep = keep
        self._default_life_s = default_life_s
        self._lock = threading.Lock()
        self._secrets: Mapping[str, Any] = {}
        self._refused: str | None = None

    def __repr__(self) -> str:
        return "Tokens(***)"

    def bearer(self) -> str:
        """Return the access token.

        Raises:
            ConfigurationError: the connection holds no token at all.
            ReauthoriseError: the CRM refuses to refresh it.
            RetryableError: it can't be refreshed at present.
        """
        with self._lock:
            if not self._secrets:
                self._secrets = dict(self._store.load())
            if self._expires_soon(self._secrets) and self._secrets.get(self._needs):
                self._refresh_early()
            token = self._access(self._secrets)
        if not token:
            raise ConfigurationError(
                f"this {self._label} connection holds no access token", hint=f"connect {self._label}"
            )
        return token

    def renew(self, stale: str) -> str:
        """Return another token than `stale`, which the CRM just refused.

        Raises:
            ReauthoriseError: there is no way to another.
            RetryableError: it can't be refreshed at present.
        """
        with self._lock:
            if self._access(self._secrets) == stale:
                self._refresh(stale=stale)
            return self._access(self._secrets)

    def secret(self, name: str) -> str:
        """Return another of the connection's secrets, as of the latest token; empty when there is none."""
        with self._lock:
            if not self._secrets:
                self._secrets = dict(self._store.load())
            return str(self._secrets.get(name) or "")

    def keep_alive(self, due: Callable[[Mapping[str, Any]], bool]) -> bool:
        """Refresh although nobody called, when `due` says so of the secrets as they are stored now.

        Some CRMs let a refresh token die that is not used for some weeks.

        Returns:
            Whether it was refreshed.

        Raises:
            ReauthoriseError: the CRM refuses to refresh it.
            RetryableError: it can't be refreshed at present.
        """
        with self._lock:
            self._secrets = dict(self._store.load())
            if not due(self._secrets):
                return False
            stale = self._access(self._secrets)
            self._refresh(stale=stale)
            return self._access(self._secrets) != stale

    def _refresh_early(self) -> None:
        try:
            self._refresh(stale=self._access(self._secrets))
        except RetryableError:
            if self._expired(self._secrets):
                raise
            # Still good for a moment: the next call tries to refresh again.

    def _refresh(self, *, stale: str) -> None:
        with self._store.exclusive():
            self._secrets = dict(self._store.load())
            current = self._access(self._secrets)
            if current and current != stale and not self._expires_soon(self._secrets):
                return
            self._secrets = {**self._secrets, **self._exchanged(self._secrets)}
            # Saved before the first use: a token that only this process knows is lost with it.
            self._store.save(self._secrets)

    def _exchanged(self, secrets: Mapping[str, Any]) -> dict[str, Any]:
        grant = str(secrets.get(self._needs) or "")
        if not grant or grant == self._refused:
            # A refresh that was refused once is not tried again: CRMs count such loops against the app.
            raise ReauthoriseError(
                f"{self._label} no longer accepts this connection's token",
                hint=f"connect {self._label} again",
            )
        try:
            answer = self._exchange(self._form(secrets))
        except ReauthoriseError:
            self._refused = grant
            raise
        access = answer.get("access_token")
        if not isinstance(access, str) or not access:
            raise RetryableError(f"{self._label}'s token answer holds no token", code="malformed_answer")
        fresh = {name: answer[name] for name in self._keep if answer.get(name)}
        ends = expiry(answer.get("expires_in"), self._clock(), self._default_life_s)
        fresh |= {"access_token": access, "expires_at": ends}
        if answer.get("refresh_token"):
            fresh["refresh_token"] = answer["refresh_token"]
        return fresh

    @staticmethod
    def _access(secrets: Mapping[str, Any]) -> str:
        return str(secrets.get("access_token") or "")

    def _expires_soon(self, secrets: Mapping[str, Any]) -> bool:
        return self._expired(secrets, ahead=_EARLY)

    def _expired(self, secrets: Mapping[str, Any], *, ahead: timedelta = timedelta(0)) -> bool:
        if not self._access(secrets):
            return True
        at = _when(secrets.get("expires_at"))
        return at is not None and at - ahead <= self._clock()


def _when(value: Any) -> datetime | None:  # noqa: ANN401  # whatever the store holds
    if isinstance(value, (int, float)):
        return datetime.fromtimestamp(value, UTC)
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found
