"""What the history of a workspace teaches: benchmarks, a win model, effects of actions; as plain JSON."""

from .facts_model import prior_model
from .learn import SCHEMA, learn, learn_moments, usable
from .served import Served, unlearned

__all__ = ["SCHEMA", "Served", "learn", "learn_moments", "prior_model", "unlearned", "usable"]
