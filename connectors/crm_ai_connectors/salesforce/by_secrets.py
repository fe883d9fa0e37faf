"""An org connected without its consent page: by the app's secret, by a signed assertion, or by a refresh token."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from crm_ai_plugin.ports.connector import ConnectionContext
from crm_ai_plugin.ports.installing import ExpectedSecrets, Grant

from ..checked import checked
from .config import Flow, SalesforceConfig
from .install import LABEL, org_id

_CLIENT_ID = {"client_id": "the app's consumer key"}
_CLIENT = {**_CLIENT_ID, "client_secret": "the app's consumer secret"}
_EXPECTED: Mapping[Flow, ExpectedSecrets] = MappingProxyType(
    {
        "web_server": ExpectedSecrets({**_CLIENT, "refresh_token": "the token of an earlier consent"}),
        "jwt_bearer": ExpectedSecrets(
            {**_CLIENT_ID, "private_key": "the PEM key of the app's certificate"},
            {"client_secret": _CLIENT["client_secret"]},
        ),
        "client_credentials": ExpectedSecrets(_CLIENT),
    }
)


class SalesforceBySecrets:
    """The part of the factory that takes credentials of an app."""

    def secrets(self, config: Mapping[str, Any]) -> ExpectedSecrets:
        """Return the names that the connection's flow takes."""
        return _EXPECTED[checked(SalesforceConfig, config, LABEL).flow]

    def opened(self, context: ConnectionContext, account: str | None) -> Grant:
        """Return the org, which the token answer named."""
        del account
        secrets = context.secrets.load()
        org = org_id(secrets)
        return Grant(org, {**secrets, "org_id": org}, frozenset())
