"""The last events of each workspace, in Redis for all processes; what is kept in the database goes on without it.

A stream per workspace holds what happened within the hour, so that whoever was away catches up by the last id they saw;
a channel says to all processes that there is something new. One script does both, so that no event is in one and not
in the other.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote

import structlog
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from ...ports.clock import Clock
from ...privacy import RedisKeys
from ...store import Change, Store
from ...store.ids import made_at
from . import events
from .events import LiveEvent

log = structlog.get_logger(__name__)

KEYS = RedisKeys(
    "crm-ai:live:", "which insights, jobs and syncs moved of late, by ids", personal=True, lives="an hour"
)
CHANNEL = "crm-ai:live:told"
LIFE = timedelta(hours=1)
MOST_KEPT = 2_000
MOST_AT_ONCE = 500
"""More than that were missed: it is quicker to fetch everything again."""
QUIET_S = 5.0
"""How long publishing rests after Redis could not be reached: commits must not wait for it over and over."""
LOOK_EVERY_S = 0.3
"""How often whoever follows looks whether to stop."""
OVERLAP = timedelta(seconds=10)
"""A transaction may commit that much later than the id it wrote was made."""


def client(url: str) -> Redis:
    """Return a client for telling and following: one that gives up soon, for commits wait for it."""
    return Redis.from_url(
        url,
        socket_connect_timeout=0.5,
        socket_timeout=1.0,
        retry=Retry(NoBackoff(), 1),
        health_check_interval=30,
    )


_PUBLISH = """
for number = 5, #ARGV do
  local id = redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[3], '*', 'e', ARGV[number])
  redis.call('PUBLISH', ARGV[1], cjson.encode({ARGV[2], id, ARGV[number]}))
end
redis.call('PEXPIRE', KEYS[1], ARGV[4])
"""
_SINCE = """
if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('XADD', KEYS[1], '*', 'begins', '1') end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
local missed = {}
if ARGV[2] ~= '' then missed = redis.call('XRANGE', KEYS[1], '(' .. ARGV[2], '+', 'COUNT', ARGV[3]) end
return {redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1][1],
        redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1][1], missed}
