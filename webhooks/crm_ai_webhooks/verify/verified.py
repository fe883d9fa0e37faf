"""What a check found out."""

from __future__ import annotations

from typing import NamedTuple


class Verified(NamedTuple):
    """The delivery is to be believed. `subscription`: the id of one, where the signature names it."""

    subscription: str | None = None
