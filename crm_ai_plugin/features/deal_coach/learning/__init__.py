"""What the history of a workspace teaches: benchmarks, a win model, effects of actions; as plain JSON."""

from .learn import SCHEMA, learn, usable
from .model import prior_model

__all__ = ["SCHEMA", "learn", "prior_model", "usable"]
