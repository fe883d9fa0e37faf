"""What a text says: its language, and which objections it raises, with calibrated confidence.

===============  ============================================================================
``words``        a sentence as numbers: pieces of words, concepts shared by languages, stance, rules
``stance``       whether it speaks for or against what it speaks of
``language``     which of the languages it is
``model``        the weights, and how often the model was right about sentences it had not seen
``read``         a whole text: sentence by sentence
===============  ============================================================================
"""

from .model import ReadingModel, default_model
from .read import Found, Reading, read

__all__ = ["Found", "Reading", "ReadingModel", "default_model", "read"]
