"""Reading many rows without the garbage collector going over all of them again and again."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_lock = Lock()
_reading: list[bool] = []
"""Whether collection was on, once per reader that is at it."""


@contextmanager
def uncollected() -> Iterator[None]:
    """Leave cyclic garbage alone until done: rows are made by the million and hold no cycles.

    Every time some ten thousand objects are made, the collector visits all those made before; over 100,000 rows that is a
    third of the time of reading them. Several threads may be at it: the last one switches it on again.
    """
    with _lock:
        _reading.append(gc.isenabled())
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            if _reading.pop():  # what the first one found is popped last
                gc.enable()
