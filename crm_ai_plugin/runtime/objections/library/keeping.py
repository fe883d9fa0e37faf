"""Keeping a library: adding, editing, deciding, rolling back; each deed stands in the audit log."""

from __future__ import annotations

import difflib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import yaml

from ....errors import ConflictError, NotFoundError, UserInputError
from ....ports.clock import Clock
from ....store import LibraryChange, LibraryHead, LibraryVersionRow, Store, WorkspaceSession
from ...spreadsheet import FORMULA_STARTS
from . import workflow
from .content import ID, RESERVED, ClaimContent, TemplateContent, checked, stored
from .entry import Entry, State, Version, entry_of, version_of
from .workflow import AS_USUAL, Dates, Writing

MAX_ENTRIES = 20_000
PAGE = 500
"""Entries that are read at a time."""
MAX_NOTE = 500
MAX_NAME = 100
DUE_WITHIN = timedelta(days=30)
PREFIXES = {"claim": "clm", "template": "tpl"}
Change = Callable[[WorkspaceSession, LibraryHead, str], LibraryChange]
"""What an entry becomes when somebody does something."""


@dataclass(frozen=True)
class Wish:
    """An entry as somebody gives it.

    Attributes:
        content: Kind, language, topics, text and so on, as plain values; checked.
        by: Who writes it.
        owner: Who looks after it; the writer if left out, and of an entry that is there, whoever did before.
        dates: Proposed review and end; whoever approves may say otherwise.
        note: What changed, and why.
    """

    content: Mapping[str, Any]
    by: str
    owner: str | None = None
    dates: Dates = AS_USUAL
    note: str = ""


