"""What the entry point ``crm_ai.connectors:salesforce`` names."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from pydantic import BaseModel, ValidationError

from crm_ai_plugin.errors import ConfigurationError
from crm_ai_plugin.ports.connector import Capability, ConnectionContext

from .config import SalesforceConfig
from .connector import SalesforceConnector
from .install import SCOPES


class SalesforceConnectorFactory:
    """Builds the connector of one Salesforce org."""

    key: ClassVar[str] = SalesforceConnector.key
    label: ClassVar[str] = "Salesforce"
    capabilities: ClassVar[frozenset[Capability]] = SalesforceConnector.capabilities
    config_model: ClassVar[type[BaseModel]] = SalesforceConfig
    scopes: ClassVar[Mapping[str, str]] = MappingProxyType(dict(SCOPES))

    def create(self, context: ConnectionContext) -> SalesforceConnector:
        """Build the connector; makes no call.

        Raises:
            ConfigurationError: a setting of the connection is wrong.
        """
        try:
            config = SalesforceConfig.model_validate(dict(context.config))
        except ValidationError as error:
            problem = error.errors(include_input=False, include_url=False, include_context=False)[0]
            where = ".".join(str(part) for part in problem["loc"]) or "settings"
            message = str(problem["msg"]).removeprefix("Value error, ")
            raise ConfigurationError(
                f"Salesforce connection: {where}: {message}", code="connection_invalid"
            ) from None
        return SalesforceConnector(config, context)
