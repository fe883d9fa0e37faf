"""The Salesforce connector keeps the connector contract, against the sandbox org."""

from __future__ import annotations

from crm_ai_plugin.testing.suites.salesforce import TestSalesforce, org, org_deals

__all__ = ["TestSalesforce", "org", "org_deals"]
