"""A portal connected by a token that its admin made: of a private app, or a service key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_ai_plugin.errors import PermanentError
from crm_ai_plugin.ports.connector import ConnectionContext
from crm_ai_plugin.ports.installing import ExpectedSecrets, Grant

from ..checked import checked
from .client import HubSpotClient
from .config import HubSpotConfig
from .install import LABEL

_DETAILS = "/account-info/{v}/details"


class HubSpotBySecrets:
    """The part of the factory that takes tokens."""

    def secrets(self, config: Mapping[str, Any]) -> ExpectedSecrets:
        """Return the one name."""
        del config
        return ExpectedSecrets({"access_token": "the token of a private app"})

    def opened(self, context: ConnectionContext, account: str | None) -> Grant:
        """Return the portal, which HubSpot tells; which scopes a private app has, it does not."""
        del account
        client = HubSpotClient(checked(HubSpotConfig, context.config, LABEL), context)
        try:
            portal = str(client.get(_DETAILS).get("portalId") or "")
        finally:
            client.close()
        if not portal.isdecimal():
            raise PermanentError("HubSpot does not say whose account this is", code="malformed_answer")
        return Grant(portal, context.secrets.load(), frozenset(), {"portal_id": portal})
