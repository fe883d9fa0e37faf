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
Nothing is built when this package is imported.
"""

import pytest

# Before the suites are imported, so that a failing assertion shows its values to partners as well.
for _suite in ("declaring", "reading", "writing", "failing"):
    pytest.register_assert_rewrite(f"{__name__}.{_suite}")

from .backstage import Backstage, FaultName, KnownDeal  # noqa: E402
from .connector import ConnectorContract  # noqa: E402

__all__ = ["Backstage", "ConnectorContract", "FaultName", "KnownDeal"]
