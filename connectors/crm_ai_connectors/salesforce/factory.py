"""What the entry point ``crm_ai.connectors:salesforce`` names."""

from __future__ import annotations

from typing import ClassVar

from pydantic import BaseModel

from crm_ai_plugin.ports.connector import Capability, ConnectionContext

from ..checked import checked
from .by_secrets import SalesforceBySecrets
from .config import SalesforceConfig
from .connector import SalesforceConnector
from .install import LABEL, SalesforceInstall


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
