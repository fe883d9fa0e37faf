"""What a workspace's admins want of advice: which deals and actions are left out, what weighs more, and when.

========================  =====================================================================
``document``              the document, as YAML or JSON, and what is wrong with one
``conditions``            which deals a segment of it means
``applying``              what it does to candidates
``hold_out``              which recommendations chance holds back, so that showing them can be measured
========================  =====================================================================
"""

from .applying import excluded_by, factor_of
from .document import NAME, HoldOutTerms, Segment, Strategy, parse_strategy, strategy_of
from .hold_out import HoldOut

__all__ = [
    "NAME",
    "HoldOut",
    "HoldOutTerms",
    "Segment",
    "Strategy",
    "excluded_by",
    "factor_of",
    "parse_strategy",
    "strategy_of",
]
