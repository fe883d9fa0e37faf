"""Numbers and dates of a text, in the ways its language writes them.

One written number can have several readings (1.234 is 1234 in Berlin and a little more than one in Boston), so
a figure carries all of them, and two figures agree when they share one.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from .language import Language, plain_letters
from .quantities import Number, numbers
from .refusal import Refusal

_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_NUMERIC = re.compile(r"(?<![\d.,/])(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})(?!\d)")
_SHORT_NUMERIC = re.compile(
    r"(?i)(?:(?<=\bam\s)|(?<=\bab\s)|(?<=\bdem\s)|(?<=\bden\s)|(?<=\bvom\s)|(?<=\bzum\s)|(?<=\bbis\s))(\d{1,2})\.(\d{1,2})\.(?!\d)"
)
"""Only after a German preposition of time: elsewhere it is a decimal at the end of a sentence."""
_RELATIVE = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_QUESTION = re.compile(r"[^.!?\n]*\?")
_ABBREVIATION = 4
"""Letters of the longest short form of a day."""
CAPITAL_MONTHS = ("en", "de")


def _span(unit: str, least: int, most: int, factor: int = 1) -> tuple[Number, Number]:
    low, high = (Number(frozenset({Decimal(n)}), unit, factor=Decimal(factor)) for n in (least, most))
    return low, high


_WEEK = (_span("minutes", 4, 10, 1440),)
_MONTH = (_span("minutes", 20, 45, 1440), _span("months", 1, 1))
_YEAR = (_span("months", 9, 15),)
_DAY = (_span("minutes", 1, 1, 1440),)
_NEAR = {
    "yesterday": _DAY,
    "tomorrow": _DAY,
    "last_week": _WEEK,
    "next_week": _WEEK,
    "last_month": _MONTH,
    "next_month": _MONTH,
    "last_year": _YEAR,
    "next_year": _YEAR,
}
"""How far away what is said to be then may be."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day as far as it was written: without its year, or a month alone."""

    month: int
    day: int | None = None
    year: int | None = None

    def within(self, other: Day) -> bool:
        """Whether `other` says at least this."""
        return self.month == other.month and self.day in (None, other.day) and self.year in (None, other.year)


@dataclass
class Figures:
    """Everything of a text that is counted or dated."""

    numbers: list[Number] = field(default_factory=list)
    days: list[Day] = field(default_factory=list)
    weekdays: set[int] = field(default_factory=set)
    relative: set[str] = field(default_factory=set)

    def add(self, other: Figures) -> None:
        """Take in what another text says."""
        self.numbers += other.numbers
        self.days += other.days
        self.weekdays |= other.weekdays
        self.relative |= other.relative

    def add_date(self, when: date) -> None:
        """Take in a date that is known without being written."""
        self.days.append(Day(when.month, when.day, when.year))

    def missing_from(
        self, allowed: Figures, *, advises: bool = False, own: Figures | None = None
    ) -> Refusal | None:
        """Return which kind of figure here has no counterpart in `allowed`: ``number``, ``date`` or None.

        Args:
            allowed: What is known.
            advises: Whether it tells a rep what to do: there today is a word for soon.
            own: What the text to be worded says itself. Whatever it says holds now, so that today adds nothing to
                it, unless it stands in the place of the time it names.
        """
        known = [*allowed.numbers, *(Number(frozenset({Decimal(d.year)})) for d in allowed.days if d.year)]
        if any(not n.implied and not n.stands_in(known) for n in self.numbers):
            return "number"
        if any(not any(d.within(a) for a in allowed.days) for d in self.days):
            return "date"
        if self.weekdays - allowed.weekdays - allowed.weekdays_of_days():
            return "date"
        near = {name for name, spans in _NEAR.items() if any(allowed.has(n, m) for n, m in spans)}
        if advises or not (own or allowed).times or self.times:
            near.add("today")
        return "date" if self.relative - allowed.relative - near else None

    @property
    def times(self) -> bool:
        """Whether it says when, or for how long."""
        moved = self.relative - {"today"}
        return bool(
            self.days
            or self.weekdays
            or moved
            or any(n.unit in ("minutes", "months") and not n.implied for n in self.numbers)
        )

    def has(self, least: Number, most: Number) -> bool:
        """Whether it holds a length of time from `least` to `most`."""
        low, high = (min(n.values) * n.factor for n in (least, most))
        return any(
            number.unit == least.unit and low <= min(number.values) * number.factor <= high
            for number in self.numbers
        )

    def weekdays_of_days(self) -> set[int]:
        """The weekdays on which its full dates fall."""
        found = set()
        for day in self.days:
            if day.day is not None and day.year is not None:
                with suppress(ValueError):
                    found.add(date(day.year, day.month, day.day).weekday())
        return found


