"""The shape of a connector definition (``definition: 1``), section by section. Unknown keys are refused."""

from .definition import Definition

__all__ = ["Definition"]
