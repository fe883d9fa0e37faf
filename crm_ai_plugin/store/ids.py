"""Ids that sort by the time they were made: ``ins_06f3k…``.

128 bits: 48 of milliseconds since 1970, 80 random ones, in lower-case base32 (26 characters). Within one
process they are strictly increasing, so that rows of one request keep their order.
"""

from __future__ import annotations

import base64
import os
import secrets
import threading
import time
from datetime import UTC, datetime

INSIGHT = "ins"
ACTION = "act"
DELIVERY = "dlv"
EVENT = "evt"
INBOX = "inb"
ENDPOINT = "whe"
INSTALL = "inst"

_RANDOM_BITS = 80
_HEADROOM = 1 << (_RANDOM_BITS - 1)

_lock = threading.Lock()
_last = 0


def new_id(prefix: str) -> str:
    """Return a new id such as ``dlv_06f3…``."""
    global _last  # noqa: PLW0603  # the clock of this process
    # The top random bit stays clear, so that counting up within a millisecond cannot run into the next one.
    fresh = (time.time_ns() // 1_000_000 << _RANDOM_BITS) | secrets.randbelow(_HEADROOM)
    with _lock:
        _last = fresh if fresh > _last else _last + 1
        value = _last
    return _written(prefix, value)


def first_id(prefix: str, moment: datetime) -> str:
    """Return an id that sorts before all that are made at `moment` or later."""
    return _written(prefix, max(0, int(moment.timestamp() * 1000)) << _RANDOM_BITS)


def made_at(id: str) -> datetime:  # noqa: A002
    """Return when an id was made, to the millisecond; the beginning of time for what is none of ours."""
    letters = id.partition("_")[2].upper()
    try:
        value = int.from_bytes(base64.b32hexdecode(letters + "=" * (-len(letters) % 8)), "big")
    except ValueError:
        value = 0
    return datetime.fromtimestamp((value >> _RANDOM_BITS) / 1000, UTC)


def made_before(a: str, b: str) -> bool:
    """Whether one id was made before another one, whatever either is the id of."""
    return a.partition("_")[2] < b.partition("_")[2]


def _written(prefix: str, value: int) -> str:
    return f"{prefix}_{base64.b32hexencode(value.to_bytes(16, 'big')).rstrip(b'=').decode().lower()}"


def _forget_after_fork() -> None:
    # A child that went on counting from the parent's last id would make the same ids as its siblings.
    global _last, _lock  # see above
    _last, _lock = 0, threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_after_fork)
