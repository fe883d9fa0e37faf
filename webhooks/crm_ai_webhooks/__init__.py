"""Webhook receivers: raw bytes and headers in, events or a `WebhookRejected` out.

Pure code: no Flask, no database, no network. ``verify`` has one small module per signature scheme around
one time window and one comparison; each CRM's folder (``hubspot``) has its receiver and reads its events.
"""

from .events import Events

__all__ = ["Events"]
