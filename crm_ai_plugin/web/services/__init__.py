"""What the web app needs from the runtime: the seam between the two, a module per topic.

The runtime's own ``Services`` has this shape; tests bring a fake of it. A new topic is a module here and one more
base of `Services`.
"""

from __future__ import annotations

from typing import Protocol

from .access import LetsIn
from .advice import Advises
from .alerting import Alerts
from .analysing import ExplainsCohorts
from .events import TakesEvents
from .forgetting import ForgetsPeople
from .ground import StandsOn
from .installing import Installs
from .knowing import Knows
from .language_model import WordsByModel
from .listing import ListsRecords
from .models import HasModels
from .objecting import HandlesObjections
from .personas import KnowsPeople
from .plugins import HasPlugins
from .pulling import Pulls
from .reporting import Reports
from .results import LooksBack
from .rights import RespectsPeople
from .write_back import WritesBack

__all__ = ["Services"]


class Services(
    StandsOn,
    LetsIn,
    HasPlugins,
    TakesEvents,
    Installs,
    Pulls,
    Advises,
    ExplainsCohorts,
    HandlesObjections,
    KnowsPeople,
    ForgetsPeople,
    Knows,
    Reports,
    Alerts,
    WritesBack,
    WordsByModel,
    LooksBack,
    HasModels,
    RespectsPeople,
    ListsRecords,
    Protocol,
):
    """Everything the web app is given."""
