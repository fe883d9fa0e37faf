"""What is done from time to time: sweeping, keeping connections in step, tidying up, learning anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import structlog

from ...privacy import RedisKeys
from ..advice.learning import DRIFTED
from ..cohorts.analysing import KIND as WIN_LOSS
from ..results.keeping import RESULTS
from ..services import Services
from .signals import left_as_found, stop_on_signal

log = structlog.get_logger(__name__)

TURN = "that somebody did this of late"
KEYS = (
    RedisKeys("crm-ai:swept", TURN),
    RedisKeys("crm-ai:watched", TURN),
    RedisKeys("crm-ai:reported", TURN),
    RedisKeys("crm-ai:housekeeping", TURN),
    RedisKeys("crm-ai:rewording", TURN),
    RedisKeys("crm-ai:libraries:reminded", TURN),
)
INBOX_KEPT = timedelta(days=30)
"""Raw deliveries are kept for replay, then pruned: they hold personal data."""

ANSWERS_KEPT = timedelta(days=7)
"""A workflow that hears nothing asks again within days."""
NOTICES_KEPT = timedelta(days=90)
ALERTS_KEPT = timedelta(days=365)
"""Alerts that no longer hold; they show what was said and when."""

LEARNED_KEPT, LEARNED_NEWEST = timedelta(days=30), 10
"""What was learned every night: a month of it, the newest runs however old, and whatever serves."""

RELEARN_AFTER = timedelta(hours=24)
NOT_AGAIN_WITHIN = timedelta(hours=6)
"""Where chances no longer hold, learning comes sooner, but not over and over: it may take new deals to mend."""
UNINSTALLS_EVERY_S = 600
REWORD_EVERY_S = 1800
REMIND_EVERY_S = 86_400
PEOPLE_AT_ONCE = 500
PEOPLE_LEARNED_FROM = 3_000
REPORTS_EVERY_S = 60


def run_scheduler(services: Services) -> None:
    """Do the periodic work until told to stop."""
    with left_as_found():
        stop = stop_on_signal()
        while not stop.is_set():
            sweep_once(services)
            _guarded("opt-outs", lambda: erase_opt_outs(services))
            _guarded("housekeeping", lambda: keep_house(services))
            _guarded("keeping in step", services.keeping.run)
            _guarded("uninstalls", lambda: _uninstalls(services))
            _guarded("libraries", lambda: remind_of_libraries(services))
            _guarded("alerts", lambda: watch_once(services))
            _guarded("reports", lambda: report_once(services))
            _guarded("rewording", lambda: _reword(services))
            stop.wait(services.settings.events.sweep_s)


def sweep_once(services: Services) -> None:
    """Sweep, unless another process has done so within the sweeping interval."""

    def sweep() -> None:
        pause_ms = int(services.settings.events.sweep_s * 1000)
        if services.redis.set("crm-ai:swept", "1", nx=True, px=max(1, pause_ms - 50)):
            services.sweeper.run()

    _guarded("sweep", sweep)


def erase_opt_outs(services: Services) -> None:
    """Erase what was derived from people who, by the CRM, are not to be profiled any more."""
    for workspace in _workspaces(services):
        services.opting_out.erase_due(workspace)


def watch_once(services: Services) -> None:
    """Have the open deals of every workspace with alert rules looked at, unless somebody asked for it lately."""
    if not services.redis.set(
        "crm-ai:watched", "1", nx=True, px=int(services.settings.notices.every_s * 1000)
    ):
        return
    for workspace in _workspaces(services):
        with services.store.workspace(workspace) as session:
            wanted = any(rule.active for rule in session.alerts.rules())
        if wanted:
            services.dispatcher.watch(workspace)


def report_once(services: Services) -> None:
    """Have the reports made whose time has come, unless somebody looked within the minute."""
    if not services.redis.set("crm-ai:reported", "1", nx=True, ex=REPORTS_EVERY_S):
        return
    now = services.clock()
    for workspace in _workspaces(services):
        with services.store.workspace(workspace) as session:
            due = bool(session.report_schedules.due(now))
        if due:
            services.dispatcher.report(workspace)


def _workspaces(services: Services) -> list[str]:
    with services.store.system() as system:
        return [row.id for row in system.workspaces.list()]


def keep_house(services: Services) -> None:
    """Tidy up, keep personas in step and have everything learned anew that is due, at most every ten minutes."""
    if not services.redis.set("crm-ai:housekeeping", "1", nx=True, ex=600):
        return
    now = services.clock()
    with services.store.system() as system:
        system.inbox.prune(now - INBOX_KEPT)
        workspaces = [row.id for row in system.workspaces.list()]
    services.accounts.tidy()
    for workspace in workspaces:
        services.keeping.tidy(workspace)
        # Personas may be switched off, or one may fail to be made: the rest goes on.
        _guarded("personas", partial(_renew_people, services, workspace))
        services.sharing.tidy(workspace)
        with services.store.workspace(workspace) as session:
            session.notices.prune(now - NOTICES_KEPT)
            session.workflow_answers.prune(now - ANSWERS_KEPT)
            session.alerts.prune(now - ALERTS_KEPT)
            session.learned.prune(now - LEARNED_KEPT, LEARNED_NEWEST)
            session.report_schedules.prune(now)
        if services.settings.openai_api_key is not None and (cost := services.embedding_cost(workspace)):
            services.run_costs.log(workspace, cost, "vectors that texts lack")
            services.dispatcher.embed(workspace)
        # What half of the records say would be believed until tomorrow; the end of the load has it learned.
        if not _is_loading(services, workspace):
            _have_learned(services, workspace, now)


def _have_learned(services: Services, workspace: str, now: datetime) -> None:
    """Have learned anew from a workspace's records what is due."""
    for feature in services.registry.features_for("deal"):
        with services.store.workspace(workspace) as session:
            learned_at = session.learned.learned_at(feature.key)
        if _is_due(services, workspace, feature.key, learned_at, now):
            services.dispatcher.learn(workspace, feature.key)
            services.dispatcher.look_at_all(workspace)
    services.dispatcher.measure(workspace)
    with services.store.workspace(workspace) as session:
        studied_at = session.learned.learned_at(WIN_LOSS)
        looked_back_at = session.learned.learned_at(RESULTS)
    if (
        studied_at is None
        or studied_at < now - RELEARN_AFTER
        or _holds_forgotten(services, workspace, studied_at)
    ):
        services.dispatcher.study(workspace)
    if (
        looked_back_at is None
        or looked_back_at < now - RELEARN_AFTER
        or _holds_forgotten(services, workspace, looked_back_at)
    ):
        services.dispatcher.look_back(workspace)


