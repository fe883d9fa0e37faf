"""The connector keeps the contract."""

from acme_connector.contract import TestAcme

__all__ = ["TestAcme"]
