"""The story: what happens between a buyer's e-mail and the advice in the CRM, with the time of each step."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from ...errors import RetryableError
from ...insights import DealCoachPayload, Insight
from ...settings import DATABASE
from ...store import OutboxRow
from .stage import WORKSPACE, Stage

T = TypeVar("T")

PATIENCE_S = 30.0
PLURALS = {
    "activity": "activities",
    "company": "companies",
    "deal_contact": "roles on deals",
    "stage_change": "stage changes",
    "field_change": "field changes",
    "line_item": "line items",
}
MAIL_SUBJECT = "Re: Security questionnaire and next steps"
MAIL_TEXT = (
    "Hi,\n\nthanks for the call. Our CFO asked why we should pay more than the other vendor is offering, "
    "and legal still waits for your security questionnaire. Can you send us the SOC 2 report before Friday?\n\n"
    "Best regards"
)


@dataclass
class Step:
    """One line of the story."""

    name: str
    seconds: float
    detail: str


@dataclass
class Story:
    """Runs the main job and keeps what happened."""

    stage: Stage
    tell: Callable[[Step], None]
    steps: list[Step] = field(default_factory=list)

    def run(self) -> Insight:
        """Play the main job once and return the advice it ended in."""
        stage = self.stage
        with self._step("CRM read") as done:
            seen = stage.services.syncing.run(WORKSPACE, stage.connection)
            if stage.recalled:
                done.detail = f"what changed since today's first demo: {sum(seen.values())} records"
            else:
                done.detail = ", ".join(
                    f"{n:,} {PLURALS.get(kind, kind + 's')}" for kind, n in seen.items() if n
                )
        if not stage.recalled:
            with self._step("learned from history") as done:
                stage.services.learning.run_all(WORKSPACE, thorough=False)
                done.detail = (
                    "time in stage, win rates and effects of actions, from this CRM's own closed deals"
                )
            stage.memory.keep(stage.services.settings.home / DATABASE)
        with self._step("processes up") as done:
            stage.supervisor.wait(stage.web)
            done.detail = f"web, {len(stage.supervisor.pids()) - 3} workers, scheduler and queue, nothing else installed"
        return self._event()

    def _event(self) -> Insight:
        stage, deal = self.stage, self.stage.sandbox.showcase_deal_id
        name = stage.sandbox.deal_name(deal)
        started, clock = time.time(), time.perf_counter()
        stage.sandbox.mail(deal, MAIL_SUBJECT, MAIL_TEXT)
        delivery = self._await(self._accepted, "the web app took no event")
        self._tell(
            "event signed, accepted",
            delivery.received_at.timestamp() - started,
            f"the buyer wrote on “{name}”; {delivery.id} is on disk",
        )
        insight, took = self._await(lambda: self._insight(deal), "no advice came")
        facts = DealCoachPayload.model_validate(insight.payload).facts
        self._tell(
            "deal pulled",
            took.get("pulled", 0) / 1000,
            "people, mails, calls, meetings, notes, tasks and history in one go",
        )
        self._tell(
            "facts measured, steps chosen",
            took.get("measured and decided", 0) / 1000,
            f"{len(facts)} facts, {len(insight.evidence)} pieces of evidence",
        )
        rows = self._await(lambda: self._written(insight), "nothing was written back")
        what = ", ".join(sorted({row.action for row in rows}))
        self._tell(
            "written back, read back",
            took.get("written and read back", 0) / 1000,
            f"{what}: {self._proof(deal, rows)}",
        )
        self._tell("event to CRM, in all", time.perf_counter() - clock, "")
        return insight

    def _accepted(self) -> Any:  # noqa: ANN401
        with self.stage.services.store.workspace(WORKSPACE) as session:
            events = [e for e in session.events.list(20) if not e.echo]
        if not events or events[0].inbox_id is None:
            return None
        with self.stage.services.store.system() as system:
            return system.inbox.get(events[-1].inbox_id or "")

    def _insight(self, deal: str) -> tuple[Insight, dict[str, float]] | None:
        with self.stage.services.store.workspace(WORKSPACE) as session:
            insight = session.insights.latest("deal_coach", "deal", deal, self.stage.connection)
            entry = next((a for a in session.audit.list(50) if a.action == "refreshed"), None)
        if insight is None or entry is None:
            return None
        return insight, dict(entry.detail.get("ms", {}))

    def _written(self, insight: Insight) -> Sequence[OutboxRow] | None:
        with self.stage.services.store.workspace(WORKSPACE) as session:
            rows = [
                r for r in session.outbox.list(connection=self.stage.connection) if r.insight_id == insight.id
            ]
        return rows if rows and all(r.state == "done" for r in rows) else None

    def _proof(self, deal: str, rows: Sequence[OutboxRow]) -> str:
        """Look into the CRM itself, not into our own books."""
        sandbox = self.stage.sandbox
        keys = [row.key for row in rows]
        notes = sum(key in keys for key in sandbox.note_keys(deal))
        tasks = sum(key in keys for key in sandbox.task_keys(deal))
        fields = len(sandbox.own_fields(deal))
        return f"the CRM now shows {notes} note, {tasks} task, {fields} fields"

    def _await(self, look: Callable[[], T | None], failure: str) -> T:
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            if (found := look()) is not None:
                return found
            time.sleep(0.01)
        logs = self.stage.services.settings.home / "logs"
        raise RetryableError(f"{failure} within {PATIENCE_S:.0f} s", code="demo_stuck", hint=f"see {logs}")

    @contextmanager
    def _step(self, name: str) -> Iterator[Step]:
        step = Step(name, 0.0, "")
        start = time.perf_counter()
        yield step
        step.seconds = time.perf_counter() - start
        self._add(step)

    def _tell(self, name: str, seconds: float, detail: str) -> None:
        self._add(Step(name, max(0.0, seconds), detail))

    def _add(self, step: Step) -> None:
        self.steps.append(step)
        self.tell(step)
