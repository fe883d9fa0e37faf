"""OAuth of the org: codes bound to a PKCE challenge, sessions that expire, refresh tokens that rotate."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
import threading
import time
from dataclasses import dataclass
from typing import Any

import jwt

__all__ = ["Refused", "Session", "Tokens", "challenge_of"]

_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_ASSERTION_LIFE_S = 300


class Refused(Exception):  # noqa: N818 - the name OAuth gives to it
    """The token endpoint says no: ``error`` and ``description`` as OAuth names them."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(f"{error}: {description}")
        self.error = error
        self.description = description


@dataclass(frozen=True, slots=True)
class Session:
    """What a grant brought; no refresh token where the flow has none."""

    access_token: str
    refresh_token: str
    scope: str


@dataclass(slots=True)
class _Code:
    redirect_uri: str
    scope: str
    challenge: str
    expires_at: float


@dataclass(slots=True)
class _Family:
    """All tokens that go back to one consent; using a dead refresh token ends them all."""

    scope: str
    refresh: str = ""
    access: tuple[str, ...] = ()


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a PKCE verifier."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


class Tokens:
    """Hands out and checks tokens; thread-safe.

    Args:
        org_id: Stands in front of access tokens.
        access_ttl_s: Life of an access token in seconds of real time.
        rotate_refresh: Whether each refresh brings a new refresh token and ends the old one.
    """

    def __init__(self, org_id: str, access_ttl_s: float = 7200.0, *, rotate_refresh: bool = True) -> None:
        self.access_ttl_s = access_ttl_s
        self.rotate_refresh = rotate_refresh
        self.public_key = ""
        self._org_id = org_id
        self._codes: dict[str, _Code] = {}
        self._access: dict[str, float] = {}
        self._families: dict[str, _Family] = {}
        self._lock = threading.Lock()

    def issue_code(self, redirect_uri: str, scope: str, challenge: str) -> str:
        """A one-time code, good for fifteen minutes."""
        code = f"aPrx{secrets.token_urlsafe(32)}=="
        with self._lock:
            self._codes[code] = _Code(redirect_uri, scope, challenge, time.monotonic() + 900)
        return code

    def redeem(self, code: str, redirect_uri: str, verifier: str) -> Session:
        """Tokens for a code.

        Raises:
            Refused: The code is unknown, used or old, or redirect address or verifier do not belong to it.
        """
        with self._lock:
            found = self._codes.pop(code, None)
        if found is None or found.expires_at < time.monotonic():
            raise Refused("invalid_grant", "expired authorization code")
        if found.redirect_uri != redirect_uri:
            raise Refused("redirect_uri_mismatch", "redirect_uri must match configuration")
        fits = _VERIFIER.fullmatch(verifier) is not None
        if not fits or not hmac.compare_digest(challenge_of(verifier), found.challenge):
            raise Refused("invalid_grant", "invalid code verifier")
        return self.issue(found.scope)

    def issue(self, scope: str = "api refresh_token") -> Session:
        """Fresh tokens, as after a consent; a refresh token only when the scope asks for one."""
        with self._lock:
            family = _Family(scope)
            return self._grant(
                family, refreshing=bool({"refresh_token", "offline_access"} & set(scope.split()))
            )

    def session(self) -> Session:
        """An access token alone, as the JWT and client credentials flows give."""
        with self._lock:
            return self._grant(_Family("api"), refreshing=False)

    def refresh(self, refresh_token: str) -> Session:
        """A new access token, and with rotation a new refresh token.

        Raises:
            Refused: The token is unknown or dead; with a dead one everything of its family dies.
        """
        with self._lock:
            family = self._families.get(refresh_token)
            if family is None or not family.refresh:
                raise Refused("invalid_grant", "expired access/refresh token")
            if family.refresh != refresh_token:
                self._end(family)
                raise Refused("invalid_grant", "expired access/refresh token")
            return self._grant(family, refreshing=self.rotate_refresh, keep=not self.rotate_refresh)

    def from_assertion(self, assertion: str, client_id: str, username: str, audiences: list[str]) -> Session:
        """A session for a signed JWT.

        Raises:
            Refused: Signature, issuer, subject, audience or expiry is wrong.
        """
        if not self.public_key:
            raise Refused("invalid_client_id", "client identifier invalid")
        try:
            claims: dict[str, Any] = jwt.decode(
                assertion,
                self.public_key,
                algorithms=["RS256"],
                audience=audiences,
                issuer=client_id,
                options={"require": ["exp", "iss", "sub", "aud"]},
                leeway=30,
            )
        except jwt.InvalidAudienceError:
            raise Refused("invalid_grant", "audience is invalid") from None
        except jwt.ExpiredSignatureError:
            raise Refused("invalid_grant", "invalid assertion: expired") from None
        except jwt.PyJWTError:
            raise Refused("invalid_grant", "invalid assertion") from None
        # Some clients write the expiry as a text, which Salesforce takes too.
        if float(claims["exp"]) > time.time() + _ASSERTION_LIFE_S:
            raise Refused("invalid_grant", "invalid assertion: exp lies too far ahead")
        if claims["sub"] != username:
            raise Refused("invalid_grant", "user hasn't approved this consumer")
        return self.session()

    def check(self, access_token: str) -> bool:
        """Whether an access token is good now."""
        with self._lock:
            return self._access.get(access_token, 0.0) > time.monotonic()

    def revoke(self, token: str) -> bool:
        """End an access token, or a refresh token with all that came of it; false for an unknown one."""
        with self._lock:
            family = self._families.get(token)
            if family is not None and family.refresh == token:
                self._end(family)
                return True
            return self._access.pop(token, None) is not None

    def expire_access(self) -> None:
        """Let every access token handed out so far expire now."""
        with self._lock:
            self._access.clear()

    def uninstall(self) -> None:
        """Take the app off the org: no token works any more."""
        with self._lock:
            for family in self._families.values():
                self._end(family)
            self._access.clear()
            self._codes.clear()

    def _end(self, family: _Family) -> None:
        family.refresh = ""
        for token in family.access:
            self._access.pop(token, None)

    def _grant(self, family: _Family, *, refreshing: bool, keep: bool = False) -> Session:
        access = f"{self._org_id[:15]}!AQ{secrets.token_urlsafe(60)}"
        self._access[access] = time.monotonic() + self.access_ttl_s
        family.access = (*family.access, access)
        if refreshing:
            family.refresh = f"5Aep861{secrets.token_urlsafe(48)}"
            self._families[family.refresh] = family
        return Session(access, family.refresh if refreshing or keep else "", family.scope)
