"""From a feature's request to words: what may leave, what is asked, what may come back, what is shown when nothing does."""

from .desk import DeskConfig, ModelDesk
from .kept import Kept, KeptWordings, NothingKept
from .tally import NoTally, Tally

__all__ = ["DeskConfig", "Kept", "KeptWordings", "ModelDesk", "NoTally", "NothingKept", "Tally"]
