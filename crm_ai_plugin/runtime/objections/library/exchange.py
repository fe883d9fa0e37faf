"""Taking a library out to a file and in from one: all of a file, or nothing of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from ....errors import UserInputError
from ....store import LibraryChange, LibraryHead
from . import workflow
from .content import ClaimContent, TemplateContent, digest, read_content
from .entry import entry_of
from .keeping import PREFIXES, LibraryKeeping, claim_fault, entry_id, person, require_room
from .notations import Given, Notation, Refusal, read, write
from .workflow import Dates, Writing

Fate = Literal["added", "changed", "unchanged"]


@dataclass
class Outcome:
    """What an import did, or would do. With a refusal it did nothing."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    approved: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    stored: bool = False


@dataclass(frozen=True)
class Incoming:
    """A file, who brings it, and who signs it off; without, its entries come in as drafts."""

    name: str
    notation: Notation
    text: str
    by: str
    approved_by: str | None = None


@dataclass(frozen=True)
class _Row:
    line: int
    id: str
    content: ClaimContent | TemplateContent
    owner: str | None
    dates: Dates


class _Undone(Exception):  # noqa: N818  # nothing is wrong: the transaction is not to be kept
    """Raised inside a transaction, it takes back what was done in it."""


@dataclass(frozen=True)
class LibraryExchange:
    """Import and export of libraries."""

    keeping: LibraryKeeping

    def export(self, workspace: str, notation: Notation) -> str:
        """Return the newest version of every entry that is not retired."""
        with self.keeping.store.workspace(workspace) as session:
            heads = [head for head in session.library.heads() if head.entry.retired_at is None]
        now = self.keeping.clock()
        return write(notation, [_row(head, now) for head in heads])

    def import_(self, workspace: str, incoming: Incoming, *, dry_run: bool = False) -> Outcome:
        """Store what a file brings; the same file a second time changes nothing.

        Args:
            workspace: Whose library.
            incoming: The file.
            dry_run: Only say what would be done.

        Raises:
            UserInputError: ``library_file``: it can't be read at all.
            ConflictError: it is to be signed off by whoever wrote it, or the library would grow too large.
        """
        by = person(incoming.by)
        signed = person(incoming.approved_by) if incoming.approved_by is not None else None
        given, refused = read(incoming.notation, incoming.name, incoming.text)
        outcome = Outcome(refused=refused)
        rows = list(self._checked(incoming.name, given, outcome.refused))
        try:
            self._store(workspace, incoming.name, rows, by, signed, outcome, dry_run=dry_run)
        except _Undone:
            pass
        else:
            outcome.stored = True
        outcome.refused.sort(key=lambda one: one.line)
        return outcome

    def _checked(self, file: str, given: Sequence[Given], refused: list[Refusal]) -> Iterator[_Row]:
        topics = self.keeping.topics()
        lines: dict[str, int] = {}
        for one in given:
            values = dict(one.values)
            try:
                dates = Dates(_moment(values.pop("review_at", None)), _moment(values.pop("expires_at", None)))
            except ValueError:
                refused.append(Refusal(file, one.line, "expires_at", "a date is written 2027-03-31"))
                continue
            owner, id_ = values.pop("owner", None), values.pop("id", None)
            content, faults = read_content(values, topics)
            refused += [Refusal(file, one.line, fault.column, fault.reason) for fault in faults]
            if content is None:
                continue
            name = str(id_) if id_ is not None else f"{PREFIXES[content.kind]}_{digest(content, '')[:12]}"
            try:
                entry_id(name)
                owner = person(str(owner)) if owner is not None else None
            except UserInputError as error:
                column = "owner" if error.code == "name_invalid" else "id"
                refused.append(Refusal(file, one.line, column, error.user_message.removeprefix("id: ")))
                continue
            if name in lines:
                refused.append(Refusal(file, one.line, "id", f"{name} stands at line {lines[name]} already"))
                continue
            lines[name] = one.line
            yield _Row(one.line, name, content, owner, dates)

    def _store(
        self,
        workspace: str,
        file: str,
        rows: Sequence[_Row],
        by: str,
        signed: str | None,
        outcome: Outcome,
        *,
        dry_run: bool,
    ) -> None:
        with self.keeping.store.workspace(workspace) as session:
            turn = session.library.begin()
            heads = {head.entry.id: head for head in session.library.heads()}
            own = session.library.state().own_approval
            languages = {row.id: row.content.language for row in rows if row.content.kind == "claim"}
            changes: list[LibraryChange] = []
            for row in rows:
                fault = _claims_fault(row, heads, languages)
                if fault is not None:
                    outcome.refused.append(Refusal(file, row.line, "sentences", fault))
                    continue
                head = heads.get(row.id)
                try:
                    writing = Writing(
                        row.content,
                        row.owner or (head.latest.owner if head else by),
                        by,
                        row.dates,
                        f"from {file}"[:200],
                    )
                    change = workflow.written(head, row.id, writing, self.keeping.clock())
                    after = _after(head, change)
                    if signed is not None and after.entry.in_use != after.entry.latest:
                        pending = session.library.versions(row.id) if head is not None else ()
                        authors = {by} if change is not None else set()
                        authors |= set(workflow.authors_since(after, pending)) if head is not None else set()
                        approval = self._signed(after, authors, by, signed, own=own)
                        outcome.approved.append(row.id)
                        change = _joined(change, approval)
                except UserInputError as error:
                    if error.code == "own_approval":
                        raise
                    outcome.refused.append(Refusal(file, row.line, _column(error), error.user_message))
                    continue
                fate = outcome.added if head is None else outcome.changed if change else outcome.unchanged
                fate.append(row.id)
                if change is not None:
                    changes.append(change)
            require_room(session, len(outcome.added))
            if outcome.refused or dry_run or not changes:
                raise _Undone
            session.library.save(changes, turn)
            counts = {
                "added": len(outcome.added),
                "changed": len(outcome.changed),
                "approved": len(outcome.approved),
            }
            session.audit.add(by, "library_imported", "library", counts | {"approved_by": signed})

    def _signed(
        self, head: LibraryHead, authors: set[str], by: str, signed: str, *, own: bool
    ) -> LibraryChange:
        now = self.keeping.clock()
        if head.latest.state != "in_review":
            head = _after(head, workflow.submitted(head, by, now))
        return workflow.approved(head, authors, signed, now, own=own)


