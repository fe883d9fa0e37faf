"""Sandbox CRMs: real HTTP servers that behave like HubSpot, Salesforce or an odd REST CRM, filled with a generated world.

They need no account and no network beyond loopback. Write-backs are visible on their pages, events are
delivered as the vendor does it, and faults can be had on demand. Start one in a test or a demo with
:class:`SandboxServer` (HubSpot) or :class:`SalesforceSandbox`, or as a process with
``python -m crm_ai_plugin.testing.sandbox --crm salesforce --port 8899 --seed 7``.

Each vendor's face is a folder: ``hubspot``, ``salesforce``, ``rest``. What lies beside them knows no vendor:
records (``state``), faults, clock, request log, sending of events, serving. A new face is a folder with a class that
mixes :class:`~crm_ai_plugin.testing.sandbox.serving.ServedSandbox` into its control; with a module ``playing`` in
it, the demo and the whole-product tests know it as well.
"""

from crm_ai_plugin.testing.sandbox.faults import Fault
from crm_ai_plugin.testing.sandbox.hubspot.control import SandboxControl
from crm_ai_plugin.testing.sandbox.hubspot.errors import HubSpotError
from crm_ai_plugin.testing.sandbox.hubspot.events import signature_v3
from crm_ai_plugin.testing.sandbox.hubspot.server import SandboxServer
from crm_ai_plugin.testing.sandbox.hubspot.webhooks import Delivery, WebhookOptions
from crm_ai_plugin.testing.sandbox.rest.server import KontorSandbox
from crm_ai_plugin.testing.sandbox.salesforce.errors import SalesforceError
from crm_ai_plugin.testing.sandbox.salesforce.server import SalesforceSandbox
from crm_ai_plugin.testing.sandbox.state import Record, Source

__all__ = [
    "Delivery",
    "Fault",
    "HubSpotError",
    "KontorSandbox",
    "Record",
    "SalesforceError",
    "SalesforceSandbox",
    "SandboxControl",
    "SandboxServer",
    "Source",
    "WebhookOptions",
    "signature_v3",
]
