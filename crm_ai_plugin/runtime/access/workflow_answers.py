"""Telling a CRM's workflow the same when it asks again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ...store import Store

Outputs = Mapping[str, str] | None


@dataclass(frozen=True)
class WorkflowAnswers:
    """Answers each request once."""

    store: Store

    def once(self, workspace: str, request: str, answer: Callable[[], Outputs]) -> Outputs:
        """Return what was answered to a request, or answer it now.

        Args:
            workspace: Whose.
            request: Names it; the same when it comes again.
            answer: Finds the answer; of two at the same time one counts.
        """
        with self.store.workspace(workspace) as session:
            known = session.workflow_answers.get(request)
        if known is None:
            found = answer()
            with self.store.workspace(workspace) as session:
                session.workflow_answers.keep(request, {"outputs": found})
                known = session.workflow_answers.get(request) or {}
        outputs: Outputs = known.get("outputs")
        return outputs
