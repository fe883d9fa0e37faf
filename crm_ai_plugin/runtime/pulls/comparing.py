"""Finds what is gone from a CRM: what a complete reading did not bring.

Nothing is deleted on the strength of a missing line alone. Where records have ids, the CRM is asked for those
that were not seen; where much would go at once, a person is asked first, because lists that come back short
look the same as a CRM that somebody has emptied.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ...errors import PermanentError
from ...ports.clock import Clock
from ...records import RecordType
from ...store import Store
from ..narrowing import Narrowing
from .run import Pass

CAN_VANISH: tuple[RecordType, ...] = ("company", "contact", "deal", "deal_contact", "activity", "line_item")
"""Not history, of which CRMs show only the latest part, and not owners, whom old deals go on naming."""
_HAVE_IDS = frozenset({"company", "contact", "deal", "activity"})
_CHUNK = 500
MUCH = 50
"""So many records may go without asking, whatever share of all they are."""
MUCH_OF_ALL = 0.5


@dataclass(frozen=True)
class Vanished:
    """What a comparison ended in, for one kind."""

    gone: int = 0
    overlooked: int = 0
    """Not delivered, and there after all."""


@dataclass(frozen=True)
class Comparing:
    """Expects what is stored, and settles what was not seen."""

    store: Store
    clock: Clock
    narrowing: Narrowing = field(default_factory=Narrowing)

    def begin(self, session: Any, connection: str, one: Pass) -> None:  # noqa: ANN401  # a workspace session
        """Expect everything that is stored of the kinds of a pass."""
        for kind in one.kinds:
            if kind in CAN_VANISH:
                session.expected.begin(connection, kind)

    def settle(
        self, workspace: str, connection: str, one: Pass, *, accept_loss: bool
    ) -> dict[RecordType, Vanished]:
        """Delete what is gone, once all of a pass has been read; safe to do again.

        Raises:
            PermanentError: ``much_vanished``, and nobody has said that it is right.
        """
        kinds: list[RecordType] = [kind for kind in one.kinds if kind in CAN_VANISH]
        if not accept_loss:
            for kind in kinds:
                self._mind(workspace, connection, kind)
        return {kind: self._settle(workspace, connection, kind, one) for kind in kinds}

    def _mind(self, workspace: str, connection: str, kind: RecordType) -> None:
        with self.store.workspace(workspace) as session:
            left = session.expected.count(connection, kind)
            stored = session.records.counts(connection).get(kind, 0) if left > MUCH else 0
        if left > MUCH and left > MUCH_OF_ALL * stored:
            raise PermanentError(
                f"{left:,} of {stored:,} {kind} records were not delivered any more; nothing was deleted",
                code="much_vanished",
                hint="check what the connection may see; if it is right: crm-ai sync KEY --full --accept-loss",
            )

    def _settle(self, workspace: str, connection: str, kind: RecordType, one: Pass) -> Vanished:
        gone = overlooked = 0
        while True:
            with self.store.workspace(workspace) as session:
                keys = session.expected.left(connection, kind, _CHUNK)
            if not keys:
                return Vanished(gone, overlooked)
            read_at = self.clock()
            found = one.reader.fetch(kind, [key[-1] for key in keys]) if kind in _HAVE_IDS else ()
            there, _ = self.narrowing.split(found, set())
            alive = {str(getattr(record, "id", "")) for record in there}
            with self.store.workspace(workspace) as session:
                session.records.upsert(connection, there, read_at)
                missing = [key for key in keys if key[-1] not in alive]
                gone += session.records.delete_keys(connection, kind, missing, read_at)
                if kind == "deal":
                    # What belongs to a deal that was overlooked was overlooked with it.
                    session.expected.settled_of_deals(connection, sorted(alive))
                session.expected.settled(connection, kind, keys)
            overlooked += len(alive)
