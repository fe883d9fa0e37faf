"""What this process wrote lately, so that the same key is not written twice within it.

Across processes the CRM itself has to be asked; `must_look` says when.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import replace

from crm_ai_plugin.ports.connector import Receipt

_REMEMBERED = 1_000


class Receipts:
    """Receipts and doubts by key. Safe in threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Receipt] = OrderedDict()
        self._doubted: set[str] = set()

    def earlier(self, known: str) -> Receipt | None:
        """Return the receipt of an earlier write, as one that created nothing now."""
        with self._lock:
            found = self._kept.get(known)
        return None if found is None else replace(found, created=False)

    def must_look(self, known: str, attempt: int) -> bool:
        """Return whether the write may have happened already although nobody has a receipt."""
        with self._lock:
            return attempt > 1 or known in self._doubted

    def doubt(self, known: str) -> None:
        """Note that a write may have happened."""
        with self._lock:
            self._doubted.add(known)

    def keep(self, known: str, receipt: Receipt) -> None:
        """Note that a write has happened."""
        with self._lock:
            self._doubted.discard(known)
            self._kept[known] = receipt
            while len(self._kept) > _REMEMBERED:
                self._kept.popitem(last=False)

    def forget(self, known: str) -> None:
        """Note that a write was taken back."""
        with self._lock:
            self._kept.pop(known, None)
