"""Which version a subject gets in an experiment: always the same one, and nobody has to keep a list."""

from __future__ import annotations

import hashlib
from typing import Literal


def arm_of(experiment: str, subject: str, share_b: float) -> Literal["a", "b"]:
    """Return the arm of a subject.

    A digest of both names spreads subjects evenly and differently in every experiment.
    """
    digest = hashlib.sha256(f"{experiment}\x1f{subject}".encode()).digest()
    return "b" if int.from_bytes(digest[:8], "big") < share_b * 2**64 else "a"