"""


@dataclass(frozen=True)
class Missed:
    """What happened since an id.

    Attributes:
        events: Oldest first; one may come twice.
        at: Where to go on from.
        resync: Whether something may be missing: everything has to be fetched again.
    """

    events: Sequence[LiveEvent]
    at: str
    resync: bool = False


@dataclass
class LiveFeed:
    """Publishes and reads events."""

    redis: Redis
    store: Store
    clock: Clock
    _resting_until: float = field(default=0.0, repr=False)

    def heard(self, workspace: str, changes: Sequence[Change]) -> None:
        """Publish what a transaction changed; the store calls it after the commit."""
        self._publish(workspace, [events.of_change(workspace, one) for one in changes])

    def job_moved(
        self,
        workspace: str,
        job: str,
        state: str,
        error_code: str | None = None,
        step: Mapping[str, Any] | None = None,
    ) -> None:
        """Publish how far a job is."""
        data: dict[str, Any] = {"job": job, "state": state, "error_code": error_code}
        if step is not None:
            data["step"] = step
        self._publish(workspace, [(events.topic("job", job), data)])

    def since(self, workspace: str, after: str | None) -> Missed:
        """Return what happened after an event.

        Args:
            workspace: Where.
            after: Its id; None: only where to begin is asked for.

        Raises:
            RetryableError: neither Redis nor the database can say.
        """
        try:
            return self._from_redis(workspace, after)
        except RedisError as error:
            log.info("live_from_database", error=type(error).__name__)
            return self.from_database(workspace, after)

    def lately(self, workspace: str, seconds: float) -> Missed:
        """Return what happened in the last seconds, for whoever asked for what they show before they began to listen.

        Args:
            workspace: Where.
            seconds: How long ago they asked; well below an hour.

        Raises:
            RetryableError: neither Redis nor the database can say.
        """
        try:
            # Ids are of its clock.
            whole, micro = self.redis.time()
            return self._from_redis(workspace, _id_at(whole + micro / 1e6 - seconds), began_ok=True)
        except RedisError as error:
            log.info("live_from_database", error=type(error).__name__)
            return self.from_database(workspace, _id_at(self.clock().timestamp() - seconds))

    def from_database(self, workspace: str, after: str | None) -> Missed:
        """Return the insights that were kept after an event; of jobs and syncs nothing is known."""
        now = self.clock()
        at = _id_at(now.timestamp())
        known = events.order(after) if after is not None else None
        if after is not None and known is None:
            return Missed((), at, resync=True)
        if known is None:
            return Missed((), at)
        moment = datetime.fromtimestamp(known[0] / 1000, UTC)
        if now - moment > LIFE:
            return Missed((), at, resync=True)
        with self.store.workspace(workspace) as session:
            rows = session.insights.kept_since(moment - OVERLAP, MOST_AT_ONCE + 1)
        if len(rows) > MOST_AT_ONCE:
            return Missed((), at, resync=True)
        return Missed([_of_row(row) for row in rows], at)

    def _from_redis(self, workspace: str, after: str | None, *, began_ok: bool = False) -> Missed:
        """Return what happened after an event; `began_ok`: before the first that is kept nothing happened."""
        given = after if after is not None and events.order(after) is not None else ""
        script: Any = self.redis.register_script(_SINCE)
        arguments = (_milliseconds(LIFE), given, MOST_AT_ONCE + 1)
        first, last, missed = script(keys=[_key(workspace)], args=arguments)
        at = last.decode()
        if after is None:
            return Missed((), at)
        begins, known = events.order(first.decode()), events.order(after)
        if known is None or begins is None or len(missed) > MOST_AT_ONCE or (begins > known and not began_ok):
            return Missed((), at, resync=True)
        return Missed(list(_kept(missed)), at)

    def _publish(self, workspace: str, told: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
        if time.monotonic() < self._resting_until:
            return
        written = [events.written(topic, data) for topic, data in told]
        try:
            script: Any = self.redis.register_script(_PUBLISH)
            arguments = (CHANNEL, workspace, MOST_KEPT, _milliseconds(LIFE), *written)
            script(keys=[_key(workspace)], args=arguments)
        except RedisError as error:
            # What changed is committed; whoever looks finds it when they ask.
            log.warning("live_unreachable", error=type(error).__name__)
            self._resting_until = time.monotonic() + QUIET_S


def forget(redis: Redis, workspace: str, contact_ids: Collection[str]) -> int:
    """Take events out that name contacts; returns how many. Whoever has missed them finds nothing by them anyway.

    Raises:
        RedisError: it can't be reached.
    """
    rows: Any = redis.xrange(_key(workspace))
    named = [event_id for event_id, fields in rows if b"e" in fields and _names(fields[b"e"], contact_ids)]
    return int(redis.xdel(_key(workspace), *named) or 0) if named else 0


def _names(text: bytes, contact_ids: Collection[str]) -> bool:
    event_topic, data = json.loads(text)
    subject = data.get("subject") or {}
    if subject.get("type") == "contact" and subject.get("id") in contact_ids:
        return True
    # A job is named after what it looks at; one too many that goes is missed by nobody.
    ended = f"{unquote(event_topic)}:"
    return any(f":{one}:" in ended for one in contact_ids)


@dataclass
class Following:
    """Follows the channel in this thread, until told to stop.

    Yields (workspace, event); None once whenever following begins or begins anew, for then some may have been missed;
    and an exception while nobody can be followed.
    """

    redis: Redis
    stop: threading.Event
    pause_s: float = 1.0
    """Between two tries to reach it."""

    def __iter__(self) -> Iterator[tuple[str, LiveEvent] | RedisError | None]:
        while not self.stop.is_set():
            try:
                with self.redis.pubsub() as channel:  # type: ignore[no-untyped-call]
                    channel.subscribe(CHANNEL)
                    yield from self._messages(channel)
            except RedisError as error:
                yield error
                self.stop.wait(self.pause_s)

    def _messages(self, channel: Any) -> Iterator[tuple[str, LiveEvent] | None]:  # noqa: ANN401  # redis-py's
        while not self.stop.is_set():
            message = channel.get_message(timeout=LOOK_EVERY_S)
            if message is None:
                continue
            if message["type"] == "subscribe":
                yield None
            elif message["type"] == "message":
                workspace, event_id, text = json.loads(message["data"])
                yield workspace, events.read(event_id, text)


def _kept(rows: Sequence[Any]) -> Iterator[LiveEvent]:
    for event_id, fields in rows:
        pairs = dict(zip(fields[::2], fields[1::2], strict=True))
        if b"e" in pairs:
            yield events.read(event_id.decode(), pairs[b"e"])


def _of_row(row: tuple[str, str, str, str, str, int]) -> LiveEvent:
    id_, kind, subject_type, subject_id, connection, version = row
    data = {
        "kind": kind,
        "subject": {"type": subject_type, "id": subject_id},
        "version": version,
        "insight": id_,
        "connection": connection,
    }
    at = int(made_at(id_).timestamp() * 1000)
    return LiveEvent(f"{at}-0", events.topic("insight", kind, subject_type, subject_id), data)


def _key(workspace: str) -> str:
    return f"{KEYS.prefix}{{{workspace}}}"


def _id_at(seconds: float) -> str:
    return f"{int(seconds * 1000)}-0"


def _milliseconds(span: timedelta) -> int:
    return int(span.total_seconds() * 1000)
