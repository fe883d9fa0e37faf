"""An objection handler that knows of no objections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crm_ai_plugin.errors import NotFoundError
from crm_ai_plugin.insights import Insight
from crm_ai_plugin.runtime.objections.asking import Asked
from crm_ai_plugin.runtime.objections.history import PastObjection
from crm_ai_plugin.runtime.objections.worth import VariantWorth
from crm_ai_plugin.store import ResponseFeedback


class NoLibrary:
    """Whatever is asked of it, it knows no such entry."""

    def __getattr__(self, name: str) -> Any:
        def missing(*_: Any, **__: Any) -> Any:
            raise NotFoundError("there is no such entry in the library", code="entry_unknown")

        return missing


class FakeObjecting:
    """Has the shape; its behaviour is tried on the real one."""

    library: Any = NoLibrary()
    exchange: Any = NoLibrary()

    def ask(self, workspace: str, asked: Asked) -> Insight:
        raise NotFoundError("there is no such deal", code="deal_unknown")

    def get(self, workspace: str, objection_id: str) -> Insight:
        raise NotFoundError("there is no such objection", code="objection_unknown")

    def record(
        self,
        workspace: str,
        response_id: str,
        action: str,
        *,
        by: str,
        text: str | None = None,
        rating: int | None = None,
        objection_id: str | None = None,
    ) -> ResponseFeedback:
        raise NotFoundError("there is no such answer", code="response_unknown")

    def history(
        self, workspace: str, *, deal_id: str | None = None, contact_id: str | None = None, limit: int = 20
    ) -> list[PastObjection]:
        return []

    def worth(self, workspace: str, category: str | None = None) -> Sequence[VariantWorth]:
        return []
