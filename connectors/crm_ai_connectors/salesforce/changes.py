"""All records of a kind, oldest change first, resumable anywhere.

First load: REST pages, whose first answer says how many there are. From `bulk_from` on a Bulk API 2.0 job
takes over, of which a cursor names job and place in the results. While the job runs, `RetryableError` says
when to come back; the cursor given before leads to the same job. Where a job is impossible, REST goes on.

After that: ``queryAll`` by SystemModstamp from the last seen time on, deleted records included. A cursor
never points later than an overlap before its query, because a transaction may commit with an earlier stamp
than one already seen; what is delivered twice is written twice with no effect.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain

from crm_ai_plugin.errors import NotFoundError, PermanentError, RetryableError, UserInputError
from crm_ai_plugin.ports.clock import Clock
from crm_ai_plugin.ports.connector import Page
from crm_ai_plugin.records import Record, RecordType

from . import cursor as cursors
from . import soql
from .answers import LOCATOR_GONE
from .beside import Beside, Everyone, Gathered
from .bulk_job import RESULT_PAGE, BulkJobs, JobState
from .config import SalesforceConfig
from .convert import SOURCE_OF_ID, Converter
from .cursor import Position
from .ids import record_ids
from .mapper.history import Changes, Last
from .mapper.kinds import ARCHIVED, CHANGED, EMAIL, HISTORY, NEVER_DELETED, SOURCES, STAGE, USER, Kinds
from .mapper.rows import Row, flag, moment, text
from .queries import Queries, Query, TooManyRowsError
from .reader import Reader
from .soql import Select

_HEAVY_PAGE = 2_000
"""Results of a page of e-mails, whose bodies are long."""
_PAGE = 2_000
"""Rows that one answer of a query holds at most."""
_FIRST_PAUSE_S = 0.5
_LONGEST_PAUSE_S = 5.0
_COME_BACK_S = 30.0
_Together = Sequence[RecordType]
_BY_DEAL = frozenset({"deal_contact", "stage_change", "field_change"})


class ChangesReader:
    """Pages through kinds and fetches records by id."""

    def __init__(
        self,
        queries: Queries,
        jobs: BulkJobs,
        kinds: Kinds,
        converter: Converter,
        reader: Reader,
        clock: Clock,
        *,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._queries = queries
        self._jobs = jobs
        self._kinds = kinds
        self._config: SalesforceConfig = kinds.config
        self._convert = converter
        self._reader = reader
        self._clock = clock
        self._sleep = sleep

    def changes(self, kind: RecordType, cursor: str | None) -> Iterator[Page]:
        """Return pages; every page but the empty last one carries a cursor to resume from."""
        return self.changes_together((kind,), cursor)

    def changes_together(self, kinds: Sequence[RecordType], cursor: str | None) -> Iterator[Page]:
        """Yield pages of several kinds that stand for the same rows."""
        sources = tuple(dict.fromkeys(source for kind in kinds for source in _sources(kind)))
        positions = cursors.parse(cursor, sources)
        if len(sources) > 1 and all(positions.get(one, Position()).since is not None for one in sources):
            yield from self._lately(kinds, positions)
            yield Page((), None)
            return
        beside = Everyone(self._queries, self._kinds)
        for source in sources:
            mine = _of_source(kinds, source)
            at = positions.get(source) or Position()
            steps = (
                self._first(mine, source, at, beside) if at.since is None else self._later(mine, source, at)
            )
            for records, deleted, place, as_of in steps:
                positions[source] = place
                yield Page(records, cursors.dump(positions), deleted, as_of, deleted_kind=mine[0])
        yield Page((), None)

    def fetch(self, kind: RecordType, ids: Sequence[str]) -> list[Record]:
        """Return the records that exist among `ids`; deal contacts and changes go by ids of deals.

        Raises:
            NotFoundError: one is no id at all.
        """
        wanted = record_ids(ids)
        records: list[Record] = []
        for source in _sources(kind):
            mine = [one for one in wanted if kind != "activity" or SOURCE_OF_ID.get(one[:3]) == source]
            if not mine:
                continue
            field = "OpportunityId" if kind in _BY_DEAL else "Id"
            select = self._kinds.select(source)
            asked = {
                f"part{place}": Query(select, soql.where_in(field, chunk), all_rows=source in ARCHIVED)
                for place, chunk in enumerate(soql.chunks(mine))
            }
            rows = [row for answer in self._queries.run(asked).values() for row in answer]
            records += self._convert.records(kind, source, rows)
        return records

    # --- the first load ---

    def _first(self, kinds: _Together, source: str, at: Position, beside: Beside) -> Iterator[_Step]:
        if at.begun is None:
            at = replace(at, begun=self._clock().astimezone(UTC).isoformat())
        most = None if at.plain or source == USER else self._config.bulk_from
        if at.job is None:
            step: _Step | None = None
            try:
                for step in self._by_rest(kinds, source, at, beside, most):
                    yield step
            except TooManyRowsError:
                pass
            else:
                if step is None:
                    # Nothing there is also something to go on from.
                    yield (), (), at.loaded(), None
                return
        try:
            yield from self._by_job(kinds, source, at, beside)
        except _BulkImpossibleError:
            yield from self._by_rest(kinds, source, Position(begun=at.begun, plain=True), beside, None)

    def _by_job(self, kinds: _Together, source: str, at: Position, beside: Beside) -> Iterator[_Step]:
        job = at.job or self._create(source)
        if at.job is None:
            at = replace(at, job=job)
            yield (), (), at, None
        # A prepared result is as old as the job, however late its last page is fetched.
        as_of = None if at.begun is None else datetime.fromisoformat(at.begun)
        try:
            if at.locator is None:
                self._wait(source, job)
            size = _HEAVY_PAGE if source == EMAIL else RESULT_PAGE
            while True:
                found = self._jobs.results(source, job, at.locator or "", size)
                if source == HISTORY:
                    changes = self._convert.read_history(found.rows, _last(at))
                    records = self._of_history(kinds, changes)
                    at = replace(at, last=tuple(changes.last.as_list()))
                else:
                    kept = [row for row in found.rows if not _is_gone(row)]
                    records = self._records(kinds, source, kept, beside)
                if not found.locator:
                    yield records, (), at.loaded(), as_of
                    return
                at = replace(at, locator=found.locator)
                yield records, (), at, as_of
        except NotFoundError:
            # Results are kept for a week; who comes later begins again.
            raise _BulkImpossibleError from None

    def _create(self, source: str) -> str:
        where = soql.order_by("OpportunityId", "CreatedDate", "Id") if source == HISTORY else ""
        select = self._kinds.select(source)
        more = () if source in NEVER_DELETED else ("IsDeleted",)
        query = Query(Select(select.name, (*select.fields, *more), select.wanted), where)
        try:
            return self._jobs.create(source, self._queries.text(query), all_rows=source in ARCHIVED)
        except PermanentError:
            raise _BulkImpossibleError from None

    def _wait(self, source: str, job: str) -> None:
        waited, pause = 0.0, _FIRST_PAUSE_S
        while (state := self._jobs.state(source, job)) is JobState.RUNNING:
            if waited + pause > self._config.bulk_wait_s:
                raise RetryableError(
                    "Salesforce is still preparing the first load",
                    code="bulk_running",
                    retry_after=_COME_BACK_S,
                )
            self._sleep(pause)
            waited, pause = waited + pause, min(pause * 2, _LONGEST_PAUSE_S)
        if state is JobState.FAILED:
            raise _BulkImpossibleError

    def _by_rest(
        self, kinds: _Together, source: str, at: Position, beside: Beside, most: int | None
    ) -> Iterator[_Step]:
        if source != HISTORY:
            yield from self._later(kinds, source, at, beside, most)
            return
        where = soql.where_from("OpportunityId", at.deal)
        query = Query(self._kinds.select(source), where + soql.order_by("OpportunityId", "CreatedDate", "Id"))
        last: Last | None = None
        for rows in self._queries.pages(query, most=most):
            changes = self._convert.read_history(rows, last)
            last = changes.last
            at = replace(at, deal=last.deal_id or at.deal)
            yield self._of_history(kinds, changes), (), at, None
        yield (), (), at.loaded(), None

    # --- what changed since ---

    def _later(
        self,
        kinds: _Together,
        source: str,
        at: Position,
        beside: Beside | None = None,
        most: int | None = None,
    ) -> Iterator[_Step]:
        field, select = _field(source), self._select_changed(source)
        while True:
            query = Query(select, soql.where_changed(at.since_time, field))
            begun_at, read_at = at.since, self._clock()
            try:
                for rows in self._queries.pages(query, deleted=source not in NEVER_DELETED, most=most):
                    if rows:
                        at = _passed(rows, source, at, read_at)
                        yield self._changed(kinds, source, rows, at, beside)
            except PermanentError as error:
                if error.code != LOCATOR_GONE or at.since == begun_at:
                    raise
                # Whoever writes the pages away took too long; on from what was delivered.
                continue
            if (past := at.past(read_at)) != at:
                yield (), (), past, None
            return

    def _lately(self, kinds: _Together, positions: dict[str, Position]) -> Iterator[Page]:
        """Yield what changed in all objects, asked for in as few calls as their queries fit into.

        Raises:
            CrmAiError: an object could not be read; what the others brought was delivered before, and its
                position stays where it was.
        """
        asked = {
            source: Query(
                self._select_changed(source),
                soql.where_changed(at.since_time, _field(source)) + soql.at_most(_PAGE),
                all_rows=source not in NEVER_DELETED,
            )
            for source, at in positions.items()
        }
        read_at = self._clock()
        found, failed = self._queries.tried(asked | self._reader.stages_asked())
        # Whoever needs stages that could not be read asks again, and fails on its own.
        self._reader.keep_stages(found.pop(STAGE, None))
        failed.pop(STAGE, None)
        alive = {source: [row for row in rows if not _is_gone(row)] for source, rows in found.items()}
        beside = Gathered(self._queries, self._kinds, self._convert.needs(alive))
        for source, rows in found.items():
            mine = _of_source(kinds, source)
            if not rows:
                continue
            passed = _passed(rows, source, positions[source], read_at)
            whole = len(rows) < _PAGE
            place = passed.past(read_at) if whole else passed
            first = self._changed(mine, source, rows, place, beside, as_of=read_at)
            # What did not fit into one answer is read page by page.
            more = () if whole else self._later(mine, source, passed)
            for records, deleted, place, as_of in chain([first], more):
                positions[source] = place
                yield Page(records, cursors.dump(positions), deleted, as_of, deleted_kind=mine[0])
        for error in failed.values():
            raise error

    def _select_changed(self, source: str) -> Select:
        select = self._kinds.select(source)
        more = (_field(source),) if source in NEVER_DELETED else (_field(source), "IsDeleted")
        return Select(select.name, (*select.fields, *more), select.wanted)

    def _changed(
        self,
        kinds: _Together,
        source: str,
        rows: Sequence[Row],
        at: Position,
        beside: Beside | None,
        as_of: datetime | None = None,
    ) -> _Step:
        alive = [row for row in rows if not _is_gone(row)]
        gone = (self._convert.deleted_id(kinds[0], row) for row in rows if _is_gone(row))
        records = self._records(kinds, source, alive, beside)
        return records, [one for one in gone if one is not None], replace(at, begun=None, plain=False), as_of

    def _records(
        self, kinds: _Together, source: str, rows: Sequence[Row], beside: Beside | None
    ) -> list[Record]:
        if source == HISTORY:
            return self._of_history(kinds, self._convert.histories(rows, beside))
        return [one for kind in kinds for one in self._convert.records(kind, source, rows, beside)]

    def _of_history(self, kinds: _Together, changes: Changes) -> list[Record]:
        return [one for kind in kinds for one in self._convert.of_history(kind, changes)]


_Step = tuple[Sequence[Record], Sequence[str], Position, datetime | None]
"""Records, ids of deleted ones, where to go on, and as of when that holds if not as of now."""


class _BulkImpossibleError(Exception):
    """This object can't be had by bulk job; REST can."""


def _sources(kind: RecordType) -> tuple[str, ...]:
    found = SOURCES.get(kind)
    if found is None:
        raise UserInputError(f"Salesforce has no {kind} records", code="kind_unknown")
    return found


def _of_source(kinds: _Together, source: str) -> _Together:
    return [kind for kind in kinds if source in _sources(kind)]


def _is_gone(row: Row) -> bool:
    return flag(row.get("IsDeleted"))


def _field(source: str) -> str:
    return CHANGED.get(source, "SystemModstamp")


def _passed(rows: Sequence[Row], source: str, at: Position, read_at: datetime) -> Position:
    """Return where to go on behind rows that were asked for at `read_at`."""
    return at.passed(moment(rows[-1].get(_field(source))), read_at)


def _last(at: Position) -> Last | None:
    if at.last is None:
        return None
    deal, stage, amount, close = at.last
    return Last(text(deal) or "", stage, amount, close)
