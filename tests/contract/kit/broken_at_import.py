"""A connector whose module does work when it is imported."""

from __future__ import annotations

import threading

from .memory_connector import MemoryConnector

threading.Thread(target=threading.Event().wait, args=(0.5,), daemon=True).start()


class WorksAtImport(MemoryConnector):
    """Starts a thread as soon as its module is imported."""
