"""The vendor's package and its two APIs; nothing outside this folder knows it."""

from .connection import ApiMode, Connection
from .raw_answer import RawAnswer
from .request import ModelRequest

__all__ = ["ApiMode", "Connection", "ModelRequest", "RawAnswer"]
