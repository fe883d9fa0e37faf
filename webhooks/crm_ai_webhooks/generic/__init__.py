"""Webhooks of any CRM, as a definition describes them."""

from .receiver import GenericConfig, GenericReceiver

__all__ = ["GenericConfig", "GenericReceiver"]
