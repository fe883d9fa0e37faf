"""How a deal's stage and fields changed over time."""

from __future__ import annotations

from .base import Record, RecordId, UtcTime


class StageChange(Record):
    """A deal went from one stage to another; `from_stage` is None at creation."""

    deal_id: RecordId
    from_stage: str | None = None
    to_stage: str
    at: UtcTime

    @property
    def id(self) -> str:
        """CRMs give such rows no id; deal, time and target stage name one."""
        return f"{self.deal_id}:{self.at.isoformat()}:{self.to_stage}"


class FieldChange(Record):
    """A field of a deal got another value; values are the CRM's own strings."""

    deal_id: RecordId
    field: str
    old: str | None = None
    new: str | None = None
    at: UtcTime

    @property
    def id(self) -> str:
        """CRMs give such rows no id; deal, field and time name one."""
        return f"{self.deal_id}:{self.field}:{self.at.isoformat()}"
