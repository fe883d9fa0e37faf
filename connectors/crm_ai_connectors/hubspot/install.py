"""From an admin's consent to a connection of a portal, and back.

HubSpot's consent page knows no PKCE for an app with a secret; the single-use state, bound to the browser, is
what keeps a foreign code out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from types import MappingProxyType
from typing import Any, ClassVar

from crm_ai_plugin.errors import ConfigurationError, NotFoundError, PermanentError, UserInputError
from crm_ai_plugin.ports.connector import ConnectionContext
from crm_ai_plugin.ports.installing import Consent, Grant, OAuthApp, Permission, Uninstalls

from ..checked import checked
from ..http import consent as oauth
from ..http.retry import Effect
from ..http.tokens import expiry
from .auth import TokenEndpoint
from .client import HubSpotClient
from .config import HubSpotConfig
from .journal import Journal
from .refusals import explain
from .wire import Wire

LABEL = "HubSpot"
SCOPES: Mapping[str, str] = MappingProxyType(
    {
        "oauth": "lets an admin connect the account",
        "crm.objects.deals.read": "reads deals, their stages and history: what the coach is about",
        "crm.objects.deals.write": "writes win probability and next step into fields of its own",
        "crm.objects.contacts.read": "reads people on a deal, and e-mails, calls, meetings, notes and tasks",
        "crm.objects.contacts.write": "writes the coach's note and task",
        "crm.objects.companies.read": "reads the buying company",
        "crm.objects.line_items.read": "reads what is being sold, to see discounts",
        "crm.objects.owners.read": "reads who owns a deal, to assign tasks",
        "crm.schemas.deals.write": "creates the coach's own deal properties once",
        "crm.schemas.contacts.write": "creates the properties once into which approved personas are written",
        "sales-email-read": "reads the text of logged e-mails, where most evidence is",
    }
)
OPTIONAL = frozenset(
    {
        "crm.objects.deals.write",
        "crm.objects.contacts.write",
        "crm.objects.line_items.read",
        "crm.schemas.deals.write",
        "crm.schemas.contacts.write",
        "sales-email-read",
    }
)
"""Without these the product reads less or writes less, and says so."""


class HubSpotInstall:
    """The part of the factory that connects and disconnects portals."""

    scopes: ClassVar[Mapping[str, str]] = SCOPES

    def app_name(self, config: Mapping[str, Any]) -> str | None:
        """Return the name of the app's settings."""
        del config
        return "hubspot"

    def receiver(self, config: Mapping[str, Any]) -> str | None:
        """Return the receiver of HubSpot's events: one address for the whole app."""
        del config
        return "hubspot"

    def permissions(self, config: Mapping[str, Any]) -> Sequence[Permission]:
        """Return the scopes with their reasons."""
        del config
        return [Permission(name, reason, name in OPTIONAL) for name, reason in SCOPES.items()]

    def authorize_url(self, app: OAuthApp, config: Mapping[str, Any], consent: Consent) -> str:
        """Return where the admin chooses an account."""
        page = f"{_config(config).app_base}/oauth/authorize"
        return oauth.address(
            page,
            app,
            consent,
            pkce=False,
            scope=" ".join(name for name in SCOPES if name not in OPTIONAL),
            optional_scope=" ".join(name for name in SCOPES if name in OPTIONAL),
        )

    def code(self, config: Mapping[str, Any], params: Mapping[str, str]) -> str:
        """Return the code; see `InstallsByOAuth`."""
        del config
        return oauth.code_of(params, LABEL, explain)

    def redeem(
        self, app: OAuthApp, config: Mapping[str, Any], code: str, consent: Consent, now: datetime
    ) -> Grant:
        """Return tokens and the portal they open."""
        settings = _config(config)
        with Wire(settings) as wire:
            endpoint = TokenEndpoint(settings, wire)
            answer = endpoint.post(oauth.exchange_form(app, code, consent, pkce=False))
            if not answer.get("access_token") or not answer.get("refresh_token"):
                raise PermanentError("HubSpot's token answer is incomplete", code="malformed_answer")
            known = answer
            if not answer.get("hub_id") or not isinstance(answer.get("scopes"), list):
                known = endpoint.introspect({**_client(app), "token": str(answer["access_token"])})
        portal, scopes = str(known.get("hub_id") or ""), known.get("scopes")
        if not portal.isdecimal() or not isinstance(scopes, list):
            raise PermanentError("HubSpot's token answer names no account", code="malformed_answer")
        granted = sorted(str(one) for one in scopes)
        secrets = {
            "access_token": str(answer["access_token"]),
            "refresh_token": str(answer["refresh_token"]),
            "expires_at": expiry(answer.get("expires_in"), now),
            "scopes": granted,
            **_client(app),
        }
        return Grant(portal, secrets, frozenset(granted), {"portal_id": portal})

    def uninstalls(self, app: OAuthApp, config: Mapping[str, Any], cursor: str | None) -> Uninstalls:
        """Return the portals that took the app off, as the webhooks journal tells."""
        settings = _config(config)
        with Wire(settings) as wire:
            return Journal(settings, app, wire).read(cursor)

    def revoke(self, context: ConnectionContext, *, last: bool) -> None:
        """Take the app off the portal and end its tokens.

        HubSpot gives every connection of a portal the same grant, so as long as another one is left, nothing is
        ended: that would end the other one, too.
        """
        secrets = context.secrets.load()
        if secrets.get("access_token") and not secrets.get("refresh_token"):
            raise ConfigurationError("a private app's token is not ended from here", code="not_revocable")
        if not last or not secrets.get("refresh_token"):
            return
        settings = _config(context.config)
        client = HubSpotClient(settings, context)
        try:
            # Refused or not found: it is off there already, or this user may not take it off.
            with suppress(NotFoundError, PermanentError):
                client.write("DELETE", "/appinstalls/{v}/external-install", None, Effect.REPEATABLE)
        finally:
            client.close()
        form = {name: str(secrets.get(name) or "") for name in ("client_id", "client_secret")}
        # A refresh on the way may have brought another one.
        form["token"] = str(context.secrets.load().get("refresh_token") or "")
        # A token that ended with the installation is refused: just as well.
        with Wire(settings) as wire, suppress(UserInputError, PermanentError):
            TokenEndpoint(settings, wire).revoke(form)


def _config(given: Mapping[str, Any]) -> HubSpotConfig:
    return checked(HubSpotConfig, given, LABEL)


def _client(app: OAuthApp) -> dict[str, str]:
    return {"client_id": app.client_id, "client_secret": app.client_secret}
