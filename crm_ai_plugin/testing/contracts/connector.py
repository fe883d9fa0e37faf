"""All suites of a connector in one class."""

from __future__ import annotations

from .declaring import DeclaringContract
from .failing import FailingContract
from .fields import FieldContract
from .reading import RecordsContract, SnapshotContract
from .secrecy import SecrecyContract
from .writing import EngagementContract


class ConnectorContract(
    DeclaringContract,
    SecrecyContract,
    SnapshotContract,
    RecordsContract,
    EngagementContract,
    FieldContract,
    FailingContract,
):
    """What every connector has to keep; subclass it as ``class TestMine(ConnectorContract)``."""
