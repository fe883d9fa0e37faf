"""What the persona routes need from the runtime."""

from __future__ import annotations

from typing import Protocol

from ...runtime.personas.keeping import Personas


class KnowsPeople(Protocol):
    """Personas of contacts."""

    @property
    def personas(self) -> Personas:
        """Reading, renewing, overruling, versions and comparison."""
