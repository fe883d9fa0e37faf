"""OAuth tokens of the sandbox account: codes, access tokens that expire, refresh tokens that may rotate."""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass

__all__ = ["Grant", "Tokens"]

SCOPES: tuple[str, ...] = (
    "oauth",
    "crm.objects.contacts.read",
    "crm.objects.contacts.write",
    "crm.objects.companies.read",
    "crm.objects.deals.read",
    "crm.objects.deals.write",
    "crm.objects.owners.read",
    "crm.schemas.deals.write",
    "crm.schemas.contacts.write",
    "sales-email-read",
)


@dataclass(frozen=True, slots=True)
class Grant:
    """A pair of tokens as they are handed out; ``expires_in`` in seconds."""

    access_token: str
    refresh_token: str
    expires_in: int
    scopes: tuple[str, ...]


@dataclass(slots=True)
class _Code:
    redirect_uri: str
    scopes: tuple[str, ...]
    expires_at: float


class Tokens:
    """Hands out and checks tokens; thread-safe.

    Args:
        access_ttl_s: Life of an access token in seconds.
        rotate_refresh: Whether a refresh token serves only once, each answer bringing the next.
    """

    def __init__(self, access_ttl_s: float = 1800.0, *, rotate_refresh: bool = False) -> None:
        self.access_ttl_s = access_ttl_s
        self.rotate_refresh = rotate_refresh
        self.private_token = f"pat-sbx1-{secrets.token_urlsafe(24)}"
        self._codes: dict[str, _Code] = {}
        self._access: dict[str, float] = {}
        self._refresh: dict[str, tuple[str, ...]] = {}
        self._installed = True
        self._lock = threading.Lock()

    def issue_code(self, redirect_uri: str, scopes: tuple[str, ...]) -> str:
        """A one-time code, good for a minute."""
        code = secrets.token_urlsafe(16)
        with self._lock:
            self._codes[code] = _Code(redirect_uri, scopes, time.monotonic() + 60)
        return code

    def redeem(self, code: str, redirect_uri: str) -> Grant | None:
        """Tokens for a code; ``None`` when it is unknown, used, old or of another redirect address."""
        with self._lock:
            found = self._codes.pop(code, None)
            if found is None or found.expires_at < time.monotonic() or found.redirect_uri != redirect_uri:
                return None
            self._installed = True
        return self.issue(found.scopes)

    def issue(self, scopes: tuple[str, ...] = SCOPES) -> Grant:
        """Fresh tokens, as after an installation."""
        refresh = secrets.token_urlsafe(24)
        with self._lock:
            self._refresh[refresh] = scopes
        return self._grant(refresh, scopes)

    def refresh(self, refresh_token: str) -> Grant | None:
        """A new access token; ``None`` for a refresh token that is unknown, used up or revoked."""
        with self._lock:
            scopes = self._refresh.get(refresh_token)
            if scopes is None:
                return None
            if self.rotate_refresh:
                del self._refresh[refresh_token]
        return self.issue(scopes) if self.rotate_refresh else self._grant(refresh_token, scopes)

    def check(self, access_token: str) -> str:
        """``ok``, ``expired`` or ``unknown``."""
        if secrets.compare_digest(access_token.encode(), self.private_token.encode()):
            return "ok" if self._installed else "unknown"
        with self._lock:
            expires_at = self._access.get(access_token)
        if expires_at is None:
            return "unknown"
        return "ok" if time.monotonic() < expires_at else "expired"

    def scopes_of(self, token: str) -> tuple[str, ...]:
        """Scopes of a live access or refresh token, empty when there is none."""
        with self._lock:
            if token in self._refresh:
                return self._refresh[token]
        return SCOPES if self.check(token) == "ok" else ()

    def revoke(self, refresh_token: str) -> None:
        """Make a refresh token useless."""
        with self._lock:
            self._refresh.pop(refresh_token, None)

    def expire_access(self) -> None:
        """Let every access token handed out so far expire now."""
        with self._lock:
            self._access = dict.fromkeys(self._access, 0.0)

    def uninstall(self) -> None:
        """Take the app off the account: no token works any more."""
        with self._lock:
            self._access.clear()
            self._refresh.clear()
            self._codes.clear()
            self._installed = False

    def _grant(self, refresh: str, scopes: tuple[str, ...]) -> Grant:
        access = secrets.token_urlsafe(32)
        with self._lock:
            self._access[access] = time.monotonic() + self.access_ttl_s
        return Grant(access, refresh, int(self.access_ttl_s), scopes)
