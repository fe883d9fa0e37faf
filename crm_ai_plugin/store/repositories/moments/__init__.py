"""Deals as they stood at a moment."""

from .reading import MomentReader
from .writing import Measured, StaleDeal


class Moments(MomentReader):
    """The moments of one workspace."""


__all__ = ["Measured", "Moments", "StaleDeal"]
