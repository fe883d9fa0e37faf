"""Results of advice as the night found them, so that whoever asks by day need not wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import TypeAdapter

from ...store import WorkspaceSession
from .calibration import Calibration
from .effectiveness import Effectiveness

RESULTS = "results"
"""Name under which they are kept, beside what features learned."""

_SHAPE = "1"
"""Shape of what is kept; what has another is not read."""

FRESH = timedelta(hours=48)
"""They are found once a day, in the background; until the next ones are there the last serve."""


@dataclass(frozen=True)
class Both:
    """What advice did, and how well the odds held."""

    effectiveness: Effectiveness
    calibration: Calibration


_ADAPTER = TypeAdapter(Both)


def keep(session: WorkspaceSession, found: Both, now: datetime) -> None:
    """Keep results; the newest serve."""
    session.learned.save(RESULTS, _SHAPE, _ADAPTER.dump_python(found, mode="json"), now)


def kept(session: WorkspaceSession, now: datetime) -> Both | None:
    """Return what was kept last; None where there is nothing, it is too old, or no deal had closed by then."""
    payload = session.learned.latest(RESULTS, _SHAPE)
    if payload is None:
        return None
    found = _ADAPTER.validate_python(payload)
    # The first deals that close are told of at once: there is little to go through.
    if not found.effectiveness.deals or now - found.effectiveness.as_of >= FRESH:
        return None
    return found
