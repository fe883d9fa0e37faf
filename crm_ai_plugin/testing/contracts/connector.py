"""All suites of a connector in one class."""

from __future__ import annotations

from .declaring import DeclaringContract
from .failing import FailingContract
from .reading import RecordsContract, SnapshotContract
from .writing import EngagementContract, FieldContract


class ConnectorContract(
    DeclaringContract, SnapshotContract, RecordsContract, EngagementContract, FieldContract, FailingContract
):
    """What every connector has to keep; subclass it as ``class TestMine(ConnectorContract)``."""
