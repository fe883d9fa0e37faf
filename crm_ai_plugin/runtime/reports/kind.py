"""What a kind of report is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field

from ...insights import Insight

if TYPE_CHECKING:
    from ..services import Services


class ReportOptions(BaseModel):
    """What a report is about. Kinds that need more derive from it."""

    model_config = ConfigDict(extra="forbid")


class OfDeal(ReportOptions):
    """A report about one deal."""

    deal: str = Field(min_length=1, max_length=200, description="The deal's id in the CRM.")
    connection: str | None = Field(
        None, min_length=1, max_length=128, description="Needed when two connections share the id."
    )


Rows = tuple[Sequence[str], Sequence[Mapping[str, Any]]]
"""(columns, rows) of a report's CSV."""


@dataclass(frozen=True)
class ReportKind:
    """A report: how its insight comes about, and what its rows are.

    A module in :mod:`.kinds` holds one as ``REPORT``; nothing else has to be told about it. Its card is the one of the
    insight's kind (group ``crm_ai.cards``).

    Attributes:
        key: Its name in commands and addresses: ``win-loss``.
        label: Its name for people.
        options: What may be asked.
        gather: Makes the insight, from what is stored alone; nothing is kept and no CRM is called.
        rows: Its figures as a table.
    """

    key: str
    label: str
    options: type[ReportOptions]
    gather: Callable[[Services, str, Any], Insight]
    rows: Callable[[Insight], Rows]
