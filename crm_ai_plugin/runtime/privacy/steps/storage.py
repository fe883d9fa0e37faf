"""What a database keeps of deleted rows: freed pages, write-ahead log, dead rows."""

from __future__ import annotations

from collections.abc import Iterator

import structlog

from ....errors import PermanentError, RetryableError
from ..errand import Errand, Part, Step

log = structlog.get_logger(__name__)


def _run(errand: Errand) -> Iterator[Part]:
    try:
        errand.store.compact()
    except RetryableError as error:
        log.warning("database_busy", code=error.code)
        yield Part("database_files", state="pending", code=error.code)
        return
    except PermanentError as error:
        log.warning("database_not_rewritten", code=error.code, what=error.user_message)
        yield Part("database_files", state="failed", code=error.code)
        return
    yield Part("database_files")


STEP = Step(95, _run)
