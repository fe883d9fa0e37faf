"""Independent calls made at the same time.

Sound with a shared budget: every call takes from it first, from whichever thread, so threads change when
calls are made, never how many. A `Budget` is therefore used from several threads at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from typing import TypeVar

K = TypeVar("K")
T = TypeVar("T")


class Parallel:
    """A small pool of threads that lives as long as its connector."""

    def __init__(self, workers: int, name: str = "crm") -> None:
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix=name)

    def run(self, calls: Mapping[K, Callable[[], T]]) -> dict[K, T]:
        """Return the results of all `calls` by key.

        The first failure is raised as it is, once no call is under way any more; calls that have not begun
        are dropped. Calls must not call `run` themselves: they would wait for threads they occupy.
        """
        futures: dict[K, Future[T]] = {key: self._pool.submit(call) for key, call in calls.items()}
        done, pending = wait(futures.values(), return_when=FIRST_EXCEPTION)
        for future in pending:
            future.cancel()
        wait(pending)
        _raise_first(done | pending)
        return {key: future.result() for key, future in futures.items()}

    def close(self) -> None:
        """End the threads."""
        self._pool.shutdown(wait=True, cancel_futures=True)


def _raise_first(futures: Iterable[Future[T]]) -> None:
    for future in futures:
        if not future.cancelled() and (error := future.exception()) is not None:
            raise error
