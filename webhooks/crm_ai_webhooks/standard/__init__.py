"""Webhooks after the specification Standard Webhooks (standardwebhooks.com)."""

from .receiver import StandardConfig, StandardReceiver

__all__ = ["StandardConfig", "StandardReceiver"]
