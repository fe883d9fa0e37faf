"""Pages of rows as records, with the few extra reads a kind needs, batched per page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from crm_ai_plugin.records import Activity, ActivityType, Record, RecordType

from .beside import Beside, Needs
from .mapper import activities, deals, history, people
from .mapper.history import Changes, Last
from .mapper.kinds import EMAIL, EVENT, FIELD_HISTORY, HISTORY, TASK, Kinds
from .mapper.rows import Row, flag, row_id, text
from .queries import Queries
from .reader import Reader


class Converter:
    """Turns rows of one object into records of one kind."""

    def __init__(self, queries: Queries, kinds: Kinds, reader: Reader) -> None:
        self._queries = queries
        self._kinds = kinds
        self._config = kinds.config
        self._reader = reader
        self._beside = Beside(queries, kinds)

    def records(
        self, kind: RecordType, source: str, rows: Sequence[Row], beside: Beside | None = None
    ) -> list[Record]:
        """Return the records of `kind` that `rows` of the object `source` stand for.

        Args:
            kind: Which records; an object may stand for several kinds.
            source: The object.
            rows: Its rows.
            beside: Where to find what they need beside themselves; None asks for it now.
        """
        config = self._config
        found: Iterable[Record]
        match kind:
            case "company":
                found = (people.company(row) for row in rows)
            case "contact":
                found = (people.contact(row, config) for row in rows)
            case "owner":
                found = (people.owner(row) for row in rows)
            case "deal":
                stages = self._reader.stages()
                found = (deals.deal(row, stages, config) for row in rows if self._chosen(row))
            case "deal_contact":
                found = (people.deal_contact(row, config) for row in rows if row.get("ContactId"))
            case "line_item":
                found = (deals.line_item(row) for row in rows)
            case "activity":
                found = self._activities(source, rows, beside)
            case "field_change" if source == FIELD_HISTORY:
                # Amount and close date come from the other history, which goes back further.
                found = (one for one in history.tracked_changes(rows) if one.field == "owner_id")
            case _:
                found = self.of_history(kind, self.histories(rows, beside))
        return list(found)

    def of_history(self, kind: RecordType, changes: Changes) -> list[Record]:
        """Return the changes of `kind`."""
        return [*(changes.stages if kind == "stage_change" else changes.fields)]

    def read_history(self, rows: Sequence[Row], before: Last | None) -> Changes:
        """Return the changes in complete histories that come sorted by deal and time."""
        return history.read_history(rows, self._reader.stages(), before)

    def deleted_id(self, kind: RecordType, row: Row) -> str | None:
        """Return the id of ours that a deleted row had, None when it can't be told."""
        if kind == "deal_contact":
            deal, contact = text(row.get("OpportunityId")), text(row.get("ContactId"))
            return f"{deal}:{contact}" if deal and contact else None
        if kind == "line_item":
            return deals.line_item(row).id if row.get("OpportunityId") else None
        return row_id(row)

    def _chosen(self, row: Row) -> bool:
        chosen = self._config.record_types
        return not chosen or text(row.get("RecordType.Name")) in chosen

    def histories(self, rows: Sequence[Row], beside: Beside | None = None) -> Changes:
        """Return all changes of the deals in `rows`: what a change was from is in the row before it."""
        found = (beside or self._beside).histories(self.needs({HISTORY: rows}))
        return self.read_history(history.in_order(found), None)

    def needs(self, found: Mapping[str, Sequence[Row]]) -> Needs:
        """Return what rows, by object, need beside themselves."""
        ids: set[str] = set()
        addresses: set[str] = set()
        for source in (TASK, EVENT, EMAIL):
            rows = self._told(source, found.get(source, ()))
            ids.update(one for row in rows if (one := activities.who(row)))
            if source == EMAIL:
                addresses.update(one for row in rows for one in people.addresses(row))
        deals_of = (text(row.get("OpportunityId")) for row in found.get(HISTORY, ()))
        return Needs(ids, addresses, frozenset(one for one in deals_of if one))

    def _told(self, source: str, rows: Sequence[Row]) -> Sequence[Row]:
        """Return the rows that are activities; an e-mail's task only repeats it where e-mails are records."""
        if source != TASK or not self._queries.schema.has(EMAIL):
            return rows
        return [
            row
            for row in rows
            if not (activities.task_type(row) is ActivityType.EMAIL and _is_email_task(row))
        ]

    def _activities(self, source: str, rows: Sequence[Row], beside: Beside | None) -> list[Activity]:
        rows = self._told(source, rows)
        known = (beside or self._beside).people(self.needs({source: rows}))
        book = people.address_book(known)
        silent = {one for one, row in known.items() if people.is_silent(row, self._config)}
        found: Iterable[Activity | None]
        if source == EMAIL:
            found = (activities.email(row, book, silent) for row in rows)
        elif source == EVENT:
            found = (activities.event(row, silent) for row in rows)
        else:
            found = (activities.task(row, silent) for row in rows)
        return [one for one in found if one is not None]


def _is_email_task(row: Row) -> bool:
    return (text(row.get("TaskSubtype")) or "").lower() == "email" and not flag(row.get("IsDeleted"))


SOURCE_OF_ID = {"00T": TASK, "00U": EVENT, "02s": EMAIL}
"""Which object the id of an activity belongs to."""
