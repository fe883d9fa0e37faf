"""Sales methodologies as scorecards that evidence fills in.

========================  =====================================================================
``definition``            what a methodology is made of; ours are in ``data/``, one file each
``scorecard``             what the records of one deal say about each element
``gaps``                  elements that nothing fills, as candidates for advice
========================  =====================================================================
"""

from .definition import NAME, Element, Methodology, Source, methodology_of, parse_methodology, shipped
from .gaps import gap_candidates, raised
from .scorecard import Filled, FilledCard, fill

__all__ = [
    "NAME",
    "Element",
    "Filled",
    "FilledCard",
    "Methodology",
    "Source",
    "fill",
    "gap_candidates",
    "methodology_of",
    "parse_methodology",
    "raised",
    "shipped",
]
