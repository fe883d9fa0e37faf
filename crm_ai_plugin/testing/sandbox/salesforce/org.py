"""Everything one sandbox org consists of."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from crm_ai_plugin.testing.sandbox.clock import SandboxClock
from crm_ai_plugin.testing.sandbox.faults import Faults
from crm_ai_plugin.testing.sandbox.salesforce.index import ReferenceIndex
from crm_ai_plugin.testing.sandbox.salesforce.reading import Reader
from crm_ai_plugin.testing.sandbox.salesforce.records import Records
from crm_ai_plugin.testing.sandbox.salesforce.schema import Schema
from crm_ai_plugin.testing.sandbox.salesforce.tokens import Tokens
from crm_ai_plugin.testing.sandbox.state import Source, Store
from crm_ai_plugin.testing.world import World

__all__ = ["ApiAllowance", "SalesforceOrg"]


class ApiAllowance:
    """Calls of the rolling day; ``daily_limit`` may be changed at any time."""

    def __init__(self, daily_limit: int) -> None:
        self.daily_limit = daily_limit
        self._used = 0
        self._lock = threading.Lock()

    @property
    def used(self) -> int:
        """Calls counted so far."""
        return self._used

    @property
    def remaining(self) -> int:
        """Calls left."""
        return max(0, self.daily_limit - self._used)

    def count(self) -> bool:
        """Count one call; false when none was left."""
        with self._lock:
            if self._used >= self.daily_limit:
                return False
            self._used += 1
            return True

    def reset(self) -> None:
        """Begin a new day."""
        with self._lock:
            self._used = 0


@dataclass
class SalesforceOrg:
    """An org with its records, the app known to it, and the faults in force.

    Attributes:
        org_id: 18 characters.
        user_id: The user the app acts as.
        username: That user's name, which a JWT must carry.
        client_id: The app's consumer key.
        client_secret: The app's consumer secret.
        versions: API versions offered, oldest first: ``"60.0"``.
        installed: Whether the app is installed; consent is refused when it is not.
        instance_url: What the token endpoint names as the org's address; the sandbox's own when empty.
        largest_page: Most records in a page of a query, whatever was asked for.
        largest_bulk_page: Most records in one answer of a query job.
        bulk_looks: How often a query job is looked at before it is complete.
    """

    org_id: str
    user_id: str
    username: str
    client_id: str
    client_secret: str
    world: World
    clock: SandboxClock
    store: Store
    schema: Schema
    records: Records
    tokens: Tokens
    faults: Faults
    allowance: ApiAllowance
    versions: tuple[str, ...]
    installed: bool = True
    instance_url: str = ""
    largest_page: int = 2000
    largest_bulk_page: int = 250_000
    bulk_looks: int = 1
    reader: Reader = field(init=False)
    index: ReferenceIndex = field(init=False)

    def __post_init__(self) -> None:
        self.reader = Reader(self.store, self.schema)
        self.index = ReferenceIndex(self.store)

    @property
    def app_source(self) -> Source:
        """The author of changes made with the app's token."""
        return Source("INTEGRATION", self.user_id)