def _is_loading(services: Services, workspace: str) -> bool:
    """Whether a connection is read for the first time, and that goes on: one that is stuck is waited for no longer."""
    with services.store.system() as system:
        rows = system.connections.list()
    own = [row.key for row in rows if row.workspace_id == workspace and row.status == "active"]
    with services.store.workspace(workspace) as session:
        states = [session.syncs.get(key) for key in own]
    return any(
        one.succeeded_at is None and one.started_at is not None and one.error_code is None for one in states
    )


def _is_due(
    services: Services, workspace: str, feature: str, learned_at: datetime | None, now: datetime
) -> bool:
    """Whether to learn anew: a day has passed, or chances no longer hold."""
    if learned_at is None or learned_at < now - RELEARN_AFTER:
        return True
    if _holds_forgotten(services, workspace, learned_at):
        return True
    if learned_at > now - NOT_AGAIN_WITHIN:
        return False
    return abs(services.learning.watch(workspace, feature)) > DRIFTED


def _holds_forgotten(services: Services, workspace: str, learned_at: datetime) -> bool:
    """Whether somebody was forgotten since something was learned."""
    with services.store.workspace(workspace) as session:
        erased_at = session.erasures.last_at()
    return erased_at is not None and learned_at < erased_at


def _renew_people(services: Services, workspace: str) -> None:
    """Keep personas in step with what people did, a bounded number at a time."""
    with services.store.workspace(workspace) as session:
        learned_at = session.learned.learned_at("persona")
    if (
        learned_at is None
        or learned_at < services.clock() - RELEARN_AFTER
        or _holds_forgotten(services, workspace, learned_at)
    ):
        services.person_building.learn(workspace, PEOPLE_LEARNED_FROM)
    services.person_building.refresh_due(workspace, PEOPLE_AT_ONCE)


def _reword(services: Services) -> None:
    if services.settings.openai_api_key is None:
        return
    if not services.redis.set("crm-ai:rewording", "1", nx=True, ex=REWORD_EVERY_S):
        return
    with services.store.system() as system:
        workspaces = [row.id for row in system.workspaces.list()]
    for workspace in workspaces:
        services.rewording.run(workspace)
        # Personas may be switched off, or one may fail to be made: the other workspaces have their turn.
        _guarded("rewording of personas", partial(services.person_rewording.run, workspace))


def _uninstalls(services: Services) -> None:
    if services.redis.set("crm-ai:uninstalls:looked", "1", nx=True, ex=UNINSTALLS_EVERY_S):
        services.uninstalled.look()


def remind_of_libraries(services: Services) -> None:
    """Say in the log, once a day, which libraries hold what has expired or is to be reviewed."""
    if not services.redis.set("crm-ai:libraries:reminded", "1", nx=True, ex=REMIND_EVERY_S):
        return
    with services.store.system() as system:
        workspaces = [row.id for row in system.workspaces.list()]
    for workspace in workspaces:
        expired, soon = services.objections.library.due_counts(workspace)
        if expired or soon:
            log.warning("library_due", workspace=workspace, expired=expired, soon=soon)


def _guarded(what: str, do: Callable[[], object]) -> None:
    try:
        do()
    except Exception as error:  # noqa: BLE001  # a sweeper that died unseen would leave work lying for good
        # Usually database or queue are away for the moment; the next round comes soon.
        log.warning("periodic_work_failed", what=what, error=type(error).__name__)