@dataclass(frozen=True)
class LibraryKeeping:
    """The libraries of all workspaces. `topics` is what entries can be filed under."""

    store: Store
    clock: Clock
    topics: Callable[[], Sequence[str]]

    def add(self, workspace: str, wish: Wish, id: str | None = None) -> Entry:  # noqa: A002
        """Store a new entry as a draft.

        Raises:
            UserInputError: what is given can't stand in a library, and why.
            ConflictError: the id is taken.
        """
        content = checked(wish.content, self.topics())
        name = entry_id(id) if id is not None else f"{PREFIXES[content.kind]}_{secrets.token_hex(6)}"
        by = person(wish.by)
        writing = Writing(content, person(wish.owner or by), by, wish.dates, note_of(wish.note))
        with self.store.workspace(workspace) as session:
            turn = session.library.begin()
            if session.library.get(name) is not None:
                raise ConflictError(f"there is an entry {name} already", code="entry_exists")
            require_room(session, 1)
            self._require_claims(session, content)
            change = workflow.written(None, name, writing, self.clock())
            return self._stored(session, turn, change, by, "library_added")

    def edit(self, workspace: str, id: str, wish: Wish, base: int | None = None) -> Entry:  # noqa: A002
        """Store a new version as a draft; one that is in use stays so. Saying the same again changes nothing.

        Args:
            workspace: Whose library.
            id: Which entry.
            wish: What it is to say.
            base: Number of the version this was made from; if another came in between, it is refused.

        Raises:
            NotFoundError: no such entry.
            UserInputError: what is given can't stand in a library.
            ConflictError: somebody else changed it meanwhile.
        """
        content = checked(wish.content, self.topics())
        by, note = person(wish.by), note_of(wish.note)
        with self.store.workspace(workspace) as session:
            turn = session.library.begin()
            head = _found(session, id)
            if base is not None and base != head.entry.latest:
                raise ConflictError(
                    f"version {head.entry.latest} of {id} came in between: look and try again",
                    code="edited_meanwhile",
                )
            self._require_claims(session, content)
            owner = person(wish.owner or head.latest.owner)
            change = workflow.written(head, id, Writing(content, owner, by, wish.dates, note), self.clock())
            if change is None:
                return entry_of(head, self.clock())
            return self._stored(session, turn, change, by, "library_edited")

    def submit(self, workspace: str, id: str, by: str) -> Entry:  # noqa: A002
        """Hand a draft in for review.

        Raises:
            NotFoundError: no such entry.
            ConflictError: there is no draft.
        """
        return self._change(
            workspace,
            id,
            by,
            "library_submitted",
            lambda _, head, who: workflow.submitted(head, who, self.clock()),
        )

    def approve(self, workspace: str, id: str, by: str, dates: Dates = AS_USUAL, note: str = "") -> Entry:  # noqa: A002
        """Put what is in review to use, or let what is in use hold for longer.

        Raises:
            NotFoundError: no such entry.
            ConflictError: nothing is in review, or `by` wrote it and authors may not approve.
            UserInputError: dates that are over.
        """

        def change(session: WorkspaceSession, head: LibraryHead, who: str) -> LibraryChange:
            authors = workflow.authors_since(head, session.library.versions(id))
            own = session.library.state().own_approval
            return workflow.approved(head, authors, who, self.clock(), dates, note_of(note), own=own)

        return self._change(workspace, id, by, "library_approved", change)

    def reject(self, workspace: str, id: str, by: str, note: str) -> Entry:  # noqa: A002
        """Turn down what is in review; `note` says why.

        Raises:
            NotFoundError: no such entry.
            ConflictError: nothing is in review.
            UserInputError: no reason is given.
        """
        if not note.strip():
            raise UserInputError("say why it is rejected", code="note_missing", hint="a note of one sentence")
        return self._change(
            workspace,
            id,
            by,
            "library_rejected",
            lambda _, head, who: workflow.rejected(head, who, self.clock(), note_of(note)),
        )

    def retire(self, workspace: str, id: str, by: str) -> Entry:  # noqa: A002
        """Take an entry out of use for good; only a new draft that is approved brings it back.

        Raises:
            NotFoundError: no such entry.
            ConflictError: it is retired.
        """
        return self._change(
            workspace, id, by, "library_retired", lambda _, head, __: workflow.retired(head, self.clock())
        )

    def expire(self, workspace: str, id: str, by: str) -> Entry:  # noqa: A002
        """Let what is in use be over now; approving it again brings it back.

        Raises:
            NotFoundError: no such entry.
            ConflictError: nothing is in use.
        """
        return self._change(
            workspace, id, by, "library_expired", lambda _, head, __: workflow.expired(head, self.clock())
        )

    def roll_back(self, workspace: str, id: str, by: str, number: int | None = None) -> Entry:  # noqa: A002
        """Bring an earlier version back; see :func:`.workflow.rolled_back`.

        Raises:
            NotFoundError: no such entry or version.
        """
        return self._change(
            workspace,
            id,
            by,
            "library_rolled_back",
            lambda session, head, who: workflow.rolled_back(
                head, session.library.versions(id), number, who, self.clock()
            ),
        )

    def get(self, workspace: str, id: str) -> Entry:  # noqa: A002
        """Return one entry.

        Raises:
            NotFoundError: no such entry.
        """
        with self.store.workspace(workspace) as session:
            return entry_of(_found(session, id), self.clock())

    def list(
        self,
        workspace: str,
        *,
        kind: str | None = None,
        state: State | None = None,
        topic: str | None = None,
        language: str | None = None,
        after: str = "",
        limit: int = 100,
    ) -> Sequence[Entry]:
        """Return entries by id, from the one behind `after`."""
        found: list[Entry] = []
        with self.store.workspace(workspace) as session:
            while len(found) < limit:
                heads = session.library.heads(kind=kind, after=after, limit=PAGE)
                entries = (entry_of(head, self.clock()) for head in heads)
                found += [
                    one
                    for one in entries
                    if state in (None, one.state)
                    and language in (None, one.latest.content["language"])
                    and (topic is None or topic in one.latest.content["topics"])
                ]
                if len(heads) < PAGE:
                    break
                after = heads[-1].entry.id
        return found[:limit]

    def due(self, workspace: str, within: timedelta = DUE_WITHIN) -> Sequence[Entry]:
        """Return entries in use that are to be reviewed or end within a time, or have ended; the most urgent first."""
        now = self.clock()
        with self.store.workspace(workspace) as session:
            found = [entry_of(head, now) for head in session.library.due(now + within)]
        return sorted(
            found, key=lambda one: (min(filter(None, (one.review_at, one.expires_at)), default=now), one.id)
        )

    def due_counts(self, workspace: str) -> tuple[int, int]:
        """Return how many entries have expired, and how many are to be reviewed, or end, soon."""
        found = self.due(workspace)
        expired = sum(one.state == "expired" or one.in_use is None for one in found)
        return expired, len(found) - expired

    def versions(self, workspace: str, id: str) -> Sequence[Version]:  # noqa: A002
        """Return all versions of an entry, newest first.

        Raises:
            NotFoundError: no such entry.
        """
        now = self.clock()
        with self.store.workspace(workspace) as session:
            head = _found(session, id)
            return [version_of(row, head, now) for row in session.library.versions(id)]

    def diff(self, workspace: str, id: str, a: int | None = None, b: int | None = None) -> str:  # noqa: A002
        """Return how two versions differ, as patches show it; without numbers: the one in use and the newest.

        Raises:
            NotFoundError: no such entry or version.
        """
        with self.store.workspace(workspace) as session:
            head = _found(session, id)
            rows = {row.number: row for row in session.library.versions(id)}
        first = a if a is not None else head.entry.in_use or max(1, head.entry.latest - 1)
        second = b if b is not None else head.entry.latest
        for number in (first, second):
            if number not in rows:
                raise NotFoundError(f"{id}: there is no version {number}", code="version_unknown")
        one, other = (_lines(rows[number]) for number in (first, second))
        names = (f"{id}@{first}", f"{id}@{second}")
        return "\n".join(difflib.unified_diff(one, other, *names, lineterm=""))

    def own_approval(self, workspace: str) -> bool:
        """Return whether authors may approve what they wrote."""
        with self.store.workspace(workspace) as session:
            return session.library.state().own_approval

    def allow_own_approval(self, workspace: str, by: str, *, allowed: bool) -> None:
        """Let authors approve what they wrote, or not."""
        by = person(by)
        with self.store.workspace(workspace) as session:
            session.library.begin()
            session.library.allow_own_approval(allowed=allowed)
            session.audit.add(by, "library_policy", "own_approval", {"allowed": allowed})

    def _change(self, workspace: str, id: str, by: str, deed: str, change: Change) -> Entry:  # noqa: A002
        by = person(by)
        with self.store.workspace(workspace) as session:
            turn = session.library.begin()
            return self._stored(session, turn, change(session, _found(session, id), by), by, deed)

    def _stored(
        self, session: WorkspaceSession, turn: int, change: LibraryChange | None, by: str, deed: str
    ) -> Entry:
        assert change is not None  # noqa: S101  # only an edit can change nothing, and it asks before
        session.library.save([change], turn)
        number = change.versions[-1].number if change.versions else change.entry.latest
        session.audit.add(by, deed, f"library:{change.entry.id}", {"version": number})
        return entry_of(_found(session, change.entry.id), self.clock())

    @staticmethod
    def _require_claims(session: WorkspaceSession, content: ClaimContent | TemplateContent) -> None:
        if isinstance(content, TemplateContent):
            for claim in content.claims:
                fault = claim_fault(session.library.get(claim), content.language, claim)
                if fault:
                    raise UserInputError(f"sentences: {fault}", code="library_invalid")


