"""What a connector needs around it in a suite: secrets and a budget, in memory."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any


@dataclass
class MemorySecrets:
    """A token store in memory; remembers in which order things happened."""

    secrets: dict[str, Any]
    saved: list[Mapping[str, Any]] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def load(self) -> Mapping[str, Any]:
        """Return what was saved last."""
        return dict(self.secrets)

    def save(self, secrets: Mapping[str, Any]) -> None:
        """Keep `secrets`."""
        self.secrets = dict(secrets)
        self.saved.append(self.secrets)

    def exclusive(self) -> AbstractContextManager[bool]:
        """Let one thread in at a time."""
        return self.lock


@dataclass
class CountingBudget:
    """A budget that never runs out and counts."""

    taken: dict[str, int] = field(default_factory=dict)
    punished: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, group: str, cost: int = 1) -> None:
        """Count a call."""
        with self.lock:
            self.taken[group] = self.taken.get(group, 0) + cost

    def punish(self, retry_after: float) -> None:
        """Note a 429."""
        self.punished.append(retry_after)
