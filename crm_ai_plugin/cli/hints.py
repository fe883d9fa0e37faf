"""Ways out that only the command line can name, added to errors from below."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ..errors import NotFoundError

OPEN_DEALS = "crm-ai score lists the open ones"
CONNECTIONS = "crm-ai connections lists them"


@contextmanager
def when_missing(hint: str) -> Iterator[None]:
    """Let an error about something that is not there say which command shows what is."""
    try:
        yield
    except NotFoundError as error:
        error.hint = error.hint or hint
        raise