def figures(text: str, words: Language) -> Figures:
    """Return the figures of `text`."""
    found = Figures()
    rest = _take_dates(plain_letters(text), words, found)
    found.numbers += numbers(rest, words)
    return found


def _take_dates(text: str, words: Language, found: Figures) -> str:
    """Enter the dates of `text` and return it without them, so that their numbers count only together."""

    def iso(m: re.Match[str]) -> str:
        return _entered(found, m, [(m[3], m[2], m[1])])

    def numeric(m: re.Match[str]) -> str:
        year = m[3] if len(m[3]) == 4 else f"20{m[3]}"
        return _entered(found, m, [(m[1], m[2], year), (m[2], m[1], year)])

    def short(m: re.Match[str]) -> str:
        return _entered(found, m, [(m[1], m[2], None)])

    text = _SHORT_NUMERIC.sub(short, _NUMERIC.sub(numeric, _ISO.sub(iso, text)))

    def named(m: re.Match[str]) -> str:
        if m["day"] is None and m["year"] is None and not _names_a_month(m, words):
            return m.group()
        return _entered(found, m, [(m["day"], str(words.months[m["month"].casefold()]), m["year"])])

    for pattern in words.dates:
        text = pattern.sub(named, text)
    text = words.short_days.sub(lambda m: _short_day(found, m, words), text)
    for word in _RELATIVE.findall(text):
        small = word.casefold()
        # Tuesday's, Tuesday-to-Friday
        for part in {small, *re.split(r"['\-]", small)}:
            if part in words.weekdays and part not in words.ambiguous:
                found.weekdays.add(words.weekdays[part])
            elif words.joins:
                # montags, Montagmorgen, maandagochtend
                found.weekdays |= {
                    day
                    for name, day in words.weekdays.items()
                    if part.startswith(name) and len(name) > _ABBREVIATION
                }
    # The fourth in quarta-feira is none.
    text = _RELATIVE.sub(
        lambda m: " " if "-" in m.group() and m.group().casefold() in words.weekdays else m.group(), text
    )
    # What somebody asks about today is no date, and "der Morgen" is the morning.
    for moved in words.moved.finditer(words.mornings.sub(" ", _QUESTION.sub(" ", text))):
        if not (words.code == "de" and moved.group() == "Morgen"):
            found.relative.add(words.relative[moved.group().casefold()])
    return text


def _short_day(found: Figures, match: re.Match[str], words: Language) -> str:
    for day in (match["day"], match["then"]):
        if day:
            found.weekdays.add(words.weekdays[f"{day.casefold()}-feira"])
    # What is left is the other day, for the next look.
    return match.group().removesuffix(match["then"]) if match["then"] else " "


def _names_a_month(m: re.Match[str], words: Language) -> bool:
    """Whether a month without a day is one: "mars" and "may" are words, and so are many short forms."""
    small, capital = m["month"].casefold(), m["month"][0].isupper()
    if words.code in CAPITAL_MONTHS and not capital:
        return False
    if small not in words.full_months and not (m.group().endswith(".") or words.code in CAPITAL_MONTHS):
        return False
    return small not in words.ambiguous or bool(words.month_after.search(m.string[: m.start()]))


def _entered(found: Figures, match: re.Match[str], readings: list[tuple[str | None, str, str | None]]) -> str:
    days = [
        Day(int(month), int(day) if day else None, int(year) if year else None)
        for day, month, year in readings
        if 1 <= int(month) <= 12 and (not day or 1 <= int(day) <= 31)
    ]
    if not days:
        return match.group()
    # Of two readings the first that is a date counts; the writer's language would be needed to know better.
    found.days.append(days[0])
    return " "
