"""What the routes about people's rights need from the runtime."""

from __future__ import annotations

from typing import Protocol

from ...runtime.privacy.access import Accessing
from ...runtime.privacy.opting_out import OptingOut


class RespectsPeople(Protocol):
    """Rights of people."""

    @property
    def opting_out(self) -> OptingOut:
        """Who must not be profiled."""

    @property
    def accessing(self) -> Accessing:
        """What is held about somebody."""
