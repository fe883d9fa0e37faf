"""What the entry point ``crm_ai.connectors:hubspot`` names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from pydantic import BaseModel

from crm_ai_plugin.ports.connector import Capability, ConnectionContext

from ..checked import checked
from .by_secrets import HubSpotBySecrets
from .config import HubSpotConfig
from .connector import HubSpotConnector
from .install import LABEL, HubSpotInstall


class HubSpotConnectorFactory(HubSpotInstall, HubSpotBySecrets):
    """Builds the connector of one HubSpot account."""

    key: ClassVar[str] = HubSpotConnector.key
    label: ClassVar[str] = LABEL
    capabilities: ClassVar[frozenset[Capability]] = HubSpotConnector.capabilities
    config_model: ClassVar[type[BaseModel]] = HubSpotConfig

    def create(self, context: ConnectionContext) -> HubSpotConnector:
        """Build the connector; makes no call.

        Raises:
            ConfigurationError: a setting of the connection is wrong.
        """
        return HubSpotConnector(checked(HubSpotConfig, context.config, LABEL), context)

    def reading(self, config: Mapping[str, Any], fields: Sequence[str]) -> Mapping[str, Any]:
        """Return the settings with these deal properties to be read."""
        return {**config, "deal_properties": list(fields)}

    def read_fields(self, config: Mapping[str, Any]) -> Sequence[str]:
        """Return the further deal properties that the settings name."""
        return tuple(config.get("deal_properties", ()))

    def frame_ancestors(self, config: Mapping[str, Any]) -> Sequence[str]:
        """Return where HubSpot shows pages of others: its app, in each of its data centres."""
        return ("https://app.hubspot.com", "https://*.hubspot.com")
