"""What language models cost, and the caps on it. Amounts are billionths of a US dollar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from ..tables.model_spend import ModelBudgetTable, ModelSpendTable
from .base import Repository

INSTALLATION = ""
"""Scope of everything together; a workspace's id is never empty."""

_KEYS = ("day", "workspace_id", "feature", "model", "prompt_version")
_SUMS = ("calls", "failed", "input_tokens", "output_tokens", "cached_tokens", "cost")


@dataclass(frozen=True)
class SpendRow:
    """Calls of one kind and what they took; `day` is a month (``YYYY-MM``) in sums over one."""

    day: str
    workspace_id: str
    feature: str
    model: str
    prompt_version: str
    calls: int
    failed: int
    input_tokens: int
    output_tokens: int
    cached_tokens: int
    cost: int


class ModelSpend(Repository):
    """The ledger of the installation."""

    def reserve(self, month: str, amount: int, caps: Mapping[str, int | None]) -> bool:
        """Add `amount` to the month of each scope if every cap still holds then; return whether it was.

        In one transaction with nothing else: when it returns False, the caller must roll back.

        Args:
            month: As ``YYYY-MM``.
            amount: The most that is going to be spent.
            caps: Most of the month by scope; None: no cap.
        """
        # Always in the same order, so that two transactions never wait for each other.
        return all(self._take(month, scope, amount, caps[scope]) for scope in sorted(caps))

    def hurry(self) -> None:
        """Let this transaction commit without waiting for the disk; a power cut may lose it.

        For what errs on the safe side when it is lost, as a settlement does: the reservation stays.
        """
        if self._dialect == "postgresql":
            self._run(select(func.set_config("synchronous_commit", "off", True)))  # noqa: FBT003  # of this transaction

    def adjust(self, month: str, amount: int, scopes: Sequence[str]) -> None:
        """Add `amount`, which may be negative, whatever the caps say: it has been spent or given back."""
        for scope in sorted(scopes):
            self._take(month, scope, amount, None)

    def add(self, row: SpendRow) -> None:
        """Add calls to the day's row."""
        table = ModelSpendTable
        insert = self._insert(table)
        statement = insert.on_conflict_do_update(
            index_elements=_KEYS,
            set_={name: getattr(table, name) + getattr(insert.excluded, name) for name in _SUMS},
        )
        self._run(statement, {name: getattr(row, name) for name in _KEYS + _SUMS})

    def taken(self, month: str, scope: str = INSTALLATION) -> int:
        """Return what a month has taken so far, calls under way at their most."""
        table = ModelBudgetTable
        query = select(table.taken).where(table.month == month, table.scope == scope)
        return int(self._session.scalar(query) or 0)

    def month(self, month: str, workspace: str | None = None) -> Sequence[SpendRow]:
        """Return a month's sums by workspace, feature, model and prompt version, dearest first."""
        table = ModelSpendTable
        groups = [table.workspace_id, table.feature, table.model, table.prompt_version]
        sums = [func.sum(getattr(table, name)) for name in _SUMS]
        query = select(*groups, *sums).where(table.day.startswith(month, autoescape=True)).group_by(*groups)
        if workspace is not None:
            query = query.where(table.workspace_id == workspace)
        rows = [SpendRow(month, *row[:4], *(int(n) for n in row[4:])) for row in self._run(query)]
        return sorted(rows, key=lambda row: (-row.cost, row.workspace_id, row.feature, row.model))

    def _take(self, month: str, scope: str, amount: int, cap: int | None) -> bool:
        if cap is not None and amount > cap:
            return False
        table = ModelBudgetTable
        insert = self._insert(table)
        total = table.taken + insert.excluded.taken
        statement = insert.on_conflict_do_update(
            index_elements=("month", "scope"),
            set_={"taken": total},
            where=None if cap is None else total <= cap,
        ).returning(table.taken)
        return self._run(statement, {"month": month, "scope": scope, "taken": amount}).first() is not None