def _row(head: LibraryHead, now: datetime) -> dict[str, Any]:
    entry = entry_of(head, now)
    content = dict(entry.latest.content)
    values = {
        "kind": entry.kind,
        "id": entry.id,
        "owner": entry.latest.owner,
        **{key: value for key, value in content.items() if key != "kind"},
        "review_at": _written(entry.latest.review_at),
        "expires_at": _written(entry.latest.expires_at),
        "state": entry.state,
        "version": entry.latest.number,
        "approved_by": entry.latest.decided_by if entry.latest.state in ("approved", "expired") else None,
    }
    return {key: value for key, value in values.items() if value not in (None, [])}


def _claims_fault(row: _Row, heads: Mapping[str, LibraryHead], languages: Mapping[str, str]) -> str | None:
    if not isinstance(row.content, TemplateContent):
        return None
    for claim in row.content.claims:
        spoken = languages.get(claim)
        if spoken is None:
            fault = claim_fault(heads.get(claim), row.content.language, claim)
        elif spoken != row.content.language:
            fault = f"the claim {claim!r} is in {spoken!r}, the template in {row.content.language!r}"
        else:
            fault = None
        if fault is not None:
            return fault
    return None


def _after(head: LibraryHead | None, change: LibraryChange | None) -> LibraryHead:
    """The entry as it is once a change is stored."""
    if change is None:
        assert head is not None  # noqa: S101  # what is new is a change
        return head
    rows = {row.number: row for row in change.versions}
    if head is not None:
        rows = {head.latest.number: head.latest} | rows
        rows = ({head.in_use.number: head.in_use} if head.in_use else {}) | rows
    entry = change.entry
    return LibraryHead(entry, rows[entry.latest], rows[entry.in_use] if entry.in_use else None)


def _joined(first: LibraryChange | None, second: LibraryChange) -> LibraryChange:
    """Two changes of one entry, the second made on top of the first."""
    if first is None:
        return second
    rows = {row.number: row for row in (*first.versions, *second.versions)}
    return LibraryChange(second.entry, tuple(rows[number] for number in sorted(rows)))


def _moment(value: object) -> datetime | None:
    if value is None:
        return None
    found = datetime.fromisoformat(str(value))
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def _written(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    plain = moment.astimezone(UTC)
    return plain.date().isoformat() if plain.time().isoformat() == "00:00:00" else plain.isoformat()


def _column(error: UserInputError) -> str | None:
    return {"expired_already": "expires_at", "review_due_already": "review_at", "kind_differs": "kind"}.get(
        error.code
    )
