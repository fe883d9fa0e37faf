"""The HubSpot face of the sandbox: OAuth, objects, search, associations, properties, owners, webhooks."""

from crm_ai_plugin.testing.sandbox.hubspot.account import HubSpotAccount
from crm_ai_plugin.testing.sandbox.hubspot.face import hubspot_blueprint

__all__ = ["HubSpotAccount", "hubspot_blueprint"]
