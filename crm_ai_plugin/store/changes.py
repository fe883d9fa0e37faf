"""What a transaction changed that people may be waiting for; told to listeners once it is committed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class Change:
    """One thing that is different now: ids and states, never content.

    Attributes:
        what: ``insight``: a version was kept, or somebody did something with it; ``work``: a subject's work moved;
            ``sync``: a connection's sync did.
        connection: Where it is.
        data: What else there is to know.
    """

    what: Literal["insight", "work", "sync"]
    connection: str
    data: Mapping[str, Any] = field(default_factory=dict)


Listener = Callable[[str, Sequence[Change]], None]
"""Gets the workspace and what changed there; it must not raise, and what it does is not part of the transaction."""
