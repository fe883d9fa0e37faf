"""Customer Persona Builder: what a contact was observed to do with us, and nothing else."""

from .feature import Persona

__all__ = ["Persona"]
