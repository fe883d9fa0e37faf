"""Alert rules, and what they found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import delete, func, select, update

from ...errors import NotFoundError
from ..tables.alerts import AlertRuleTable, AlertTable
from .base import Query, Repository

AlertState = Literal["waiting", "sent"]


@dataclass(frozen=True)
class AlertRuleRow:
    """A rule. `round` counts its evaluations."""

    id: str
    name: str
    pattern: str
    rule: Mapping[str, Any]
    active: bool
    made_by: str
    round: int = 0
    evaluated_at: datetime | None = None
    error: str | None = None
    created_at: datetime | None = None


@dataclass(frozen=True)
class AlertRow:
    """A rule that fits a deal, for as long as it does. `reason`: why it waits, or why it never was sent."""

    id: str
    rule_id: str
    connection: str
    deal_id: str
    state: AlertState
    reason: str | None
    why: str
    figures: Mapping[str, Any]
    evidence: Sequence[Mapping[str, Any]] = field(repr=False)
    first_at: datetime | None = None
    sent_at: datetime | None = None
    cleared_at: datetime | None = None


class Alerts(Repository):
    """The rules of one workspace and what they found."""

    def put_rule(self, row: AlertRuleRow) -> None:
        """Store a rule, in place of one of its id; what it found stays as it is."""
        values = {
            "id": row.id,
            "name": row.name,
            "pattern": row.pattern,
            "rule": dict(row.rule),
            "active": row.active,
            "round": row.round,
            "made_by": row.made_by,
            "created_at": self._now(),
        }
        statement = self._insert(AlertRuleTable)
        changed = {name: getattr(statement.excluded, name) for name in ("name", "pattern", "rule", "active")}
        # An evaluation that goes on meanwhile goes by the old rule: it must not have the last word.
        changed |= {"round": AlertRuleTable.round + 1, "error": None}
        self._run(
            statement.on_conflict_do_update(index_elements=["workspace_id", "id"], set_=changed), [values]
        )

    def rule(self, id: str) -> AlertRuleRow:  # noqa: A002
        """Return one rule.

        Raises:
            NotFoundError: there is none.
        """
        row = self._run(_rules().where(AlertRuleTable.id == id)).one_or_none()
        if row is None:
            raise NotFoundError(f"there is no alert rule {id!r}")
        return AlertRuleRow(*row)

    def rules(self) -> Sequence[AlertRuleRow]:
        """Return all rules, oldest first."""
        return [AlertRuleRow(*row) for row in self._run(_rules().order_by(AlertRuleTable.id))]

    def remove_rule(self, id: str) -> bool:  # noqa: A002
        """Delete a rule and what it found. Returns False when there is no such rule."""
        self._run(delete(AlertTable).where(AlertTable.rule_id == id))
        return self._run(delete(AlertRuleTable).where(AlertRuleTable.id == id)).rowcount == 1

    def evaluated(self, id: str, round: int, error: str | None = None) -> bool:  # noqa: A002
        """Note an evaluation that began at `round`.

        Returns:
            False when somebody else evaluated or changed the rule meanwhile: then nothing may be done.
        """
        table = AlertRuleTable
        moved = update(table).where(table.id == id, table.round == round)
        values = {"round": round + 1, "evaluated_at": self._now(), "error": error}
        return self._run(moved.values(**values)).rowcount == 1

    def add(self, row: AlertRow) -> bool:
        """Store an alert. Returns False when the rule's alert on that deal is open already."""
        values = {
            "id": row.id,
            "rule_id": row.rule_id,
            "connection": row.connection,
            "deal_id": row.deal_id,
            "state": row.state,
            "reason": row.reason,
            "why": row.why,
            "figures": dict(row.figures),
            "evidence": [dict(one) for one in row.evidence],
            "first_at": row.first_at or self._now(),
            "sent_at": row.sent_at,
        }
        return self._insert_new(AlertTable, values)

    def sent(self, id: str, at: datetime) -> bool:  # noqa: A002
        """Note that a waiting alert is sent. Returns False when it does not wait."""
        table = AlertTable
        moved = update(table).where(table.id == id, table.state == "waiting", table.cleared_at.is_(None))
        return self._run(moved.values(state="sent", reason=None, sent_at=at)).rowcount == 1

    def waits(self, id: str, reason: str) -> bool:  # noqa: A002
        """Note why an alert waits. Returns False when it does not wait."""
        table = AlertTable
        return (
            self._run(
                update(table).where(table.id == id, table.state == "waiting").values(reason=reason)
            ).rowcount
            == 1
        )

    def clear(self, id: str, at: datetime) -> bool:  # noqa: A002
        """Note that the rule no longer fits the deal: from now on it may alert again."""
        table = AlertTable
        moved = update(table).where(table.id == id, table.cleared_at.is_(None))
        return self._run(moved.values(cleared_at=at)).rowcount == 1

    def get(self, id: str) -> AlertRow:  # noqa: A002
        """Return one alert.

        Raises:
            NotFoundError: there is none.
        """
        row = self._run(_alerts().where(AlertTable.id == id)).one_or_none()
        if row is None:
            raise NotFoundError(f"there is no alert {id!r}")
        return AlertRow(*row)

    def open_of(self, rule_id: str) -> Sequence[AlertRow]:
        """Return a rule's alerts whose deal it still fits."""
        table = AlertTable
        query = _alerts().where(table.rule_id == rule_id, table.cleared_at.is_(None)).order_by(table.id)
        return [AlertRow(*row) for row in self._run(query)]

    def list(
        self,
        *,
        rule_id: str | None = None,
        state: AlertState | None = None,
        deal: str | None = None,
        limit: int | None = None,
    ) -> Sequence[AlertRow]:
        """Return alerts, newest first."""
        table = AlertTable
        query = _alerts().order_by(table.id.desc()).limit(limit)
        for column, value in ((table.rule_id, rule_id), (table.state, state), (table.deal_id, deal)):
            if value is not None:
                query = query.where(column == value)
        return [AlertRow(*row) for row in self._run(query)]

    def sent_since(self, rule_id: str, since: datetime) -> int:
        """Return how many alerts of a rule were sent at `since` or later."""
        table = AlertTable
        query = select(func.count(table.id)).where(table.rule_id == rule_id, table.sent_at >= since)
        return int(self._session.scalar(query) or 0)

    def erase_contact(self, contact_id: str) -> int:
        """Drop evidence that is a person's record; returns how many alerts were changed."""
        named = [row for row in self.list() if any(_is_of(one, contact_id) for one in row.evidence)]
        for row in named:
            kept = [dict(one) for one in row.evidence if not _is_of(one, contact_id)]
            self._run(update(AlertTable).where(AlertTable.id == row.id).values(evidence=kept))
        return len(named)

    def prune(self, before: datetime) -> int:
        """Delete alerts that no longer fitted before; returns how many that were."""
        return self._run(delete(AlertTable).where(AlertTable.cleared_at < before)).rowcount


def _is_of(evidence: Mapping[str, Any], contact_id: str) -> bool:
    record = evidence.get("record") or {}
    return record.get("type") in {"contact", "deal_contact"} and contact_id in str(record.get("id")).split(
        ":"
    )


def _rules() -> Query:
    table = AlertRuleTable
    return select(
        table.id,
        table.name,
        table.pattern,
        table.rule,
        table.active,
        table.made_by,
        table.round,
        table.evaluated_at,
        table.error,
        table.created_at,
    )


def _alerts() -> Query:
    table = AlertTable
    return select(
        table.id,
        table.rule_id,
        table.connection,
        table.deal_id,
        table.state,
        table.reason,
        table.why,
        table.figures,
        table.evidence,
        table.first_at,
        table.sent_at,
        table.cleared_at,
    )
