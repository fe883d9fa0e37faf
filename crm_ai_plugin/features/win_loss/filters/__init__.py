"""Filters over any field of deals: ``industry = 'Banking' and amount > 10000``.

===========  ======================================================
``lexer``    text → tokens with their places
``parser``   tokens → the condition of :mod:`crm_ai_plugin.insights.cohort`
``writing``  a condition → text
``fields``   the names a filter may use → columns
``match``    a condition and columns → which deals it holds for
===========  ======================================================
"""

from .fields import Fields
from .match import matches
from .parser import parse
from .writing import written

__all__ = ["Fields", "matches", "parse", "written"]
