"""One contract suite per connector of the table, and one that keeps every rule; run by test_kit.py, not by name."""

from __future__ import annotations

from typing import ClassVar

import pytest

from crm_ai_plugin.ports.connector import Connector
from crm_ai_plugin.testing.contracts import Backstage, ConnectorContract, KnownDeal
from tests.contract.kit.memory_connector import MemoryConnector
from tests.contract.kit.memory_crm import KNOWN, MemoryCrm
from tests.contract.kit.table import TABLE


class Suite(ConnectorContract):
    made: ClassVar[type[MemoryConnector]] = MemoryConnector

    @pytest.fixture
    def backstage(self) -> Backstage:
        return MemoryCrm()

    @pytest.fixture
    def connector(self, backstage: MemoryCrm) -> Connector:
        return self.made(backstage)

    @pytest.fixture
    def another(self, backstage: MemoryCrm) -> Connector:
        return self.made(backstage)

    @pytest.fixture
    def known(self) -> KnownDeal:
        return KNOWN


class TestMemoryConnector(Suite):
    """Keeps every rule."""


for _cls in TABLE.values():
    _name = f"Test{_cls.__name__}"
    globals()[_name] = type(_name, (Suite,), {"made": _cls, "__module__": __name__})
