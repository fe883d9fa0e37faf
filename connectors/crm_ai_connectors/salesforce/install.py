"""Connecting an org: the web-server flow with PKCE, from the link to the stored secrets.

The web layer keeps `state` and `verifier` with the admin's session between the two halves, compares the
state, and stores what `exchange_code` returns.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets as chance
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from crm_ai_plugin.errors import ConfigurationError, NotFoundError, PermanentError

from .auth import TokenEndpoint
from .config import SalesforceConfig
from .ids import record_id
from .refusals import explain
from .transport import Session

SCOPES: Mapping[str, str] = {
    "api": "reads opportunities with people, activities and history, and writes the coach's note, task and fields",
    "refresh_token": "keeps the connection alive when nobody is logged in",
}
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}", re.ASCII)


@dataclass(frozen=True)
class App:
    """The app this installation is in Salesforce."""

    client_id: str
    client_secret: str

    def __repr__(self) -> str:
        return "App(***)"


def new_verifier() -> str:
    """Return a PKCE code verifier."""
    return chance.token_urlsafe(64)


def challenge(verifier: str) -> str:
    """Return the S256 challenge of a verifier.

    Raises:
        ValueError: it is shorter than 43 or longer than 128 characters, or has forbidden ones.
    """
    if not _VERIFIER.fullmatch(verifier):
        raise ValueError("a PKCE verifier has 43 to 128 unreserved characters")
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def authorize_url(config: SalesforceConfig, app: App, *, redirect_uri: str, state: str, verifier: str) -> str:
    """Return where to send the admin's browser."""
    query = {
        "response_type": "code",
        "client_id": app.client_id,
        "redirect_uri": redirect_uri,
        "scope": " ".join(SCOPES),
        "state": state,
        "code_challenge": challenge(verifier),
        "code_challenge_method": "S256",
    }
    return f"{config.login_url.rstrip('/')}/services/oauth2/authorize?{urlencode(query)}"


def callback_code(params: Mapping[str, str]) -> str:
    """Return the code that Salesforce sent the browser back with.

    Raises:
        ConfigurationError: Salesforce refused; the hint says what the admin does about it.
        UserInputError: the admin declined.
    """
    if params.get("error"):
        raise explain(params.get("error"), params.get("error_description"))
    code = params.get("code") or ""
    if not code:
        raise ConfigurationError("Salesforce came back without a code", code="callback_invalid")
    return code


def exchange_code(
    config: SalesforceConfig, app: App, *, code: str, redirect_uri: str, verifier: str
) -> dict[str, Any]:
    """Return the secrets of a new connection, for its `TokenStore`; ``org_id`` names the org.

    Raises:
        ConfigurationError: the app or the org is not set up for this; the hint says what to do.
        UserInputError: the code has expired or was used before.
        PermanentError: the answer is not to be believed.
    """
    with Session(config) as session:
        answer = TokenEndpoint(config, session).post(
            {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": redirect_uri,
                "client_id": app.client_id,
                "client_secret": app.client_secret,
                "code_verifier": verifier,
            }
        )
    _believe(answer, app)
    if not answer.get("access_token") or not answer.get("instance_url"):
        raise PermanentError("Salesforce's token answer is incomplete", code="malformed_answer")
    if not answer.get("refresh_token"):
        raise ConfigurationError(
            "Salesforce granted no lasting access",
            code="scope_missing",
            hint="select the scope refresh_token in the app's OAuth settings",
        )
    kept = ("access_token", "refresh_token", "instance_url", "id", "issued_at")
    return {
        **{name: str(answer[name]) for name in kept if answer.get(name)},
        "org_id": org_id(answer),
        "client_id": app.client_id,
        "client_secret": app.client_secret,
    }


def disconnect(config: SalesforceConfig, secrets: Mapping[str, Any]) -> None:
    """Revoke the refresh token, and with it every access token made from it."""
    token = str(secrets.get("refresh_token") or secrets.get("access_token") or "")
    if token:
        with Session(config) as session:
            TokenEndpoint(config, session).revoke(token)


def org_id(answer: Mapping[str, Any]) -> str:
    """Return the org's id, 18 characters, out of the identity URL of a token answer.

    Raises:
        PermanentError: there is none.
    """
    parts = urlsplit(str(answer.get("id") or "")).path.strip("/").split("/")
    try:
        if len(parts) != 3 or parts[0] != "id" or not parts[1].startswith("00D"):
            raise NotFoundError("no org id")
        return record_id(parts[1])
    except NotFoundError:
        raise PermanentError("Salesforce's token answer names no org", code="malformed_answer") from None


def _believe(answer: Mapping[str, Any], app: App) -> None:
    signature = answer.get("signature")
    if not signature:
        return
    told = f"{answer.get('id') or ''}{answer.get('issued_at') or ''}".encode()
    made = base64.b64encode(hmac.new(app.client_secret.encode(), told, hashlib.sha256).digest()).decode()
    if not hmac.compare_digest(made.encode(), str(signature).encode()):
        raise PermanentError("the signature of Salesforce's token answer is wrong", code="signature_invalid")
