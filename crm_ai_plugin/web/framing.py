"""Where pages may be shown in frames: by the connection they were opened for."""

from __future__ import annotations

import re
from collections.abc import Sequence

import structlog

from ..errors import CrmAiError
from .state import services, state

log = structlog.get_logger(__name__)

_SOURCE = re.compile(r"https?://(\*\.)?[A-Za-z0-9.-]+(:\d{1,5})?", re.ASCII)


def ancestors(workspace: str, connection: str | None) -> Sequence[str]:
    """Return who may show a page of a connection in a frame: its CRM, and whom the installation allows.

    What is no plain origin is left out: a connection's settings must not write a policy.
    """
    try:
        named = services().frame_ancestors(workspace, connection)
    except CrmAiError as error:
        # A connection or its connector that is gone frames nothing.
        log.info("frame_ancestors_unknown", code=error.code)
        named = ()
    crm = [source for source in named if _SOURCE.fullmatch(source)]
    own = [source for source in state().options.frame_ancestors if source != "'none'"]
    return tuple(dict.fromkeys((*own, *crm)))
