"""What was learned holds everybody a little: it is flagged by the time of the erasure and learned again."""

from __future__ import annotations

from collections.abc import Iterator

import structlog
from redis.exceptions import RedisError

from ..errand import Errand, Part, Step

log = structlog.get_logger(__name__)


def _run(errand: Errand) -> Iterator[Part]:
    try:
        if errand.queue is not None:
            for feature in errand.features():
                errand.queue.learn(errand.workspace, feature)
            errand.queue.study(errand.workspace)
            errand.queue.look_back(errand.workspace)
    except RedisError as error:
        # The scheduler asks again: whatever was learned before somebody was forgotten is due.
        log.warning("queue_unreachable", error=type(error).__name__)
    yield Part("learned", code="learns_again")


STEP = Step(90, _run)
