"""Looks at records that were kept: repeats, references to nothing, dates that contradict each other."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from operator import attrgetter
from typing import Any

from ..records import Deal, Outcome, Record, RecordType
from .columns import SPECS
from .reasons import DirtCode
from .report import ImportReport
from .spelling import Pair, Spellings, fold

_MAX_SUGGESTIONS = 20_000

# Free text, people and keys are no categories; their spellings are nobody's business.
_NOT_WATCHED = frozenset(
    (
        "id",
        "first_name",
        "last_name",
        "email",
        "phone",
        "subject",
        "body",
        "old",
        "new",
        "thread_id",
        "domain",
    )
)
_NAMES_NOT_WATCHED: frozenset[RecordType] = frozenset(("deal", "owner"))


class RecordInspector:
    """Watches the records of one type in one file."""

    def __init__(
        self,
        type_: RecordType,
        *,
        main: bool,
        file: str,
        expected: frozenset[RecordType],
        report: ImportReport,
    ) -> None:
        """`expected` are the types the import brings; references to others can't be checked."""
        spec, known = SPECS[type_], report.known
        self._type: RecordType = type_
        self._main = main
        self._file = file
        self._known = known
        self._report = report
        self._key: Callable[[Any], Any] = attrgetter(*spec.key)
        self._keys = known.keys[type_]
        self._references: list[tuple[str, RecordType | None, bool]] = [
            (name, column.references, column.kind == "list")
            for name, column in spec.columns.items()
            if column.references in expected
        ]
        self._watched = {name: Spellings() for name in self._categories()}
        self._watch_custom = type_ != "contact"  # what a CRM notes about people is personal data
        self._custom: dict[str, Spellings] = {}

    def repeated(self, record: Record) -> bool:
        """Return whether a record with this key came before."""
        return hash(self._key(record)) in self._keys

    def keep(self, record: Record, line: int) -> None:
        """Note a record that is kept."""
        key = self._key(record)
        self._keys.add(hash(key))
        if self._type in ("company", "owner") and len(self._known.spelled[self._type]) < _MAX_SUGGESTIONS:
            self._known.spelled[self._type].setdefault(fold(key), key)
        if not self._main:
            self._known.content[self._type].setdefault(hash(key), _content(record))
        if self._references:
            self._check_references(record, line)
        if self._watched:
            self._count_spellings(record, line)
        if type(record) is Deal:
            self._check_deal(record, line)

    def contradicts(self, record: Record) -> bool:
        """Return whether a repeated record (the company of a second deal) says something else than before."""
        before = self._known.content[self._type].get(hash(self._key(record)))
        return before is not None and before != _content(record)

    def finish(self) -> None:
        """Report what only the whole file can tell."""
        for column, spellings in (*self._watched.items(), *self._custom.items()):
            for pair in spellings.same():
                self._report_pair(
                    "spellings", column, "values that differ only in case, blanks or punctuation", pair
                )
            for pair in spellings.typos():
                self._report_pair("typo", column, "rare values that look like slips of common ones", pair)

    def _categories(self) -> list[str]:
        if self._type in ("activity", "field_change", "deal_contact"):
            return []
        skip = _NOT_WATCHED | ({"name"} if self._type in _NAMES_NOT_WATCHED else set())
        return [
            name
            for name, column in SPECS[self._type].columns.items()
            if column.kind == "text" and column.references is None and name not in skip
        ]

    def _count_spellings(self, record: Record, line: int) -> None:
        values = record.__dict__
        for name, spellings in self._watched.items():
            value = values[name]
            if value:
                spellings.add(value, line)
        for name, value in record.custom.items():
            if type(value) is str and self._watch_custom:
                found = self._custom.get(name)
                if found is None:
                    found = self._custom[name] = Spellings()
                found.add(value, line)

    def _check_references(self, record: Record, line: int) -> None:
        values = record.__dict__
        for name, type_, many in self._references:
            value = values[name]
            if not value or type_ is None:
                continue
            known = self._known.keys[type_]
            for one in value if many else (value,):
                if hash(one) not in known:
                    message = f"references to a {type_} that is not in the bundle{self._near(type_, one)}"
                    self._report.warn("unknown_reference", self._file, name, message, line=line, value=one)

    def _near(self, type_: RecordType, id_: str) -> str:
        spelled = self._known.spelled[type_]
        found = spelled.get(fold(id_))
        if found is None and len(spelled) <= 1_000:  # keeps a dirty import fast
            near = difflib.get_close_matches(fold(id_), spelled, n=1, cutoff=0.85)
            found = spelled[near[0]] if near else None
        return f", e.g. `{id_[:40]}` (did you mean `{found[:40]}`?)" if found else ""

    def _check_deal(self, deal: Deal, line: int) -> None:
        if deal.outcome is Outcome.OPEN:
            if deal.closed_at is not None:
                self._report.warn(
                    "open_but_closed", self._file, "closed_at", "open deals that have a close time", line=line
                )
            return
        if deal.closed_at is None:
            self._report.warn(
                "closed_without_time",
                self._file,
                "closed_at",
                "won or lost deals without a close time",
                line=line,
            )
        elif deal.created_at is not None and deal.closed_at < deal.created_at:
            self._report.warn(
                "closed_before_created",
                self._file,
                "closed_at",
                "deals closed before they were created",
                line=line,
            )

    def _report_pair(self, code: DirtCode, column: str, message: str, pair: Pair) -> None:
        shown = f"{pair.rare[:18]} / {pair.common[:18]}"
        self._report.warn(code, self._file, column, message, line=pair.line, value=shown, count=pair.rows)


def _content(record: Record) -> int:
    values = [value for name, value in record.__dict__.items() if name != "custom"]
    return hash((*values, *sorted(record.custom.items(), key=lambda item: item[0])))
