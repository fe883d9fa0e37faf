"""What a kind of report is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field

from ...insights import Coverage, Insight, Subject
from ...store import new_id

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


def of_workspace(
    kind: str,
    workspace: str,
    as_of: datetime,
    seen: Mapping[str, int],
    payload: BaseModel,
    engine_version: str = "1",
) -> Insight:
    """Return what a report about a whole workspace says; nothing is kept."""
    return Insight(
        id=new_id("ins"),
        kind=kind,
        subject=Subject(type="workspace", id=workspace),
        connection="",
        version=1,
        as_of=as_of,
        engine_version=engine_version,
        coverage=Coverage(seen=dict(seen)),
        payload=payload.model_dump(mode="json", by_alias=True),
        fingerprint="",
    )


Rows = tuple[Sequence[str], Sequence[Mapping[str, Any]]]
"""(columns, rows) of a report's CSV."""


@dataclass(frozen=True)
class KindFile:
    """A format that only one kind of report can be had in; the name of the format is the file's ending."""

    media_type: str
    write: Callable[[Insight], bytes]


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
        files: Formats of its own, by name.
    """

    key: str
    label: str
    options: type[ReportOptions]
    gather: Callable[[Services, str, Any], Insight]
    rows: Callable[[Insight], Rows]
    files: Mapping[str, KindFile] = field(default_factory=dict)
