"""Alert rules for people: making, changing and removing them, and what they found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from ...alerts.pattern import Pattern, PatternOptions
from ...alerts.patterns import patterns
from ...alerts.rule import TASK, AlertRule
from ...errors import NotFoundError, UserInputError
from ...ports.clock import Clock
from ...store import AlertRow, AlertRuleRow, AlertState, Store, WorkspaceSession, new_id

MOST_RULES = 100


@dataclass(frozen=True)
class RuleView:
    """A stored rule."""

    id: str
    rule: AlertRule
    evaluated_at: datetime | None
    error: str | None
    made_by: str
    created_at: datetime | None


@dataclass(frozen=True)
class AlertRules:
    """The alert rules of a workspace."""

    store: Store
    clock: Clock

    def patterns(self) -> Sequence[Pattern]:
        """Return what can be looked for."""
        return list(patterns().values())

    def add(self, workspace: str, given: Mapping[str, Any], by: str) -> RuleView:
        """Store a new rule.

        Raises:
            UserInputError: it can't be, and why.
        """
        id_ = new_id("rul")
        with self.store.workspace(workspace) as session:
            if len(session.alerts.rules()) >= MOST_RULES:
                raise UserInputError(f"a workspace has at most {MOST_RULES} alert rules", code="too_many")
            self._put(session, id_, checked(given), by)
            session.audit.add(by, "alert_rule_added", id_)
            return _view(session.alerts.rule(id_))

    def change(self, workspace: str, rule_id: str, given: Mapping[str, Any], by: str) -> RuleView:
        """Replace a rule; what it found so far stays said.

        Raises:
            NotFoundError: there is none.
            UserInputError: it can't be, and why.
        """
        with self.store.workspace(workspace) as session:
            session.alerts.rule(rule_id)
            self._put(session, rule_id, checked(given), by)
            session.audit.add(by, "alert_rule_changed", rule_id)
            return _view(session.alerts.rule(rule_id))

    def get(self, workspace: str, rule_id: str) -> RuleView:
        """Return a rule.

        Raises:
            NotFoundError: there is none.
        """
        with self.store.workspace(workspace) as session:
            return _view(session.alerts.rule(rule_id))

    def list(self, workspace: str) -> Sequence[RuleView]:
        """Return all rules, oldest first."""
        with self.store.workspace(workspace) as session:
            return [_view(row) for row in session.alerts.rules()]

    def remove(self, workspace: str, rule_id: str, by: str) -> None:
        """Delete a rule and what it found.

        Raises:
            NotFoundError: there is none.
        """
        with self.store.workspace(workspace) as session:
            if not session.alerts.remove_rule(rule_id):
                raise NotFoundError(f"there is no alert rule {rule_id!r}")
            session.audit.add(by, "alert_rule_removed", rule_id)

    def found(
        self,
        workspace: str,
        *,
        rule: str | None = None,
        state: AlertState | None = None,
        deal: str | None = None,
        limit: int = 100,
    ) -> Sequence[AlertRow]:
        """Return what rules found, said or not, newest first."""
        with self.store.workspace(workspace) as session:
            return session.alerts.list(rule_id=rule, state=state, deal=deal, limit=limit)

    def _put(self, session: WorkspaceSession, id_: str, rule: AlertRule, by: str) -> None:
        for place in rule.deliver:
            if place != TASK:
                try:
                    session.channels.get(place)
                except NotFoundError:
                    raise UserInputError(
                        f"deliver: there is no channel {place!r}",
                        code="channel_unknown",
                        hint=f"{TASK}, or an id from crm-ai channels",
                    ) from None
        session.alerts.put_rule(
            AlertRuleRow(
                id_, rule.name, rule.pattern, rule.model_dump(mode="json", by_alias=True), rule.active, by
            )
        )


def checked(given: Mapping[str, Any]) -> AlertRule:
    """Return a rule whose pattern exists and knows its options.

    Raises:
        UserInputError: it can't be, and why.
    """
    rule: AlertRule = _parsed(AlertRule, given, "")
    pattern = patterns().get(rule.pattern)
    if pattern is None:
        raise UserInputError(
            f"pattern: there is no {rule.pattern!r}", code="pattern_unknown", hint=", ".join(patterns())
        )
    options = _parsed(pattern.options, rule.options, "options.")
    return rule.model_copy(update={"options": options.model_dump(mode="json")})


def options_of(rule: AlertRule) -> PatternOptions:
    """Return the options of a checked rule."""
    return patterns()[rule.pattern].options.model_validate(rule.options)


def _parsed(model: Any, given: Mapping[str, Any], where: str) -> Any:  # noqa: ANN401  # a pydantic model
    try:
        return model.model_validate(dict(given))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        what = str(first["msg"]).removeprefix("Value error, ")
        raise UserInputError(f"{where}{place}: {what}", code="rule_invalid") from None


def _view(row: AlertRuleRow) -> RuleView:
    rule = AlertRule.model_validate(row.rule)
    return RuleView(row.id, rule, row.evaluated_at, row.error, row.made_by, row.created_at)
