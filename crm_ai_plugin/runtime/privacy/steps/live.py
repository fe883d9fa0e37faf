"""Events of the last hour that name the person."""

from __future__ import annotations

from collections.abc import Iterator

import structlog
from redis.exceptions import RedisError

from ...live import feed
from ..errand import Errand, Part, Step

log = structlog.get_logger(__name__)


def _run(errand: Errand) -> Iterator[Part]:
    if errand.queue is None:
        yield Part("live", code="queue_not_running")
        return
    try:
        removed = feed.forget(
            errand.queue.redis, errand.workspace, {id_ for _, id_ in errand.person.contacts}
        )
    except RedisError as error:
        log.warning("queue_unreachable", error=type(error).__name__)
        yield Part("live", state="pending", code="queue_unreachable")
        return
    yield Part("live", removed)


STEP = Step(92, _run)
