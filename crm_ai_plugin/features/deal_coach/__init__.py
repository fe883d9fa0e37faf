"""Deal coach: the chance to win and the next best actions for one deal.

========================  =====================================================================
``facts/``                what is measured, in theme modules that are found by themselves
``candidates/``           what could be done, likewise
``learning/``             what history teaches: benchmarks, win model, effects, refused inputs
``scoring, weighing``     the chance to win; what each candidate is worth
``ranking, fingerprint``  which are shown; when an insight is the same advice as before
``wording/``              all sentences, one folder per language
========================  =====================================================================
"""

from .feature import DealCoach

__all__ = ["DealCoach"]
