"""Counting, over all processes."""

from __future__ import annotations

from typing import Protocol


class Tally(Protocol):
    """Adds up. Names and labels are fixed words of ours: never an id, never a text."""

    def count(self, name: str, amount: float = 1.0, **labels: str) -> None:
        """Add `amount`; never fails, because counting is no reason not to answer."""


class NoTally:
    """Counts nothing."""

    def count(self, name: str, amount: float = 1.0, **labels: str) -> None:
        """Do nothing."""
