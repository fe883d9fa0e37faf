"""What a CRM's workflows were told, so that one that asks again is told the same."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import PersonalData
from .base import Base, WorkspaceOwned


class WorkflowAnswerTable(WorkspaceOwned, Base):
    """One answer per row, by the hash of who asked for what."""

    __tablename__ = "workflow_answers"
    personal_data: ClassVar[PersonalData] = PersonalData(nothing=("id", "at"), words=("answer",))

    id: Mapped[str] = mapped_column(primary_key=True)
    answer: Mapped[dict[str, Any]]
    at: Mapped[datetime]
