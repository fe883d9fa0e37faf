"""From an admin's consent to a connection of an org, and back: the web-server flow with PKCE."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, ClassVar
from urllib.parse import urlsplit

from crm_ai_plugin.errors import ConfigurationError, NotFoundError, PermanentError
from crm_ai_plugin.ports.connector import ConnectionContext
from crm_ai_plugin.ports.installing import Consent, Grant, OAuthApp, Permission

from ..checked import checked
from ..http import consent as oauth
from .auth import TokenEndpoint
from .config import SalesforceConfig
from .ids import record_id
from .refusals import explain
from .transport import Session

LABEL = "Salesforce"
SCOPES: Mapping[str, str] = MappingProxyType(
    {
        "api": "reads opportunities with people, activities and history, and writes the coach's note, task and fields",
        "refresh_token": "keeps the connection alive when nobody is logged in",
    }
)
_MEANS = {"full": "api", "offline_access": "refresh_token"}
"""Scopes that hold another one."""


class SalesforceInstall:
    """The part of the factory that connects and disconnects orgs."""

    scopes: ClassVar[Mapping[str, str]] = SCOPES

    def app_name(self, config: Mapping[str, Any]) -> str | None:
        """Return the name of the app's settings; flows without a consent page have none."""
        return "salesforce" if _config(config).flow == "web_server" else None

    def receiver(self, config: Mapping[str, Any]) -> str | None:
        """Return the receiver of Outbound Messages: an address per connection."""
        del config
        return "salesforce_om"

    def permissions(self, config: Mapping[str, Any]) -> Sequence[Permission]:
        """Return the scopes with their reasons."""
        del config
        return [Permission(name, reason) for name, reason in SCOPES.items()]

    def authorize_url(self, app: OAuthApp, config: Mapping[str, Any], consent: Consent) -> str:
        """Return where the admin logs in and allows the app."""
        page = f"{_config(config).login_url.rstrip('/')}/services/oauth2/authorize"
        return oauth.address(page, app, consent, pkce=True, scope=" ".join(SCOPES))

    def code(self, config: Mapping[str, Any], params: Mapping[str, str]) -> str:
        """Return the code; see `InstallsByOAuth`."""
        del config
        return oauth.code_of(params, LABEL, explain)

    def redeem(
        self, app: OAuthApp, config: Mapping[str, Any], code: str, consent: Consent, now: datetime
    ) -> Grant:
        """Return tokens and the org they open."""
        del now  # how long a session lives is the org's policy, which no answer tells
        settings = _config(config)
        with Session(settings) as session:
            form = oauth.exchange_form(app, code, consent, pkce=True)
            answer = TokenEndpoint(settings, session).post(form)
        _believe(answer, app)
        if not answer.get("access_token") or not answer.get("instance_url"):
            raise PermanentError("Salesforce's token answer is incomplete", code="malformed_answer")
        if not answer.get("refresh_token"):
            raise ConfigurationError(
                "Salesforce granted no lasting access",
                code="scope_missing",
                hint="select the scope refresh_token in the app's OAuth settings",
            )
        named = str(answer.get("scope") or " ".join(SCOPES)).split()
        granted = {*named, *(_MEANS[one] for one in named if one in _MEANS)}
        kept = ("access_token", "refresh_token", "instance_url", "id", "issued_at")
        org = org_id(answer)
        secrets = {
            **{name: str(answer[name]) for name in kept if answer.get(name)},
            "org_id": org,
            "scopes": sorted(granted),
            "client_id": app.client_id,
            "client_secret": app.client_secret,
        }
        return Grant(org, secrets, frozenset(granted))

    def revoke(self, context: ConnectionContext, *, last: bool) -> None:
        """End the refresh token, and with it every access token made from it; other connections have their own."""
        del last
        # Nobody may be replacing the token meanwhile: the new one would live on.
        with context.secrets.exclusive():
            disconnect(_config(context.config), context.secrets.load())


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


def _believe(answer: Mapping[str, Any], app: OAuthApp) -> None:
    signature = answer.get("signature")
    if not signature:
        return
    told = f"{answer.get('id') or ''}{answer.get('issued_at') or ''}".encode()
    made = base64.b64encode(hmac.new(app.client_secret.encode(), told, hashlib.sha256).digest()).decode()
    if not hmac.compare_digest(made.encode(), str(signature).encode()):
        raise PermanentError("the signature of Salesforce's token answer is wrong", code="signature_invalid")


def _config(given: Mapping[str, Any]) -> SalesforceConfig:
    return checked(SalesforceConfig, given, LABEL)
