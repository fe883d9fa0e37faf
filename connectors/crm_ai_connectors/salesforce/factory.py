"""What the entry point ``crm_ai.connectors:salesforce`` names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from urllib.parse import urlsplit

from pydantic import BaseModel

from crm_ai_plugin.ports.connector import Capability, ConnectionContext

from ..checked import checked
from .by_secrets import SalesforceBySecrets
from .config import SalesforceConfig
from .connector import SalesforceConnector
from .install import LABEL, SalesforceInstall

_MY_DOMAIN, _LIGHTNING = ".my.salesforce.com", ".lightning.force.com"


class SalesforceConnectorFactory(SalesforceInstall, SalesforceBySecrets):
    """Builds the connector of one Salesforce org."""

    key: ClassVar[str] = SalesforceConnector.key
    label: ClassVar[str] = LABEL
    capabilities: ClassVar[frozenset[Capability]] = SalesforceConnector.capabilities
    config_model: ClassVar[type[BaseModel]] = SalesforceConfig

    def create(self, context: ConnectionContext) -> SalesforceConnector:
        """Build the connector; makes no call.

        Raises:
            ConfigurationError: a setting of the connection is wrong.
        """
        return SalesforceConnector(checked(SalesforceConfig, context.config, LABEL), context)

    def reading(self, config: Mapping[str, Any], fields: Sequence[str]) -> Mapping[str, Any]:
        """Return the settings with these opportunity fields to be read."""
        return {**config, "deal_fields": list(fields)}

    def read_fields(self, config: Mapping[str, Any]) -> Sequence[str]:
        """Return the further opportunity fields that the settings name."""
        return tuple(config.get("deal_fields", ()))

    def frame_ancestors(self, config: Mapping[str, Any]) -> Sequence[str]:
        """Return where the org shows pages of others: its own domains where its address is known, else Salesforce's."""
        host = urlsplit(str(config.get("instance_url") or "")).hostname or ""
        domain = host.removesuffix(_MY_DOMAIN)
        if domain == host or not domain:
            return (f"https://*{_MY_DOMAIN}", f"https://*{_LIGHTNING}")
        return (f"https://{host}", f"https://{domain}{_LIGHTNING}")
