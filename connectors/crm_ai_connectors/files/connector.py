"""The connector of a watched folder: reads all of a kind anew when a file of it has changed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from crm_ai_plugin.errors import NotFoundError, UserInputError
from crm_ai_plugin.ports.bundle import OpensBundles, Table
from crm_ai_plugin.ports.connector import Capability, ConnectionContext, Page
from crm_ai_plugin.records import (
    Activity,
    Company,
    Contact,
    Deal,
    DealContact,
    DealSnapshot,
    FieldChange,
    LineItem,
    Owner,
    Record,
    RecordType,
    StageChange,
)
from crm_ai_plugin.records.silencing import silenced

from .config import FilesConfig
from .folder import Folder

CLASSES: dict[RecordType, type[Record]] = {
    "owner": Owner,
    "company": Company,
    "contact": Contact,
    "deal": Deal,
    "deal_contact": DealContact,
    "activity": Activity,
    "stage_change": StageChange,
    "field_change": FieldChange,
    "line_item": LineItem,
}
"""Parents before children."""
_BY_DEAL = frozenset({"deal_contact", "stage_change", "field_change", "line_item"})
_OF_PEOPLE = frozenset({"contact", "activity"})

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Place:
    """How far a kind has been read: the content it was read from, and how many parts of it; -1: all."""

    content: str = ""
    parts: int = 0


class FilesConnector:
    """One watched folder. Nothing is written into it."""

    key: ClassVar[str] = "files"
    capabilities: ClassVar[frozenset[Capability]] = frozenset(
        {Capability.READS_RECORDS, Capability.READS_DEALS, Capability.READS_HISTORY}
    )
    history_fields: ClassVar[frozenset[str]] = frozenset(Deal.model_fields)

    def __init__(
        self, config: FilesConfig, folder: str, bundles: OpensBundles, context: ConnectionContext
    ) -> None:
        self._config = config
        self._folder = Folder(Path(folder), config.settle_s)
        self._open = bundles
        self._connection = context.connection
        self._clock = context.clock

    def __repr__(self) -> str:
        return f"FilesConnector({self._connection!r})"

    def check(self) -> None:
        """Look whether the folder is there and holds a bundle.

        Raises:
            RetryableError: the folder can't be reached.
            UserInputError: it holds no bundle.
        """
        self._tables()

    def record_url(self, type: RecordType, id: str) -> str | None:  # noqa: A002  # the port's names
        """Return None: a row has no page."""

    def close(self) -> None:
        """Nothing is held open."""

    def kinds(self) -> Sequence[RecordType]:
        """Return all kinds: one whose file is gone is one that is empty."""
        return tuple(CLASSES)

    def changes(self, kind: RecordType, cursor: str | None) -> Iterator[Page]:
        """Yield all records of a kind if a file of it has changed since `cursor`, else none.

        Raises:
            RetryableError: somebody is writing; a half-copied file is not read.
            UserInputError: a file can't be read as a table, or it is no cursor of ours.
        """
        place = _parse(cursor)
        seen = self._folder.settled(self._clock())
        tables = [one for one in self._tables() if kind in one.types]
        content = self._content([one.name for one in tables], list(seen))
        if place == Place(content, -1):
            yield Page((), None)
            return
        done = place.parts if place.content == content else 0
        count = 0
        for records, refused in self._parts(tables, kind):
            count += 1
            if count > done:
                here = _dump(Place(content, count))
                yield Page(records, here, whole=count == 1, refused=refused)
        self._folder.require_same(seen)
        yield Page((), _dump(Place(content, -1)), whole=count == 0)
        yield Page((), None)

    def fetch(self, kind: RecordType, ids: Sequence[str]) -> Sequence[Record]:
        """Return the records that exist among `ids`; what has no id of its own goes by ids of deals."""
        wanted = set(ids)
        if not wanted:
            return []
        name = "deal_id" if kind in _BY_DEAL else "id"
        found: list[Any] = [one for one in self._all(CLASSES[kind]) if getattr(one, name) in wanted]
        if found and kind in _OF_PEOPLE:
            found = silenced(found, self._silent())
        # Of rows with one id the last counts, as when they are stored.
        return found if kind in _BY_DEAL else list({getattr(one, name): one for one in found}.values())

    def snapshot(self, deal_id: str) -> DealSnapshot:
        """Return the deal with people, activities and history.

        Raises:
            NotFoundError: no such deal.
        """
        as_of = self._clock()
        deals = [one for one in self._all(Deal) if one.id == deal_id]
        if not deals:
            raise NotFoundError("there is no such deal in the watched folder")
        deal = deals[-1]
        links = {one.contact_id: one for one in self._all(DealContact) if one.deal_id == deal_id}
        people = {one.id: one for one in self._all(Contact) if one.id in links}
        touches: dict[str, Activity] = {}
        types: set[str] = set()
        for touch in self._all(Activity):
            types.add(touch.type.value)
            if touch.deal_id == deal_id:
                touches[touch.id] = touch
        tables = {kind for table in self._tables() for kind in table.types}
        return DealSnapshot(
            connection=self._connection,
            as_of=as_of,
            deal=deal,
            company=next((one for one in self._all(Company) if one.id == deal.company_id), None),
            owner=next((one for one in self._all(Owner) if one.id == deal.owner_id), None),
            contacts=tuple(people.values()),
            deal_contacts=tuple(links.values()),
            activities=tuple(sorted(touches.values(), key=lambda one: (one.at, one.id))),
            stage_changes=tuple(sorted(self._of(StageChange, deal_id), key=lambda one: (one.at, one.id))),
            field_changes=tuple(sorted(self._of(FieldChange, deal_id), key=lambda one: (one.at, one.id))),
            line_items=tuple(self._of(LineItem, deal_id)),
            visible=frozenset((tables - {"deal", "company", "owner", "activity"}) | types),
        ).silenced(self._silent() & {one for touch in touches.values() for one in touch.contact_ids})

    def _tables(self) -> Sequence[Table]:
        # A share that is away for a while is no bundle without deals.
        self._folder.require()
        return self._open(self._folder.path, self._config.mapping)

    def _content(self, names: Sequence[str], everything: Sequence[str]) -> str:
        if self._config.mapping is None:
            return self._folder.digest(names)
        # A mapped table may look things up in any other, and the mapping itself may have changed.
        mapping = self._folder.digest_of(Path(self._config.mapping)).hex()
        return f"{self._folder.digest(everything)}-{mapping}"

    def _parts(self, tables: Sequence[Table], kind: RecordType) -> Iterator[tuple[list[Record], Any]]:
        silent = self._silent() if kind in _OF_PEOPLE else frozenset()
        for table in tables:
            # Of a table of several kinds each row is refused once, not once per kind.
            tells = table.types[0] == kind
            for part in table.parts():
                mine = [one for one in part.records if isinstance(one, CLASSES[kind])]
                yield silenced(mine, silent), part.refused if tells else ()

    def _all(self, cls: type[R]) -> Iterator[R]:
        kind = next(kind for kind, known in CLASSES.items() if known is cls)
        for table in self._tables():
            if kind in table.types:
                for part in table.parts():
                    yield from (one for one in part.records if isinstance(one, cls))

    def _silent(self) -> frozenset[str]:
        """Return the ids of everybody who must not be profiled."""
        return frozenset(one.id for one in self._all(Contact) if one.do_not_profile)

    def _of(self, cls: type[R], deal_id: str) -> list[R]:
        found = {one.id: one for one in self._all(cls) if getattr(one, "deal_id", None) == deal_id}  # type: ignore[attr-defined]
        return list(found.values())


def _dump(place: Place) -> str:
    return json.dumps([place.content, place.parts])


def _parse(cursor: str | None) -> Place:
    if cursor is None:
        return Place()
    try:
        content, parts = json.loads(cursor)
        return Place(str(content), int(parts))
    except (ValueError, TypeError):
        raise UserInputError("this is no cursor of a watched folder", code="cursor_invalid") from None
