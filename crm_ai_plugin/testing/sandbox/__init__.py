"""A sandbox CRM: a real HTTP server that behaves like HubSpot, filled with a generated world.

It needs no account and no network beyond loopback. Write-backs are visible on its pages, webhooks are
signed and delivered, and faults can be had on demand. Start it in a test or a demo with
:class:`SandboxServer`, or as a process with ``python -m crm_ai_plugin.testing.sandbox --port 8899 --seed 7``.
"""

from crm_ai_plugin.testing.sandbox.faults import Fault
from crm_ai_plugin.testing.sandbox.hubspot.control import SandboxControl
from crm_ai_plugin.testing.sandbox.hubspot.errors import HubSpotError
from crm_ai_plugin.testing.sandbox.hubspot.events import signature_v3
from crm_ai_plugin.testing.sandbox.hubspot.server import SandboxServer
from crm_ai_plugin.testing.sandbox.hubspot.webhooks import Delivery, WebhookOptions
from crm_ai_plugin.testing.sandbox.state import Record, Source

__all__ = [
    "Delivery",
    "Fault",
    "HubSpotError",
    "Record",
    "SandboxControl",
    "SandboxServer",
    "Source",
    "WebhookOptions",
    "signature_v3",
]
