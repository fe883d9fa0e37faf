# ruff: noqa: S101  # a contract suite asserts; it runs under pytest only
"""What every connector says of itself."""

from __future__ import annotations

import json

from crm_ai_plugin.ports.connector import CAPABILITY_PROTOCOLS, Capability, Connector, Undoes

from .backstage import Backstage, KnownDeal
from .base import ContractBase

_WRITES = {Capability.WRITES_NOTES, Capability.WRITES_FIELDS, Capability.WRITES_TASKS}


class DeclaringContract(ContractBase):
    """Declared capabilities are the implemented ones, and nothing secret shows."""

    def test_every_declared_capability_is_implemented(self, connector: Connector) -> None:
        missing = [
            c.value for c in connector.capabilities if not isinstance(connector, CAPABILITY_PROTOCOLS[c])
        ]
        assert not missing, f"declared but not implemented: {missing}"

    def test_every_implemented_protocol_is_declared(self, connector: Connector) -> None:
        silent = [
            capability.value
            for capability, protocol in CAPABILITY_PROTOCOLS.items()
            if isinstance(connector, protocol) and capability not in connector.capabilities
        ]
        assert not silent, f"implemented but not declared: {silent}"

    def test_who_writes_can_undo(self, connector: Connector) -> None:
        assert isinstance(connector, Undoes) or not connector.capabilities & _WRITES

    def test_the_check_passes(self, connector: Connector) -> None:
        assert connector.check() is None  # type: ignore[func-returns-value]  # the port's promise, checked

    def test_links_are_addresses_or_absent(self, connector: Connector, known: KnownDeal) -> None:
        url = connector.record_url("deal", known.deal_id)
        assert url is None or (url.startswith(("https://", "http://")) and known.deal_id in url)

    def test_nothing_secret_in_its_repr(self, connector: Connector, backstage: Backstage) -> None:
        shown = repr(connector) + str(connector) + json.dumps(vars(connector), default=repr)
        assert not [one for one in backstage.secrets if one in shown]