def claim_fault(head: LibraryHead | None, language: str, claim: str) -> str | None:
    """Return why a template of a language can't state a claim, or None."""
    if head is None or head.entry.kind != "claim":
        return f"there is no claim {claim!r}"
    spoken = head.latest.content["language"]
    return (
        None if spoken == language else f"the claim {claim!r} is in {spoken!r}, the template in {language!r}"
    )


def require_room(session: WorkspaceSession, more: int) -> None:
    """Raise ConflictError if a library would grow too large."""
    if session.library.count() + more > MAX_ENTRIES:
        raise ConflictError(f"a library holds at most {MAX_ENTRIES} entries", code="library_full")


def entry_id(id: str) -> str:  # noqa: A002
    """Return an id that can be an entry's.

    Raises:
        UserInputError: it can't.
    """
    if not ID.fullmatch(id) or id in RESERVED:
        raise UserInputError(
            "id: small letters, digits, - and _, at most 64, and none of " + ", ".join(sorted(RESERVED)),
            code="library_invalid",
        )
    return id


def person(name: str) -> str:
    """Return the name of whoever does something.

    Raises:
        UserInputError: it is none.
    """
    short = " ".join(name.split())
    if not 0 < len(short) <= MAX_NAME or not short.isprintable() or short.startswith((*FORMULA_STARTS, "'")):
        raise UserInputError(
            f"a name has 1 to {MAX_NAME} characters and begins with a letter",
            code="name_invalid",
            hint="say who",
        )
    return short


def note_of(note: str) -> str:
    """Return a note.

    Raises:
        UserInputError: it is too long.
    """
    if len(note) > MAX_NOTE:
        raise UserInputError(f"a note has at most {MAX_NOTE} characters", code="note_too_long")
    return note.strip()


def _found(session: WorkspaceSession, id: str) -> LibraryHead:  # noqa: A002
    head = session.library.get(id)
    if head is None:
        raise NotFoundError("there is no such entry in the library", code="entry_unknown")
    return head


def _lines(row: LibraryVersionRow) -> list[str]:
    shown = stored(row.content).model_dump(mode="json") | {"owner": row.owner}
    text: str = yaml.safe_dump(shown, allow_unicode=True, sort_keys=False, width=10_000)
    return text.splitlines()
