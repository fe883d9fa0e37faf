"""Reads any JSON delivery that a `WebhookShape` describes; standard and generic receivers share it."""

from .kept import kept_facts
from .read import read_events

__all__ = ["kept_facts", "read_events"]
