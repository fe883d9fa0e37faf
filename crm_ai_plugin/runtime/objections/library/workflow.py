"""From draft to approval, as changes to store; nothing here reads or writes.

A version that is in use stays in use until another is approved. Whoever wrote one of the versions since then can't
approve the result, unless the workspace lets authors do so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ....errors import ConflictError, NotFoundError, UserInputError
from ....store import LibraryChange, LibraryEntryRow, LibraryHead, LibraryVersionRow
from .content import ClaimContent, TemplateContent, digest
from .entry import over

OPEN = ("draft", "in_review")
REVIEW_AFTER = timedelta(days=180)
CLAIMS_HOLD = timedelta(days=365)
"""How long an approved claim may be said, unless the approver says otherwise. A template expires only if told to."""


@dataclass(frozen=True)
class Dates:
    """When to look at an entry again, and from when on it is not said any more."""

    review_at: datetime | None = None
    expires_at: datetime | None = None


AS_USUAL = Dates()


@dataclass(frozen=True)
class Writing:
    """What somebody wrote."""

    content: ClaimContent | TemplateContent
    owner: str
    by: str
    dates: Dates = AS_USUAL
    note: str = ""


def written(head: LibraryHead | None, id: str, writing: Writing, now: datetime) -> LibraryChange | None:  # noqa: A002
    """Return a new draft, or None where it says what the newest version says already.

    Raises:
        ConflictError: the id names an entry of another kind.
    """
    content = writing.content
    row = LibraryVersionRow(
        entry_id=id,
        number=head.entry.latest + 1 if head else 1,
        content=content.model_dump(mode="json"),
        digest=digest(content, writing.owner),
        owner=writing.owner,
        state="draft",
        author=writing.by,
        at=now,
        note=writing.note,
        review_at=writing.dates.review_at,
        expires_at=writing.dates.expires_at,
    )
    if head is None:
        return LibraryChange(LibraryEntryRow(id, content.kind, now, 1), (row,))
    if head.entry.kind != content.kind:
        raise ConflictError(
            f"{id} is a {head.entry.kind}: another kind needs another id", code="kind_differs"
        )
    same = head.latest.digest == row.digest and all(
        new in (None, old)
        for new, old in (
            (row.review_at, head.latest.review_at),
            (row.expires_at, head.latest.expires_at),
        )
    )
    if same and head.entry.retired_at is None:
        return None
    return LibraryChange(replace(head.entry, latest=row.number, retired_at=None), (*_closed(head), row))


def submitted(head: LibraryHead, by: str, now: datetime) -> LibraryChange:
    """Return a draft handed in for review.

    Raises:
        ConflictError: there is no draft.
    """
    latest = _expected(head, ("draft",))
    return LibraryChange(head.entry, (replace(latest, state="in_review", submitted_by=by, submitted_at=now),))


def approved(
    head: LibraryHead,
    authors: Iterable[str],
    by: str,
    now: datetime,
    dates: Dates = AS_USUAL,
    note: str = "",
    *,
    own: bool = False,
) -> LibraryChange:
    """Return the newest version in use; of one that is in use, approval for longer.

    Args:
        head: The entry.
        authors: Who wrote what is to be approved.
        by: Who approves.
        now: When.
        dates: When to look again and when it ends; what is left out is as proposed, or the usual.
        note: Why.
        own: Whether authors may approve what they wrote.

    Raises:
        ConflictError: it is not in review, or an author approves it.
        UserInputError: it would be over at once.
    """
    latest = _expected(head, ("in_review", "approved"))
    if not own and same_person(by, authors):
        raise ConflictError(
            f"{by} wrote it: somebody else has to approve it",
            code="own_approval",
            hint="crm-ai library policy --own-approval lets authors approve what they wrote",
        )
    renewed = latest.state == "approved"
    until = _dates(
        head.entry.kind, dates, AS_USUAL if renewed else Dates(latest.review_at, latest.expires_at), now
    )
    row = replace(
        latest,
        state="approved",
        decided_by=by,
        decided_at=now,
        decision_note=note,
        review_at=until.review_at,
        expires_at=until.expires_at,
    )
    replaced = head.in_use is not None and head.in_use.number != row.number
    before = (replace(head.in_use, state="superseded"),) if replaced and head.in_use else ()
    return LibraryChange(replace(head.entry, in_use=row.number), (*before, row))


def rejected(head: LibraryHead, by: str, now: datetime, note: str) -> LibraryChange:
    """Return the version in review turned down; the one in use stays.

    Raises:
        ConflictError: nothing is in review.
    """
    latest = _expected(head, ("in_review",))
    row = replace(latest, state="rejected", decided_by=by, decided_at=now, decision_note=note)
    return LibraryChange(head.entry, (row,))


def retired(head: LibraryHead, now: datetime) -> LibraryChange:
    """Return the entry out of use; a new draft brings it back.

    Raises:
        ConflictError: it is retired.
    """
    _expected(head, None)
    return LibraryChange(replace(head.entry, in_use=None, retired_at=now), _closed(head))


def expired(head: LibraryHead, now: datetime) -> LibraryChange:
    """Return the version in use at its end.

    Raises:
        ConflictError: nothing is in use.
    """
    if head.in_use is None or over(head.in_use, now):
        raise ConflictError(f"of {head.entry.id} nothing is in use", code="not_in_use")
    return LibraryChange(head.entry, (replace(head.in_use, expires_at=now),))


def rolled_back(
    head: LibraryHead, versions: Sequence[LibraryVersionRow], number: int | None, by: str, now: datetime
) -> LibraryChange:
    """Return an earlier version again, as a new one.

    One that was approved, and whose approval would still hold, is in use at once, with that approval; any other
    becomes a draft. Without a number it is the one that was in use before.

    Raises:
        NotFoundError: no such version, or none was in use before.
    """
    before = [one for one in versions if was_approved(one) and one.number != head.entry.in_use]
    if number is None and head.in_use is not None:
        # The one a rollback itself brought back says the same as what is in use.
        before = [
            one for one in before if one.number < head.in_use.number and one.digest != head.in_use.digest
        ]
    found = (
        next(iter(before), None)
        if number is None
        else next((one for one in versions if one.number == number), None)
    )
    if found is None:
        words = "nothing was in use before" if number is None else f"there is no version {number}"
        raise NotFoundError(f"{head.entry.id}: {words}", code="version_unknown")
    holds = was_approved(found) and not over(found, now) and head.entry.retired_at is None
    row = replace(
        found,
        number=head.entry.latest + 1,
        # Words that are approved are still those of whoever wrote them.
        author=found.author if holds else by,
        at=now,
        note=f"version {found.number} again",
        state="approved" if holds else "draft",
    )
    if not holds:
        row = replace(
            row,
            submitted_by=None,
            submitted_at=None,
            decided_by=None,
            decided_at=None,
            decision_note="",
            review_at=None,
            expires_at=None,
        )
    entry = replace(head.entry, latest=row.number, retired_at=None)
    versions_changed = [*_closed(head), row]
    if holds:
        entry = replace(entry, in_use=row.number)
        if head.in_use is not None:
            versions_changed.insert(0, replace(head.in_use, state="superseded"))
    return LibraryChange(entry, tuple(versions_changed))


def was_approved(row: LibraryVersionRow) -> bool:
    """Whether somebody approved this version at some time."""
    return row.decided_at is not None and row.state != "rejected"


def authors_since(head: LibraryHead, versions: Iterable[LibraryVersionRow]) -> list[str]:
    """Return who wrote what is to be approved: every version since the one in use, or that one itself."""
    in_use = head.entry.in_use or 0
    if in_use == head.entry.latest:
        return [head.latest.author]
    return [one.author for one in versions if one.number > in_use]


def same_person(by: str, others: Iterable[str]) -> bool:
    """Whether a name is one of others, however it is written."""
    return by.strip().casefold() in {one.strip().casefold() for one in others}


def _expected(head: LibraryHead, states: Sequence[str] | None) -> LibraryVersionRow:
    if head.entry.retired_at is not None:
        raise ConflictError(f"{head.entry.id} is retired; a new draft brings it back", code="retired")
    if states is not None and head.latest.state not in states:
        state = head.latest.state.replace("_", " ")
        hint = {"draft": "submit it first", "rejected": "write a new version"}.get(head.latest.state)
        raise ConflictError(f"{head.entry.id} is {state}", code="wrong_state", hint=hint)
    return head.latest


def _closed(head: LibraryHead) -> tuple[LibraryVersionRow, ...]:
    """What was on its way and is so no more."""
    return (replace(head.latest, state="superseded"),) if head.latest.state in OPEN else ()


def _dates(kind: str, given: Dates, proposed: Dates, now: datetime) -> Dates:
    expires = given.expires_at or proposed.expires_at or (now + CLAIMS_HOLD if kind == "claim" else None)
    review = given.review_at or proposed.review_at or now + REVIEW_AFTER
    if expires is not None and expires <= now:
        raise UserInputError("it would be over at once: name a later end", code="expired_already")
    if review <= now:
        raise UserInputError("the review would be due at once: name a later day", code="review_due_already")
    return Dates(min(review, expires) if expires else review, expires)
