"""Jobs that wait, and keys that are named after whom they are about."""

from __future__ import annotations

from collections.abc import Iterator

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq.exceptions import NoSuchJobError
from rq.job import Job
from rq.serializers import JSONSerializer

from ...dispatch import GUARDS, QUEUE
from ..errand import Errand, Part, Step

log = structlog.get_logger(__name__)


def _run(errand: Errand) -> Iterator[Part]:
    if errand.queue is None:
        yield Part("queue", code="queue_not_running")
        return
    redis = errand.queue.redis
    names = [(errand.workspace, connection, "contact", id_) for connection, id_ in errand.person.contacts]
    try:
        guards = {
            f"{GUARDS.prefix}{kind}:{'|'.join(name)}" for name in names for kind in ("refresh", "urgent")
        }
        removed = int(redis.delete(*sorted(guards)) or 0) if guards else 0
        for key in redis.scan_iter(f"{QUEUE.prefix}job:*", count=500):
            removed += _forget(redis, key.decode().removeprefix(f"{QUEUE.prefix}job:"), names)
    except RedisError as error:
        log.warning("queue_unreachable", error=type(error).__name__)
        yield Part("queue", state="pending", code="queue_unreachable")
        return
    yield Part("queue", removed)


def _forget(redis: Redis, job_id: str, names: list[tuple[str, str, str, str]]) -> int:
    try:
        job = Job.fetch(job_id, connection=redis, serializer=JSONSerializer)
        about = tuple(str(one) for one in job.args[:4])
    except (NoSuchJobError, ValueError, TypeError, KeyError, UnicodeDecodeError):
        return 0
    if about not in names:
        return 0
    job.delete(remove_from_queue=True)
    return 1


STEP = Step(10, _run)
