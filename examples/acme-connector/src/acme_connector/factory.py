"""What the entry point names."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from crm_ai_plugin.errors import ConfigurationError
from crm_ai_plugin.ports.connector import Capability, ConnectionContext
from pydantic import BaseModel, ValidationError

from .config import AcmeConfig
from .connector import AcmeConnector


class AcmeConnectorFactory:
    """Builds the connector of one Acme account."""

    key: ClassVar[str] = AcmeConnector.key
    label: ClassVar[str] = "Acme"
    capabilities: ClassVar[frozenset[Capability]] = AcmeConnector.capabilities
    config_model: ClassVar[type[BaseModel]] = AcmeConfig
    scopes: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "deals:read": "reads deals with their people and activities",
            "deals:write": "writes the coach's numbers into fields of its own",
            "notes:write": "writes the coach's note",
        }
    )

    def create(self, context: ConnectionContext) -> AcmeConnector:
        """Build the connector; makes no call."""
        try:
            config = AcmeConfig.model_validate(dict(context.config))
        except ValidationError as error:
            problem = error.errors(include_input=False, include_url=False, include_context=False)[0]
            where = ".".join(str(part) for part in problem["loc"]) or "settings"
            raise ConfigurationError(f"Acme connection: {where}: {problem['msg']}") from None
        return AcmeConnector(config, context)
