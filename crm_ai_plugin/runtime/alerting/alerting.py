"""Holds the open deals of a workspace against its rules, and says what is new.

An evaluation looks first and writes then, in one transaction that only goes through if nobody evaluated or changed the
rule meanwhile: killed before, it never was; killed after, notices and tasks lie in the database and are delivered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import structlog

from ...alerts.deciding import Decision, OpenAlert, decide
from ...alerts.pattern import Finding
from ...alerts.patterns import patterns
from ...alerts.rule import TASK, AlertRule
from ...alerts.watched import DealKey
from ...errors import CrmAiError, PluginLoadError, UserInputError
from ...ports.connector import Capability
from ...records import Deal
from ...store import AlertRow, AlertRuleRow, OutboxRow, WorkspaceSession, new_id
from ..narrowing import selection_of
from ..notifying.contents.alert import KIND as ALERT
from .looking import Looking
from .rules import checked, options_of

if TYPE_CHECKING:
    from ..services import Services

log = structlog.get_logger(__name__)

_DUE_IN = timedelta(days=1)


@dataclass
class Evaluated:
    """What an evaluation of one rule came to. `error` says why it came to nothing."""

    rule_id: str
    name: str
    found: Mapping[DealKey, Finding] = field(default_factory=dict)
    said: Sequence[str] = ()
    """Ids of alerts that were said now."""
    held: Mapping[DealKey, str] = field(default_factory=dict)
    """What has to wait, with the reason."""
    cleared: int = 0
    error: str | None = None


@dataclass(frozen=True)
class Alerting:
    """Alerts of a workspace."""

    services: Services

    def run(self, workspace: str) -> list[Evaluated]:
        """Evaluate every active rule; a rule that fails says so and the others go on."""
        with self.services.store.workspace(workspace) as session:
            rules = [row for row in session.alerts.rules() if row.active]
        if not rules:
            return []
        done = []
        found = self._look(workspace, {row.id: AlertRule.model_validate(row.rule) for row in rules})
        for row in rules:
            result = self._apply(workspace, row, found[row.id])
            if result is not None:
                done.append(result)
        return done

    def preview(self, workspace: str, given: Mapping[str, Any]) -> Evaluated:
        """Return what a rule would find and say now; nothing is stored and nobody is told.

        Raises:
            UserInputError: the rule can't be, and why.
        """
        rule, id_ = checked(given), "preview"
        found = self._look(workspace, {id_: rule})[id_]
        if isinstance(found, str):
            return Evaluated(id_, rule.name, error=found)
        decision = decide(rule, found, (), self.services.clock(), 0)
        return Evaluated(id_, rule.name, found, held=dict(decision.hold))

    def fire(self, workspace: str, rule_id: str) -> Evaluated | None:
        """Evaluate one rule now; None when somebody else did at the same time.

        Raises:
            NotFoundError: there is no such rule.
        """
        with self.services.store.workspace(workspace) as session:
            row = session.alerts.rule(rule_id)
        found = self._look(workspace, {row.id: AlertRule.model_validate(row.rule)})[row.id]
        return self._apply(workspace, row, found)

    def _look(
        self, workspace: str, rules: Mapping[str, AlertRule]
    ) -> dict[str, dict[DealKey, Finding] | str]:
        """Return findings by rule, or why there are none."""
        looking = Looking(self.services, workspace)
        around = looking.surroundings()
        found: dict[str, dict[DealKey, Finding] | str] = {id_: {} for id_ in rules}
        inside: dict[str, frozenset[DealKey]] = {}
        for id_, rule in rules.items():
            if rule.where is not None:
                try:
                    inside[id_] = looking.members(rule.where, around)
                except UserInputError as error:
                    found[id_] = f"where: {error.user_message}"
        for deal in looking.deals():
            for id_, rule in rules.items():
                so_far = found[id_]
                if isinstance(so_far, str) or deal.key not in inside.get(id_, (deal.key,)):
                    continue
                try:
                    one = patterns()[rule.pattern].look(deal, around, options_of(rule))
                except CrmAiError as error:
                    found[id_] = error.user_message
                except Exception as error:  # noqa: BLE001  # one rule must not silence the others
                    log.warning("alert_rule_failed", rule=id_, error=type(error).__name__)
                    found[id_] = f"failed unexpectedly ({type(error).__name__})"
                else:
                    if one is not None and one.proof:
                        so_far[deal.key] = one
        return found

    def _apply(
        self, workspace: str, row: AlertRuleRow, found: dict[DealKey, Finding] | str
    ) -> Evaluated | None:
        rule, now = AlertRule.model_validate(row.rule), self.services.clock()
        if isinstance(found, str):
            with self.services.store.workspace(workspace) as session:
                session.alerts.evaluated(row.id, row.round, found)
            return Evaluated(row.id, rule.name, error=found)
        tasks, notices, said = [], [], []
        writers = self._writers(workspace) if TASK in rule.deliver else frozenset()
        with self.services.store.workspace(workspace) as session:
            if not session.alerts.evaluated(row.id, row.round):
                return None
            known = [
                OpenAlert(one.id, (one.connection, one.deal_id), one.state, one.reason)
                for one in session.alerts.open_of(row.id)
            ]
            sent = session.alerts.sent_since(row.id, rule.week_began(now))
            decision = decide(rule, found, known, now, sent)
            for alert in self._stored(session, row.id, found, known, decision):
                said.append(alert.id)
                channels = [place for place in rule.deliver if place != TASK]
                notices += self.services.notifying.add(session, channels, ALERT, alert.id, alert.id)
                if alert.connection in writers:
                    deal = next(iter(session.records.fetch(alert.connection, Deal, [alert.deal_id])), None)
                    task = _task(rule, alert, now + _DUE_IN, deal.owner_id if deal else None)
                    tasks += [task.id] if session.outbox.add(task) else []
        for task_id in tasks:
            self.services.dispatcher.deliver(workspace, task_id)
        self.services.notifying.hand_out(workspace, notices)
        if said:
            log.info("alerts_said", rule=row.id, count=len(said))
        return Evaluated(row.id, rule.name, found, said, dict(decision.hold), len(decision.clear), error=None)

    def _stored(
        self,
        session: WorkspaceSession,
        rule_id: str,
        found: Mapping[DealKey, Finding],
        known: Sequence[OpenAlert],
        decision: Decision,
    ) -> list[AlertRow]:
        """Store what was decided; returns the alerts to be said."""
        now = self.services.clock()
        for id_ in decision.clear:
            session.alerts.clear(id_, now)
        for id_, reason in decision.keep:
            session.alerts.waits(id_, reason)
        for key, reason in decision.hold:
            session.alerts.add(_row(rule_id, key, found[key], "waiting", reason))
        said = []
        for key in decision.say:
            row = _row(rule_id, key, found[key], "sent", None)
            said += [row] if session.alerts.add(AlertRow(**{**vars(row), "sent_at": now})) else []
        said += [session.alerts.get(id_) for id_ in decision.release if session.alerts.sent(id_, now)]
        return said

    def _writers(self, workspace: str) -> frozenset[str]:
        """Return the connections in which a task can be made."""
        if not self.services.settings.write_back.tasks:
            return frozenset()
        with self.services.store.system() as system:
            rows = system.connections.list(workspace)
        return frozenset(
            row.key
            for row in rows
            if self.services.connections.is_live(row)
            and "task" not in selection_of(row).unwritten
            and self._writes_tasks(row.connector)
        )

    def _writes_tasks(self, connector: str) -> bool:
        try:
            return Capability.WRITES_TASKS in self.services.registry.connector(connector).capabilities
        except (CrmAiError, PluginLoadError):
            return False


def _row(rule_id: str, key: DealKey, found: Finding, state: Any, reason: str | None) -> AlertRow:  # noqa: ANN401  # a literal
    connection, deal_id = key
    evidence = [
        {
            "record": one.record.model_dump(mode="json"),
            "what": one.what,
            "at": one.at.isoformat() if one.at else None,
        }
        for one in found.proof
    ]
    return AlertRow(
        id=new_id("alr"),
        rule_id=rule_id,
        connection=connection,
        deal_id=deal_id,
        state=state,
        reason=reason,
        why=found.why,
        figures=dict(found.figures),
        evidence=evidence,
    )


def _task(rule: AlertRule, alert: AlertRow, due: datetime, owner: str | None) -> OutboxRow:
    command = {
        "subject": patterns()[rule.pattern].label,
        "body_text": f"{alert.why}\n\nFound by the alert rule “{rule.name}”.",
        "due": due.date().isoformat(),
        "owner_id": owner,
    }
    return OutboxRow(
        id=new_id("dlv"),
        connection=alert.connection,
        insight_id=None,
        action="task",
        target_type="deal",
        target_id=alert.deal_id,
        key=f"task.{alert.id}",
        command=command,
        kind=ALERT,
    )
