"""A declared CRM connected by what its definition asks for: a key, a user with a password, an app's own grant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_ai_plugin.ports.connector import ConnectionContext
from crm_ai_plugin.ports.installing import ExpectedSecrets, Grant

from .install import account_id, declared, opened_client, page_of, told_account
from .model.auth import OAuth2Auth


class RestBySecrets:
    """The part of the factory that takes secrets."""

    def secrets(self, config: Mapping[str, Any]) -> ExpectedSecrets:
        """Return the names that the definition uses; a hook that signs calls may use others."""
        definition, _ = declared(config)
        auth = definition.auth
        optional = {}
        if isinstance(auth, OAuth2Auth):
            optional["access_token"] = "the token there is now"  # noqa: S105  # says what it is
            if auth.host_from:
                optional[auth.host_from] = "the account's own API address"
        required = dict.fromkeys(definition.secrets(), f"asked for by the definition of {definition.label}")
        return ExpectedSecrets(required, optional, others=definition.hooks.sign is not None)

    def opened(self, context: ConnectionContext, account: str | None) -> Grant | None:
        """Return the account: as the CRM tells where the definition says how to ask, else as the admin does."""
        definition, settings = declared(context.config)
        page = page_of(definition)
        if page is None:
            whose = None if account is None else account_id(definition, account)
        else:
            with opened_client(definition, settings, context) as client:
                whose = told_account(definition, page, client)
        return None if whose is None else Grant(whose, context.secrets.load(), frozenset())
