"""What is held about a person, gathered from every place that the registry knows, and written so that they can read it."""

from .accessing import Accessing
from .report import AccessReport, Entry, Section

__all__ = ["AccessReport", "Accessing", "Entry", "Section"]
