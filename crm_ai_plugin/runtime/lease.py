"""Keeps a lease while its holder is merely slow.

A lease says "whoever holds this and does not renew it is dead". Without renewal a call that takes longer
than the lease would let a second worker do the same thing at the same time.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog

from ..errors import CrmAiError

log = structlog.get_logger(__name__)

RENEWALS = 3
"""Renewals per life of a lease: one may fail without the lease being lost."""


@contextmanager
def kept(renew: Callable[[], bool], lease_s: float) -> Iterator[None]:
    """Renew a lease from a thread of its own until the block ends.

    Args:
        renew: Extends the lease; returns False when it is no longer ours, which ends the renewing.
        lease_s: Life of the lease in seconds.
    """
    over = threading.Event()

    def beat() -> None:
        while not over.wait(lease_s / RENEWALS):
            try:
                if not renew():
                    return
            except CrmAiError as error:
                # The database is away; nobody else can take the lease there meanwhile.
                log.warning("lease_not_renewed", code=error.code)

    thread = threading.Thread(target=beat, name="lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
