"""The HubSpot connector keeps the connector contract, against the sandbox CRM."""

from __future__ import annotations

from crm_ai_plugin.testing.suites.hubspot import TestHubSpot, crm, deals

__all__ = ["TestHubSpot", "crm", "deals"]
