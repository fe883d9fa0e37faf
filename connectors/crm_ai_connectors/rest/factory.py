"""What the entry point ``crm_ai.connectors:rest`` names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar

from pydantic import BaseModel

from crm_ai_plugin.ports.connector import Capability, ConnectionContext

from ..checked import checked
from .behind import Behind
from .building import build
from .by_secrets import RestBySecrets
from .check import Check, check
from .config import RestConfig
from .connector import CAPABILITIES, KEY, RestConnector
from .install import RestInstall
from .loading import load


class RestConnectorFactory(RestInstall, RestBySecrets):
    """Builds the connector of one account of a declared CRM."""

    key: ClassVar[str] = KEY
    label: ClassVar[str] = "REST (declared in YAML)"
    capabilities: ClassVar[frozenset[Capability]] = CAPABILITIES
    """What a definition can declare at most; a connector has what its own declares."""
    config_model: ClassVar[type[BaseModel]] = RestConfig
    scopes: ClassVar[Mapping[str, str]] = MappingProxyType({})
    """Each CRM has its own; a definition's documentation names them."""

    def create(self, context: ConnectionContext) -> RestConnector:
        """Build the connector; makes no call.

        Raises:
            ConfigurationError: a setting or the definition is wrong.
        """
        config = _config(context.config)
        return build(load(config.definition), config, context)

    def check_definition(self, path: Path, probe: ConnectionContext | None = None) -> Check:
        """Say line by line what is wrong with a definition and, with `probe`, what its CRM answers."""
        return check(path, probe)

    def behind(self, context: ConnectionContext) -> Behind:
        """Return the CRM as a contract suite sees it from behind.

        Raises:
            ConfigurationError: a setting or the definition is wrong.
        """
        return Behind(self.create(context))

    def limits(self, config: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        """Return (calls, seconds) per budget group: the definition's, where the connection sets none.

        Raises:
            ConfigurationError: a setting or the definition is wrong.
        """
        checked = _config(config)
        declared = load(checked.definition).rate.groups
        return {name: (one.calls, one.seconds) for name, one in declared.items()} | checked.limits


def _config(given: Mapping[str, Any]) -> RestConfig:
    return checked(RestConfig, given, "REST")
