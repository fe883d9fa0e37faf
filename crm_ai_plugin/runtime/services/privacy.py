"""People's rights."""

from __future__ import annotations

from functools import cached_property

from ...privacy.person import Person
from ...store import ErasureRow
from ..events.draining import Drain
from ..privacy.errand import Errand
from ..privacy.forgetting import Forgetting
from .events import Events
from .ground import has_redis
from .write_back import WriteBack


class Privacy(Events, WriteBack):
    """Forgetting people."""

    @cached_property
    def forgetting(self) -> Forgetting:
        """Erasures."""
        return Forgetting(self.store, self.vault, self.hash_key, self._errand, self.clock)

    @cached_property
    def drain(self) -> Drain:
        """Reading the inbox, in which CRMs ask to forget people."""
        return Drain(
            self.store,
            self.registry,
            self.dispatcher,
            self.clock,
            self.settings.events.coalesce_ms,
            self.forgetting,
        )

    def _errand(self, workspace: str, row: ErasureRow, person: Person) -> Errand:
        return Errand(
            workspace=workspace,
            erasure_id=row.id,
            person=person,
            store=self.store,
            connections=self.connections,
            undoing=self.undoing,
            queue=self.dispatcher if has_redis(self.settings) else None,
            features=lambda: [feature.key for feature in self.registry.features_for("deal")],
        )
