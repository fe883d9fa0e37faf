"""What language models cost."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import PersonalData
from .base import Base, SystemTable


class ModelSpendTable(SystemTable, Base):
    """One row per day, workspace, feature, model and prompt version.

    A system table, because the installation pays and asks for the sum over workspaces. `cost` is in
    billionths of a US dollar.
    """

    __tablename__ = "model_spend"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=(
            "day",
            "workspace_id",
            "feature",
            "model",
            "prompt_version",
            "calls",
            "failed",
            "input_tokens",
            "output_tokens",
            "cached_tokens",
            "cost",
        ),
    )

    day: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(primary_key=True)
    feature: Mapped[str] = mapped_column(primary_key=True)
    model: Mapped[str] = mapped_column(primary_key=True)
    prompt_version: Mapped[str] = mapped_column(primary_key=True)
    calls: Mapped[int]
    failed: Mapped[int]
    input_tokens: Mapped[int]
    output_tokens: Mapped[int]
    cached_tokens: Mapped[int]
    cost: Mapped[int]


class ModelBudgetTable(SystemTable, Base):
    """What a month has taken: settled calls, and the most that calls under way can cost.

    `scope` is a workspace's id, or "" for the installation. `taken` is in billionths of a US dollar.
    """

    __tablename__ = "model_budgets"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("month", "scope", "taken"),
    )

    month: Mapped[str] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(primary_key=True)
    taken: Mapped[int]
