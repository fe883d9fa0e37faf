"""Makes the connector that a definition declares."""

from __future__ import annotations

from crm_ai_plugin.ports.connector import ConnectionContext

from .config import RestConfig
from .connector import RestConnector, connector_class
from .model import Definition


def build(definition: Definition, config: RestConfig, context: ConnectionContext) -> RestConnector:
    """Return the connector of a loaded definition."""
    made = connector_class(definition.capabilities(), frozenset(definition.history_fields))
    return made(definition, config, context)
