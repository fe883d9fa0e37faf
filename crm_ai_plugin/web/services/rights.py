"""What the routes about people's rights need from the runtime."""

from __future__ import annotations

from typing import Protocol

from ...runtime.privacy.opting_out import OptingOut


class RespectsPeople(Protocol):
    """Rights of people."""

    @property
    def opting_out(self) -> OptingOut:
        """Who must not be profiled."""
