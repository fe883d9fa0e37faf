"""Takes back everything that was written through a connection."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from ...errors import CrmAiError
from ...store import OutboxRow, Store
from .delivering import Delivering

Track = Callable[[Sequence[OutboxRow]], Iterable[OutboxRow]]
"""Passes deliveries on one by one, e.g. past a progress bar."""


@dataclass(frozen=True)
class Undone:
    """What was taken back and what was not, with the reason."""

    done: int
    failed: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Undoing:
    """Undoes many deliveries."""

    store: Store
    delivering: Delivering

    def all_of(self, workspace: str, connection: str, track: Track = lambda rows: rows) -> Undone:
        """Undo every delivery of a connection; one that can't be undone does not hold up the others."""
        with self.store.workspace(workspace) as session:
            rows = session.outbox.list(connection=connection, state="done")
        failed: dict[str, str] = {}
        # Newest first, so that restored field values end at the oldest, the human's own.
        for row in track(sorted(rows, key=lambda r: r.id, reverse=True)):
            try:
                self.delivering.undo(workspace, row.id)
            except CrmAiError as error:
                failed[row.id] = error.user_message
        return Undone(len(rows) - len(failed), failed)
