"""Salesforce's Outbound Messages: SOAP that an org posts when a record meets a rule."""

from .receiver import OutboundMessageConfig, OutboundMessageReceiver

__all__ = ["OutboundMessageConfig", "OutboundMessageReceiver"]
