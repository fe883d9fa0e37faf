"""Contract suites: subclass, give fixtures, and the tests of your connector are written.

::

    class TestAcme(ConnectorContract):
        @pytest.fixture
        def connector(self): ...  # indispensable
        @pytest.fixture
        def another(self): ...  # the same account, another process
        @pytest.fixture
        def known(self): ...  # KnownDeal: what must be seen
        @pytest.fixture
        def backstage(self): ...  # Backstage: the CRM from behind, and its faults

Which tests run follows from the connector's declared capabilities; a skipped test says what it lacks.
Nothing is built when this package is imported. Each test checks one rule; the plugin
:mod:`crm_ai_plugin.testing.pytest_plugin` computes the level from their results.
"""

import pytest

# Before the suites are imported, so that a failing assertion shows its values to partners as well.
for _suite in ("declaring", "secrecy", "reading", "writing", "fields", "failing"):
    pytest.register_assert_rewrite(f"{__name__}.{_suite}")

from ..rule import LEVELS, Level, NotDeclared, Rule, catalogue, rule, rule_of, rule_per  # noqa: E402
from .backstage import BASIC_FAULTS, Backstage, FaultName, KnownDeal  # noqa: E402
from .connector import ConnectorContract  # noqa: E402

__all__ = [
    "BASIC_FAULTS",
    "LEVELS",
    "Backstage",
    "ConnectorContract",
    "FaultName",
    "KnownDeal",
    "Level",
    "NotDeclared",
    "Rule",
    "catalogue",
    "rule",
    "rule_of",
    "rule_per",
]
