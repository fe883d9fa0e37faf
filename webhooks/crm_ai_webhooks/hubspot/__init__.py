"""HubSpot's webhooks: CRM object events signed with v3."""

from .receiver import HubSpotReceiver

__all__ = ["HubSpotReceiver"]
