"""Puts jobs on the queue; knows their names and nothing of what they do.

The database is the truth about what is to be done, the queue only says "look". So a job that is queued
already is not queued again: a guard key stands while one waits, and the job takes it down before it looks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.serializers import JSONSerializer

from ..privacy import RedisKeys

log = structlog.get_logger(__name__)

GUARDS = RedisKeys(
    "crm-ai:queued:",
    "that a job is queued, named after what it is about",
    personal=True,
    lives="15 s to minutes",
)
QUEUE = RedisKeys(
    "rq:",
    "jobs: names and ids of what is to be looked at, and what failed of late",
    personal=True,
    lives="a day, where a job failed",
)

JOBS = "crm_ai_plugin.runtime.jobs"
HIGH, NORMAL, LOW = "crm-ai-high", "crm-ai", "crm-ai-low"
QUEUES = (HIGH, NORMAL, LOW)
PROMPT = (HIGH, NORMAL)
"""What somebody waits for: jobs of a second or so."""
GUARD_S = 15.0
"""Life of a guard: bounds how long a job that was lost with its worker keeps others from being queued."""

WorkKey = tuple[str, str, str, str]
"""(workspace, connection, subject type, subject id)"""


@dataclass(frozen=True)
class Dispatcher:
    """Enqueues jobs by name with strings as arguments.

    Drains, refreshes, deliveries and syncs that can't be queued because Redis is away are not an error: the
    database knows of them, and the sweeper says "look" again.
    """

    redis: Redis
    guard_s: float = GUARD_S

    def drain_inbox(self) -> None:
        """Have somebody read the inbox. One Redis command when that is queued already."""
        self._look("drain", NORMAL, "drain_inbox", ())

    def refresh(self, key: WorkKey, due_at: datetime | None = None, *, urgent: bool = False) -> None:
        """Have somebody refresh a subject, not before `due_at`."""
        due = due_at.timestamp() if due_at else 0.0
        # An urgent one has a guard of its own: it must not wait behind the one that is queued already.
        guard = ("urgent:" if urgent else "refresh:") + "|".join(key)
        self._look(guard, HIGH if urgent else NORMAL, "refresh", (*key, due))

    def renew_people(self, key: WorkKey) -> None:
        """Have somebody renew the personas of a contact, or of those on a deal, whose records have just come."""
        self._look("people:" + "|".join(key), NORMAL, "renew_people", key)

    def deliver(self, workspace: str, delivery_id: str) -> None:
        """Have somebody carry out a delivery."""
        self._look(f"deliver:{delivery_id}", NORMAL, "deliver", (workspace, delivery_id))

    def learn(self, workspace: str, feature: str) -> None:
        """Have somebody compute what a workspace's history teaches."""
        self._once(f"learn:{workspace}:{feature}", LOW, "learn", (workspace, feature))

    def measure(self, workspace: str) -> None:
        """Have somebody go on measuring closed deals as they stood."""
        self._look(f"measure:{workspace}", LOW, "measure", (workspace,))

    def look_at_all(self, workspace: str) -> None:
        """Have somebody measure and score the open deals as they stand."""
        self._look(f"look_at_all:{workspace}", LOW, "look_at_all", (workspace,))

    def study(self, workspace: str) -> None:
        """Have somebody study a workspace's deals as a whole."""
        self._once(f"study:{workspace}", LOW, "study", (workspace,))

    def look_back(self, workspace: str) -> None:
        """Have somebody find what came of advice."""
        self._once(f"look_back:{workspace}", LOW, "look_back", (workspace,))

    def analyse(self, workspace: str, job_id: str, question: str) -> None:
        """Have somebody answer a question about many deals."""
        self._once(f"analyse:{workspace}:{job_id}", NORMAL, "analyse", (workspace, job_id, question))

    def sync(self, workspace: str, connection: str) -> None:
        """Have somebody go on with a sync that was asked for."""
        self._look(f"sync:{workspace}:{connection}", LOW, "sync", (workspace, connection))

    def embed(self, workspace: str) -> None:
        """Have somebody give a workspace's texts the vectors they lack."""
        self._look(f"embed:{workspace}", LOW, "embed", (workspace,))

    def keep_alive(self, workspace: str, connection: str) -> None:
        """Have somebody use a connection's access before it dies of disuse."""
        self._look(f"keep_alive:{workspace}:{connection}", LOW, "keep_alive", (workspace, connection))

    def notify(self, workspace: str, notice_id: str) -> None:
        """Have somebody deliver a notice."""
        self._look(f"notify:{notice_id}", NORMAL, "notify", (workspace, notice_id))

    def forget(self, workspace: str, erasure_id: str) -> None:
        """Have somebody go on with forgetting a person."""
        self._look(f"forget:{erasure_id}", LOW, "forget", (workspace, erasure_id))

    def watch(self, workspace: str) -> None:
        """Have somebody hold the open deals against the alert rules."""
        self._look(f"watch:{workspace}", LOW, "watch", (workspace,))

    def report(self, workspace: str) -> None:
        """Have somebody make the reports whose time has come."""
        self._look(f"report:{workspace}", LOW, "report", (workspace,))

    def started(self, *guards: str) -> None:
        """Take guards down; each job calls it before it looks into the database."""
        self.redis.delete(*(f"crm-ai:queued:{guard}" for guard in guards))

    def started_refresh(self, key: WorkKey) -> None:
        """Take the guards of a refresh down."""
        name = "|".join(key)
        self.started(f"refresh:{name}", f"urgent:{name}")

    def _look(self, guard: str, queue: str, job: str, args: tuple[object, ...]) -> None:
        try:
            self._once(guard, queue, job, args)
        except RedisError as error:
            log.warning("queue_unreachable", job=job, error=type(error).__name__)

    def _once(self, guard: str, queue: str, job: str, args: tuple[object, ...]) -> None:
        if self.redis.set(f"crm-ai:queued:{guard}", "1", nx=True, px=int(self.guard_s * 1000)):
            Queue(queue, connection=self.redis, serializer=JSONSerializer).enqueue_call(
                f"{JOBS}.{job}", args=args, timeout=600, result_ttl=0, failure_ttl=86_400
            )
