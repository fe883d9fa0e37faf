"""The additive model: boosted, read out as tables, calibrated, explained by itself."""

from .boosting import Boosting
from .model import AdditiveModel

__all__ = ["AdditiveModel", "Boosting"]
