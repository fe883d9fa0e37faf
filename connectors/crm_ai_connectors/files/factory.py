"""What the entry point ``crm_ai.connectors:files`` names."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from pydantic import BaseModel, ValidationError

from crm_ai_plugin.errors import ConfigurationError
from crm_ai_plugin.ports.connector import Capability, ConnectionContext

from .config import FilesConfig
from .connector import FilesConnector


class FilesConnectorFactory:
    """Builds the connector of one folder."""

    key: ClassVar[str] = FilesConnector.key
    label: ClassVar[str] = "Files (a watched folder)"
    capabilities: ClassVar[frozenset[Capability]] = FilesConnector.capabilities
    config_model: ClassVar[type[BaseModel]] = FilesConfig
    scopes: ClassVar[Mapping[str, str]] = MappingProxyType({})

    def create(self, context: ConnectionContext) -> FilesConnector:
        """Build the connector; reads nothing yet.

        Raises:
            ConfigurationError: a setting is wrong, or there is no folder to watch.
        """
        try:
            config = FilesConfig.model_validate(dict(context.config))
        except ValidationError as error:
            problem = error.errors(include_input=False, include_url=False, include_context=False)[0]
            message = str(problem["msg"]).removeprefix("Value error, ")
            where = ".".join(str(part) for part in problem["loc"])
            raise ConfigurationError(
                f"files connection: {where}: {message}", code="connection_invalid"
            ) from None
        if config.folder is None or context.bundles is None:
            raise ConfigurationError("this connection watches no folder", code="connection_passive")
        return FilesConnector(config, config.folder, context.bundles, context)
