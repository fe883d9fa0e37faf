"""What a step of an erasure works with, and what it reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any, Literal

from ...privacy.person import Person
from ...store import Store, WorkspaceSession
from ..connections import Connections
from ..dispatch import Dispatcher
from ..write_back.undoing import Undoing

PartState = Literal["done", "pending", "failed"]


@dataclass(frozen=True)
class Part:
    """What became of one place: a line of the receipt. Counts and codes only, nothing of the person.

    Attributes:
        place: Table, queue, kind of file or connection.
        removed: Rows, keys or writes that were removed, emptied or scrubbed.
        state: ``pending`` is tried again; ``failed`` is not.
        kept: What a colleague had changed since, and therefore stayed in the CRM.
        code: Why it waits or failed.
    """

    place: str
    removed: int = 0
    state: PartState = "done"
    kept: int = 0
    code: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return asdict(self)


@dataclass(frozen=True)
class Errand:
    """One erasure on its way. Each step opens transactions of its own, so that it can be cut off anywhere."""

    workspace: str
    erasure_id: str
    person: Person
    store: Store
    connections: Connections
    undoing: Undoing
    queue: Dispatcher | None
    """None where none runs: an embedded one then holds nothing, and the scheduler asks for what is due."""
    features: Callable[[], Sequence[str]]
    """Keys of the features that learn from deals."""

    @contextmanager
    def session(self) -> Iterator[WorkspaceSession]:
        """One transaction in the workspace."""
        with self.store.workspace(self.workspace) as session:
            yield session


@dataclass(frozen=True)
class Step:
    """One kind of place. Doing a step twice is doing it once.

    Attributes:
        order: Steps with lower numbers come first: what is found through records goes before them.
        run: Does it.
    """

    order: int
    run: Callable[[Errand], Iterator[Part]]
