"""What RQ calls, by name. Arguments are strings and numbers; everything else is looked up."""

from __future__ import annotations

import time

import structlog

from ..errors import CrmAiError
from ..settings import Settings
from .services import Services

log = structlog.get_logger(__name__)

MAX_COALESCE_WAIT_S = 2.0
EMBED_SLICE_S = 60.0
MEASURED_AT_ONCE = 300
"""Deals per job: a few seconds, after which an event may have its turn."""

_of_this_process: Services | None = None


def services() -> Services:
    """Return this worker process's services; RQ passes functions no context, so they live here."""
    global _of_this_process  # noqa: PLW0603
    if _of_this_process is None:
        _of_this_process = Services(Settings.load())
    return _of_this_process


def use(built: Services) -> None:
    """Let jobs of this process use `built` (workers call it once, tests too)."""
    global _of_this_process  # noqa: PLW0603
    _of_this_process = built


def drain_inbox() -> None:
    """Parse what the receivers accepted."""
    s = services()
    s.dispatcher.started("drain")
    done = s.drain.run()
    if done.deliveries:
        log.info("drained", deliveries=done.deliveries, events=done.events, subjects=done.subjects)


def refresh(workspace: str, connection: str, kind: str, id_: str, due: float = 0.0) -> None:
    """Bring the advice for one subject up to date and write it back."""
    s = services()
    key = (workspace, connection, kind, id_)
    # The usual coalescing window is shorter than one call to a CRM: waiting here is cheaper than a timer
    # elsewhere. A longer one is left to the sweeper.
    wait = due - s.clock().timestamp()
    if 0 < wait <= MAX_COALESCE_WAIT_S:
        time.sleep(wait)
    s.dispatcher.started_refresh(key)
    # A job queued before the last try failed would ask whoever said "later" at once; the sweeper sends one in time.
    if wait > MAX_COALESCE_WAIT_S or s.refreshing.is_put_back(key):
        return
    insights = s.refreshing.work(key)
    if insights:
        log.info("refreshed", kind=kind, versions=len(insights))


def renew_people(workspace: str, connection: str, kind: str, id_: str) -> None:
    """Bring the personas of a contact, or of those on a deal, up to date."""
    s = services()
    key = (workspace, connection, kind, id_)
    s.dispatcher.started("people:" + "|".join(key))
    if not s.person_building.follow(key):
        s.dispatcher.renew_people(key)


def deliver(workspace: str, delivery_id: str) -> None:
    """Carry out one delivery that an earlier worker left behind."""
    s = services()
    s.dispatcher.started(f"deliver:{delivery_id}")
    s.delivering.deliver(workspace, delivery_id)


def learn(workspace: str, feature: str) -> None:
    """Let a feature learn from the workspace's history."""
    s = services()
    s.dispatcher.started(f"learn:{workspace}:{feature}")
    s.learning.run(workspace, feature)


def measure(workspace: str) -> None:
    """Measure some closed deals as they stood; the rest is another job, behind what is more urgent."""
    s = services()
    s.dispatcher.started(f"measure:{workspace}")
    if s.measuring.closed(workspace, most=MEASURED_AT_ONCE) == MEASURED_AT_ONCE:
        s.dispatcher.measure(workspace)


def look_at_all(workspace: str) -> None:
    """Measure and score every open deal as it stands."""
    s = services()
    s.dispatcher.started(f"look_at_all:{workspace}")
    moved = s.nightly.run(workspace)
    log.info("looked_at_all", moved=moved)


def look_back(workspace: str) -> None:
    """Find what came of advice and keep it, so that whoever asks is answered at once."""
    s = services()
    s.dispatcher.started(f"look_back:{workspace}")
    s.results.keep(workspace)


def analyse(workspace: str, job_id: str, question: str) -> None:
    """Answer a question about many deals that takes longer than somebody waits."""
    s = services()
    s.dispatcher.started(f"analyse:{workspace}:{job_id}")
    s.analyses.run(workspace, job_id, question)


def study(workspace: str) -> None:
    """Study a workspace's deals as a whole, so that a question about some of them is answered at once."""
    s = services()
    s.dispatcher.started(f"study:{workspace}")
    s.win_loss.study(workspace)


def sync(workspace: str, connection: str) -> None:
    """Go on with a connection's sync for one slice; the rest is another job, behind what is more urgent."""
    s = services()
    s.dispatcher.started(f"sync:{workspace}:{connection}")
    before = s.syncing.state(workspace, connection)
    state = s.syncing.step(workspace, connection)
    if state.mode is not None and state.error_code is None and state.lease_until is None:
        s.dispatcher.sync(workspace, connection)
    elif state.mode is None and state.succeeded_at != before.succeeded_at:
        log.info("synced", connection=connection)
        if before.succeeded_at is None:
            # Until then there was nothing to learn from.
            for feature in s.registry.features_for("deal"):
                s.dispatcher.learn(workspace, feature.key)
            s.dispatcher.measure(workspace)
            s.dispatcher.study(workspace)


def keep_alive(workspace: str, connection: str) -> None:
    """Use the access of a connection that nobody has used for long, before it dies of that."""
    s = services()
    s.dispatcher.started(f"keep_alive:{workspace}:{connection}")
    s.keeping.keep_alive(workspace, connection)


def notify(workspace: str, notice_id: str) -> None:
    """Deliver one notice."""
    s = services()
    s.dispatcher.started(f"notify:{notice_id}")
    s.notifying.deliver(workspace, notice_id)


def forget(workspace: str, erasure_id: str) -> None:
    """Go on with an erasure that waits for a CRM, or that an earlier worker left behind."""
    s = services()
    s.dispatcher.started(f"forget:{erasure_id}")
    done = s.forgetting.run(workspace, erasure_id)
    log.info("erased", erasure=erasure_id, state=done.state)


def watch(workspace: str) -> None:
    """Hold the open deals of a workspace against its alert rules."""
    s = services()
    s.dispatcher.started(f"watch:{workspace}")
    s.alerting.run(workspace)


def report(workspace: str) -> None:
    """Make the reports of a workspace whose time has come."""
    s = services()
    s.dispatcher.started(f"report:{workspace}")
    s.scheduling.run(workspace)


def embed(workspace: str) -> None:
    """Give a workspace's texts the vectors they lack, for one slice; the rest is another job."""
    s = services()
    s.dispatcher.started(f"embed:{workspace}")
    try:
        done = s.embedding.run(workspace, seconds=EMBED_SLICE_S)
    except CrmAiError as error:
        # The scheduler asks again; until all have their vectors the local index answers.
        log.warning("embedding_stopped", code=error.code)
        return
    if done.left:
        s.dispatcher.embed(workspace)
