"""Visits of known contacts to a web site, signed after Standard Webhooks by whoever watches the site."""

from .receiver import WebActivityConfig, WebActivityReceiver

__all__ = ["WebActivityConfig", "WebActivityReceiver"]
