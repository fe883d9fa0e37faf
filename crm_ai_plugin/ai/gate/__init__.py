"""Lets a model's words through where they say what the engine said, and nothing else."""

from .gate import Gate, Material, Said
from .refusal import Refusal

__all__ = ["Gate", "Material", "Refusal", "Said"]
