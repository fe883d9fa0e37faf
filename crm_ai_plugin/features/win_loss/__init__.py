"""Win-loss explainer: why deals are won and lost, for a cohort and for one deal.

==================  ==========================================================================
``filters/``        which deals: text and JSON → rows
``choosing``        a question → its deals as tables, copies counted once
``study``           what holds for all cohorts: leaks, win model, time in stages
``factors``         adjusted odds ratios, and how they differ by segment and quarter
``at_stages``       the same at entering each stage, and whether they differ
``neighbours``      deals that are alike, by what moves their chance
``comparing``       segments side by side, trends, benchmarks
``coverage``        who is missing, what is filled in late, in what open deals differ
``reasons``         what reps state as reason of a loss beside what the records show
``findings``        what is worth saying: effect × open deals it touches × certainty
``timeline``        one deal's story out of its records
``one_deal``        one deal's contributions, evidence and likes
``wording/``        sentences, evidence and the draft
==================  ==========================================================================
"""

from .feature import WinLoss

__all__ = ["WinLoss"]
