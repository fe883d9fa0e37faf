"""Queries run together: up to five in one composite call, several such calls at the same time.

A composite answer counts as one of the day's API calls. Of its 25 parts five may be queries. A query that
asks for what the org does not have is asked again without it; `Schema` remembers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from crm_ai_plugin.errors import CrmAiError, RetryableError
from crm_ai_plugin.ports.clock import Clock
from crm_ai_plugin.ports.connector import TokenStore

from ..http.parallel import Parallel
from ..http.retry import Effect
from . import answers, soql
from .client import Call, SalesforceClient, as_mapping
from .config import SalesforceConfig
from .ids import next_page
from .mapper.rows import Row, as_row
from .soql import Schema, Select

QUERIES_PER_CALL = 5
_TRIES = 24
"""Salesforce names one missing field at a time."""
_REMEMBERED_FOR = timedelta(hours=6)
_SETUP = "setup"


class TooManyRowsError(Exception):
    """A query has more rows than its caller wants to page through."""


@dataclass(frozen=True)
class Query:
    """What to read, and which records."""

    select: Select
    where: str
    all_rows: bool = False
    """Whether archived records count: activities of more than a year ago are."""


class Queries:
    """Runs queries and follows their pages."""

    def __init__(
        self,
        client: SalesforceClient,
        config: SalesforceConfig,
        parallel: Parallel,
        store: TokenStore,
        clock: Clock,
    ) -> None:
        self._client = client
        self._config = config
        self._parallel = parallel
        self._store = store
        self._clock = clock
        self._schema: Schema | None = None

    @property
    def schema(self) -> Schema:
        """What the org turned out not to have; read from the connection's store at first."""
        if self._schema is None:
            self._schema = Schema(self._remembered())
        return self._schema

    def run(self, asked: Mapping[str, Query]) -> dict[str, list[Row]]:
        """Return the rows of each query; none of objects that are not there.

        Raises:
            MissingError: an indispensable field is not there.
        """
        found, failed = self.tried(asked)
        for error in failed.values():
            raise error
        return found

    def tried(self, asked: Mapping[str, Query]) -> tuple[dict[str, list[Row]], dict[str, CrmAiError]]:
        """Return the rows of each query that was answered, and what is wrong with each that was not.

        Raises:
            CrmAiError: a whole call failed.
        """
        known = self.schema.missing
        left = dict(asked)
        found: dict[str, list[Row]] = {name: [] for name in asked}
        failed: dict[str, CrmAiError] = {}
        for _ in range(_TRIES):
            left = {name: one for name, one in left.items() if self.schema.has(one.select.name)}
            if not left:
                break
            groups = list(soql.chunks(left.items(), QUERIES_PER_CALL))
            calls: dict[int, Callable[[], dict[str, Any]]] = {
                place: partial(self._composite, dict(group)) for place, group in enumerate(groups)
            }
            parts = [calls[0]()] if len(calls) == 1 else list(self._parallel.run(calls).values())
            again: dict[str, Query] = {}
            for name, part in ((name, part) for group in parts for name, part in group.items()):
                failed.pop(name, None)
                if not isinstance(part, CrmAiError):
                    found[name] = part
                    continue
                failed[name] = part
                with suppress(CrmAiError):
                    self._lose(left[name].select, part)
                    again[name] = left[name]
            left = again
        if self.schema.missing != known:
            self._remember()
        gone = {name for name in failed if not self.schema.has(asked[name].select.name)}
        failed = {name: error for name, error in failed.items() if name not in gone}
        return {name: rows for name, rows in found.items() if name not in failed}, failed

    def one(self, query: Query) -> list[Row]:
        """Return the rows of one query."""
        return self.run({"one": query})["one"]

    def pages(self, query: Query, *, deleted: bool = False, most: int | None = None) -> Iterator[list[Row]]:
        """Yield the rows of a query page by page, deleted ones too if asked.

        Raises:
            TooManyRowsError: there are more than `most`; no page was yielded.
        """
        known = self.schema.missing
        raw = None
        for _ in range(_TRIES):
            if not self.schema.has(query.select.name):
                break
            try:
                raw = self._client.call(Effect.READ, _asking(self.text(query), deleted=deleted))
                break
            except answers.MissingError as error:
                self._lose(query.select, error)
        else:
            raise RetryableError("Salesforce refuses ever more fields", code="malformed_answer")
        if self.schema.missing != known:
            self._remember()
        if raw is None:
            return
        total = as_mapping(raw).get("totalSize")
        if most is not None and isinstance(total, int) and total > most:
            raise TooManyRowsError
        yield from self._pages(raw)

    def text(self, query: Query) -> str:
        """Return a query as SOQL, without what the org does not have."""
        own = (self._config.insight_object,)
        return soql.select(self.schema.fields(query.select), query.select.name, query.where, also=own)

    def _composite(self, group: Mapping[str, Query]) -> dict[str, Any]:
        """Return rows or the error of each query."""
        base = f"/services/data/v{self._config.api_version}"
        body = {
            "allOrNone": False,
            "compositeRequest": [
                {
                    "method": "GET",
                    "url": f"{base}/{'queryAll' if one.all_rows else 'query'}?q={quote(self.text(one), safe='')}",
                    "referenceId": name,
                }
                for name, one in group.items()
            ],
        }
        raw = self._client.call(
            Effect.READ, lambda vendor: vendor.restful("composite", method="POST", json=body)
        )
        parts = as_mapping(raw).get("compositeResponse")
        answered = {
            str(part.get("referenceId")): part
            for part in (parts if isinstance(parts, list) else ())
            if isinstance(part, Mapping)
        }
        return {name: self._rows_or_error(answered.get(name)) for name in group}

    def _rows_or_error(self, part: Mapping[str, Any] | None) -> list[Row] | CrmAiError:
        try:
            return self._part(part)
        except CrmAiError as error:
            return error

    def _part(self, part: Mapping[str, Any] | None) -> list[Row]:
        if part is None:
            raise RetryableError("Salesforce's answer lacks a part", code="malformed_answer")
        status = part.get("httpStatusCode")
        if not isinstance(status, int) or status != HTTPStatus.OK:
            error = answers.error_of(int(status or 0), {}, part.get("body"), write=False)
            self._client.tell_part(error)
            raise error
        return [row for page in self._pages(part.get("body")) for row in page]

    def _pages(self, raw: object) -> Iterator[list[Row]]:
        seen: set[str] = set()
        while True:
            answer = as_mapping(raw)
            records = answer.get("records")
            if not isinstance(records, list):
                raise RetryableError("Salesforce's answer can't be read", code="malformed_answer")
            yield [as_row(one) for one in records if isinstance(one, Mapping)]
            path = next_page(answer.get("nextRecordsUrl"))
            if answer.get("done", True) or path is None:
                return
            if path in seen:
                raise RetryableError("Salesforce names the same next page for ever", code="cursor_repeated")
            seen.add(path)
            raw = self._client.call(Effect.READ, _following(path))

    def _lose(self, select: Select, error: CrmAiError) -> None:
        """Note what is missing.

        Raises:
            CrmAiError: nothing can be done without it.
        """
        names: Sequence[str] = sorted(getattr(error, "names", ()))
        if error.code == answers.OBJECT_MISSING:
            if select.name == "Opportunity":
                raise error
            self.schema.lose_object(select.name)
        elif not self.schema.lose_fields(select, names):
            raise error

    def _remembered(self) -> Sequence[str]:
        setup = self._store.load().get(_SETUP)
        if not isinstance(setup, Mapping) or setup.get("version") != self._config.api_version:
            return ()
        try:
            at = datetime.fromisoformat(str(setup.get("at")))
            fresh = self._clock() - at < _REMEMBERED_FOR
        except (ValueError, TypeError):
            return ()
        names = setup.get("missing")
        return [str(one) for one in names] if fresh and isinstance(names, list) else ()

    def _remember(self) -> None:
        # Only saves calls: whoever can't note it finds out again.
        with suppress(RetryableError), self._store.exclusive():
            found = {
                "version": self._config.api_version,
                "at": self._clock().isoformat(),
                "missing": sorted(self.schema.missing),
            }
            self._store.save({**self._store.load(), _SETUP: found})


def _asking(soql_text: str, *, deleted: bool) -> Call[Any]:
    return lambda vendor: vendor.query(soql_text, include_deleted=deleted)


def _following(path: str) -> Call[Any]:
    return lambda vendor: vendor.query_more(path, identifier_is_url=True)
