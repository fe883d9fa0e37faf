"""What is said in texts: a multilingual phrase library with verbatim spans, and open questions.

Phrases are data (``data/<topic>.yaml``, per language); an installation adds its own with a further YAML file
or folder. Matching is by words and linear in the length of the text, so a hostile text can't stall it.
"""

from .library import PhraseLibrary, default_library, load_library
from .names import NameIndex
from .ownwords import own_segments
from .questions import OpenQuestion, open_questions, questions, questions_in
from .span import MAX_QUOTE, MAX_TEXT, Span

__all__ = [
    "MAX_QUOTE",
    "MAX_TEXT",
    "NameIndex",
    "OpenQuestion",
    "PhraseLibrary",
    "Span",
    "default_library",
    "load_library",
    "open_questions",
    "own_segments",
    "questions",
    "questions_in",
]
