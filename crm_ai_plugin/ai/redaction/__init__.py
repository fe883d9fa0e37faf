"""Takes personal data out of what leaves, and puts it back into what returns."""

from .hiding import NamesPolicy, Redaction
from .patterns import find

__all__ = ["NamesPolicy", "Redaction", "find"]
