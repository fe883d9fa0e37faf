"""An entry of the library as people see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from ....store import LibraryHead, LibraryVersionRow

State = Literal["draft", "in_review", "approved", "expired", "rejected", "retired"]
STATES: tuple[State, ...] = ("draft", "in_review", "approved", "expired", "rejected", "retired")


@dataclass(frozen=True)
class Version:
    """One version: what it says, who wrote it, who decided about it and until when that holds."""

    number: int
    state: str
    in_use: bool
    owner: str
    content: Mapping[str, Any]
    author: str
    at: datetime
    note: str
    submitted_by: str | None
    decided_by: str | None
    decided_at: datetime | None
    decision_note: str
    review_at: datetime | None
    expires_at: datetime | None


@dataclass(frozen=True)
class Entry:
    """A claim or template: its newest version, and which one answers are made from.

    `state` is that of the newest version, ``expired`` once its time is over and ``retired`` when nobody is to use it
    any more. `in_use` is the number of the version that answers are made from; None: none. `review_at` and
    `expires_at` are those of the version that was approved last.
    """

    id: str
    kind: str
    state: State
    in_use: int | None
    created_at: datetime
    retired_at: datetime | None
    review_at: datetime | None
    expires_at: datetime | None
    latest: Version


def entry_of(head: LibraryHead, now: datetime) -> Entry:
    """Return an entry as it stands at `now`: expiry needs nobody to carry it out."""
    row = head.entry
    usable = head.in_use is not None and not over(head.in_use, now)
    return Entry(
        id=row.id,
        kind=row.kind,
        state=_state(head, now),
        in_use=row.in_use if usable else None,
        created_at=row.created_at,
        retired_at=row.retired_at,
        review_at=head.in_use.review_at if head.in_use else None,
        expires_at=head.in_use.expires_at if head.in_use else None,
        latest=version_of(head.latest, head, now),
    )


def version_of(row: LibraryVersionRow, head: LibraryHead, now: datetime) -> Version:
    """Return one version of an entry."""
    in_use = row.number == head.entry.in_use
    return Version(
        number=row.number,
        state="expired" if in_use and over(row, now) else row.state,
        in_use=in_use and not over(row, now),
        owner=row.owner,
        content=row.content,
        author=row.author,
        at=row.at,
        note=row.note,
        submitted_by=row.submitted_by,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        decision_note=row.decision_note,
        review_at=row.review_at,
        expires_at=row.expires_at,
    )


def over(row: LibraryVersionRow, now: datetime) -> bool:
    """Whether a version's time is over."""
    return row.expires_at is not None and row.expires_at <= now


def _state(head: LibraryHead, now: datetime) -> State:
    if head.entry.retired_at is not None:
        return "retired"
    if head.in_use is not None and head.entry.latest == head.entry.in_use:
        return "expired" if over(head.in_use, now) else "approved"
    return head.latest.state  # type: ignore[return-value]  # of a newest version that is not in use
