"""Which secrets our connectors say they take."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from crm_ai_connectors.hubspot.factory import HubSpotConnectorFactory
from crm_ai_connectors.rest.factory import RestConnectorFactory
from crm_ai_connectors.salesforce.factory import SalesforceConnectorFactory
from crm_ai_plugin.errors import ConfigurationError
from crm_ai_plugin.ports.installing import ConnectsBySecrets

SALESFORCE = SalesforceConnectorFactory()
MY_DOMAIN = "https://acme.my.salesforce.com"


@pytest.mark.parametrize(
    ("factory", "config", "required", "optional"),
    [
        (HubSpotConnectorFactory(), {}, {"access_token"}, set()),
        (SALESFORCE, {}, {"client_id", "client_secret", "refresh_token"}, set()),
        (
            SALESFORCE,
            {"flow": "jwt_bearer", "username": "u@example.com"},
            {"client_id", "private_key"},
            {"client_secret"},
        ),
        (
            SALESFORCE,
            {"flow": "client_credentials", "login_url": MY_DOMAIN},
            {"client_id", "client_secret"},
            set(),
        ),
        (RestConnectorFactory(), {"definition": "close"}, {"api_key"}, set()),
        (
            RestConnectorFactory(),
            {"definition": "zoho"},
            {"client_id", "client_secret", "refresh_token"},
            {"access_token", "api_domain"},
        ),
    ],
)
def test_the_names_follow_from_the_settings(
    factory: ConnectsBySecrets, config: Mapping[str, Any], required: set[str], optional: set[str]
) -> None:
    expected = factory.secrets(config)
    assert (set(expected.required), set(expected.optional), expected.others) == (required, optional, False)
    assert all({**expected.required, **expected.optional}.values())


def test_a_hook_that_signs_may_take_secrets_nobody_declared(tmp_path: Path) -> None:
    path = tmp_path / "signed.yaml"
    path.write_text(
        """
definition: 1
name: signed
label: Signed CRM
verified: {how: secondary, at: 2026-11-23}
base_url: https://signed.example/api
hosts: [signed.example]
auth: {type: none}
hooks: {sign: 'signed.hooks:sign'}
probe: {path: /me}
resources:
  deals:
    kind: deal
    detail: {path: '/deals/{id}'}
    fields: {name: title}
"""
    )
    assert RestConnectorFactory().secrets({"definition": str(path)}).others


def test_settings_that_make_no_connection_are_refused() -> None:
    with pytest.raises(ConfigurationError):
        SALESFORCE.secrets({"flow": "jwt_bearer"})
