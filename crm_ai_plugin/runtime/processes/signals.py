"""SIGINT and SIGTERM of the processes that run until told to stop.

Only those take the signals over. A command that ends by itself leaves them as they were when it was started: Ctrl-C
then raises `KeyboardInterrupt`, and a shell that started it in the background with SIGINT ignored is obeyed.
"""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType

STOPPING = (signal.SIGINT, signal.SIGTERM)


def stop_on_signal() -> threading.Event:
    """Return an event that SIGTERM and Ctrl-C set from now on."""
    stop = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in STOPPING:
        signal.signal(number, on_signal)
    return stop


@contextlib.contextmanager
def left_as_found() -> Iterator[None]:
    """Put back, at the end, the handlers that were there at the start."""
    found = {number: signal.getsignal(number) for number in STOPPING}
    try:
        yield
    finally:
        for number, handler in found.items():
            signal.signal(number, handler)
