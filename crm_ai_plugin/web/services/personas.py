"""What the persona routes need from the runtime."""

from __future__ import annotations

from typing import Protocol

from ...runtime.personas.committees import Committees
from ...runtime.personas.comparisons import Comparisons
from ...runtime.personas.keeping import Personas
from ...runtime.personas.looking import Looking


class KnowsPeople(Protocol):
    """Personas of contacts."""

    @property
    def personas(self) -> Personas:
        """Reading, renewing, overruling, versions and comparison."""

    @property
    def person_looking(self) -> Looking:
        """What is seen of people at this moment."""

    @property
    def committees(self) -> Committees:
        """Buying committees of deals."""

    @property
    def comparisons(self) -> Comparisons:
        """People side by side."""
