"""The REST connector keeps the connector contract against a CRM that is odd in every way, declared in YAML."""

from __future__ import annotations

from crm_ai_plugin.testing.suites.rest import TestRest, kontor, ventures

__all__ = ["TestRest", "kontor", "ventures"]
