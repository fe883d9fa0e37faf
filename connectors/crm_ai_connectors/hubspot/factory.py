"""What the entry point ``crm_ai.connectors:hubspot`` names."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from pydantic import BaseModel, ValidationError

from crm_ai_plugin.errors import ConfigurationError
from crm_ai_plugin.ports.connector import Capability, ConnectionContext

from .config import HubSpotConfig
from .connector import HubSpotConnector


class HubSpotConnectorFactory:
    """Builds the connector of one HubSpot account."""

    key: ClassVar[str] = HubSpotConnector.key
    label: ClassVar[str] = "HubSpot"
    capabilities: ClassVar[frozenset[Capability]] = HubSpotConnector.capabilities
    config_model: ClassVar[type[BaseModel]] = HubSpotConfig
    scopes: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "oauth": "lets an admin connect the account",
            "crm.objects.deals.read": "reads deals, their stages and history: what the coach is about",
            "crm.objects.deals.write": "writes win probability and next step into fields of its own",
            "crm.objects.contacts.read": "reads people on a deal, and e-mails, calls, meetings, notes and tasks",
            "crm.objects.contacts.write": "writes the coach's note and task",
            "crm.objects.companies.read": "reads the buying company",
            "crm.objects.line_items.read": "reads what is being sold, to see discounts",
            "crm.objects.owners.read": "reads who owns a deal, to assign tasks",
            "crm.schemas.deals.write": "creates the coach's own deal properties once",
            "sales-email-read": "reads the text of logged e-mails, where most evidence is",
        }
    )

    def create(self, context: ConnectionContext) -> HubSpotConnector:
        """Build the connector; makes no call.

        Raises:
            ConfigurationError: a setting of the connection is wrong.
        """
        try:
            config = HubSpotConfig.model_validate(dict(context.config))
        except ValidationError as error:
            problem = error.errors(include_input=False, include_url=False, include_context=False)[0]
            where = ".".join(str(part) for part in problem["loc"]) or "settings"
            message = str(problem["msg"]).removeprefix("Value error, ")
            raise ConfigurationError(
                f"HubSpot connection: {where}: {message}", code="connection_invalid"
            ) from None
        return HubSpotConnector(config, context)
