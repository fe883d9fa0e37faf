"""Documents of the customer's own: from bytes nobody vouches for to passages that can be cited.

==============  ==================================================================================
``document``    what a document comes to: sections with their page and heading
``bounds``      how large a document may be, and the one error of a document that can't be read
``formats/``    a file per format, found by its folder
``parsing``     bytes → document, in this process
``contained``   the same in a process of its own, with a limit on time and memory
``chunking``    document → passages, each on one page
==============  ==================================================================================
"""

from .bounds import DEFAULT, Bounds, unreadable
from .chunking import Passage, passages
from .contained import parse_contained
from .document import Document, Section
from .parsing import PARSER_VERSION, endings, parse

__all__ = [
    "DEFAULT",
    "PARSER_VERSION",
    "Bounds",
    "Document",
    "Passage",
    "Section",
    "endings",
    "parse",
    "parse_contained",
    "passages",
    "unreadable",
]
