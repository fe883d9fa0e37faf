"""Numbers and dates of a text, in the ways its language writes them.

One written number can have several readings (1.234 is 1234 in Berlin and a little more than one in Boston), so
a figure carries all of them, and two figures agree when they share one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from .language import Language, everywhere
from .refusal import Refusal

_NUMBER = re.compile(
    r"(?<![\w.,])(?P<body>\d{1,3}(?:[ \u00a0\u202f'’]\d{3})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,]\d+)*)"
    r"(?:[ \u00a0\u202f]?(?P<unit>%|[^\W\d_]+|[€$£¥]))?"
)
_CURRENCY_BEFORE = re.compile(r"(?:[€$£¥]|\b[A-Za-z]{3})[ \u00a0\u202f]?$")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_NUMERIC = re.compile(r"(?<![\d.,/])(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})(?!\d)")
_SHORT_NUMERIC = re.compile(
    r"(?i)(?:(?<=\bam\s)|(?<=\bab\s)|(?<=\bdem\s)|(?<=\bden\s)|(?<=\bvom\s)|(?<=\bzum\s)|(?<=\bbis\s))(\d{1,2})\.(\d{1,2})\.(?!\d)"
)
"""Only after a German preposition of time: elsewhere it is a decimal at the end of a sentence."""
_HUNDREDTHS = ("cent", "ciento", "cento")


@dataclass(frozen=True, slots=True)
class Day:
    """A day as far as it was written: without its year, or a month alone."""

    month: int
    day: int | None = None
    year: int | None = None

    def within(self, other: Day) -> bool:
        """Whether `other` says at least this."""
        return self.month == other.month and self.day in (None, other.day) and self.year in (None, other.year)


@dataclass(frozen=True, slots=True)
class Number:
    """A written number: its possible values, and whether it is a share or an amount of money."""

    values: frozenset[Decimal]
    unit: str = ""

    def agrees(self, other: Number) -> bool:
        """Whether both may mean the same; a share is no count, and an amount no number of days."""
        return bool(self.values & other.values) and (not self.unit or self.unit == other.unit)


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

    def missing_from(self, allowed: Figures) -> Refusal | None:
        """Return which kind of figure here has no counterpart in `allowed`: ``number``, ``date`` or None."""
        known = [*allowed.numbers, *(Number(frozenset({Decimal(d.year)})) for d in allowed.days if d.year)]
        if any(not any(n.agrees(a) for a in known) for n in self.numbers):
            return "number"
        if any(not any(d.within(a) for a in allowed.days) for d in self.days):
            return "date"
        if self.weekdays - allowed.weekdays - allowed.weekdays_of_days():
            return "date"
        return "date" if self.relative - allowed.relative else None

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
    rest = _take_dates(text, words, found)
    found.numbers += _numbers(rest, words)
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
        alone = m["day"] is None and m["year"] is None
        # "mars" and "may" are words, "MAR" and "March" hardly are.
        if alone and (
            m["month"].casefold() in words.ambiguous or (m["month"].islower() and words.code == "en")
        ):
            return m.group()
        return _entered(found, m, [(m["day"], str(words.months[m["month"].casefold()]), m["year"])])

    for pattern in words.dates:
        text = pattern.sub(named, text)
    for word in re.findall(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*", text):
        small = word.casefold().replace("’", "'")
        if small in words.weekdays and small not in words.ambiguous:
            found.weekdays.add(words.weekdays[small])
        elif small in words.relative and not (words.code == "de" and word.istitle()):
            # "der Morgen" is the morning.
            found.relative.add(words.relative[small])
    return text


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


def _numbers(text: str, words: Language) -> Iterator[Number]:
    known = everywhere()
    for m in _NUMBER.finditer(text):
        unit_word = (m["unit"] or "").casefold()
        values = readings(m["body"], words.thousands)
        scale = known.scales.get(unit_word)
        if scale is not None and (unit_word != "m" or m["unit"] == "M"):
            values = frozenset(value * scale for value in values)
        yield Number(values, _unit(unit_word, text[max(0, m.start() - 4) : m.start()], text[m.end("body") :]))
    parts = re.findall(r"[^\W\d_]+", text)
    for at, word in enumerate(parts):
        if at and parts[at - 1].casefold() in ("per", "pour", "por") and word.casefold() in _HUNDREDTHS:
            continue
        value = words.numbers.get(word.casefold()) or _composed(word.casefold(), words)
        if value is not None:
            yield Number(frozenset({Decimal(value)}), _word_unit(parts[at + 1 : at + 4]))


def _unit(unit: str, before: str, after: str) -> str:
    known = everywhere()
    following = re.match(r"\s*(%|[€$£¥]|[^\W\d_]+)(?:\s+(cent|cento|ciento))?", after)
    if unit == "%" or unit in known.percent or (following and following[2]):
        return "%"
    if unit in known.currencies or (unit in "€$£¥" and unit):
        return "money"
    came = _CURRENCY_BEFORE.search(before)
    if came and (came.group().strip().casefold() in known.currencies or came.group()[0] in "€$£¥"):
        return "money"
    # "1.2 million euros": the currency stands one word further.
    later = re.match(r"\s*[^\W\d_]+\s+(?:de |d')?([^\W\d_]+|[€$£¥])", after)
    if unit in known.scales and later and (later[1].casefold() in known.currencies or later[1] in "€$£¥"):
        return "money"
    return ""


def _word_unit(following: list[str]) -> str:
    known = everywhere()
    small = [word.casefold() for word in following]
    if (small[:1] and small[0] in known.percent) or small[:2] in (
        ["per", "cent"],
        ["pour", "cent"],
        ["por", "ciento"],
        ["por", "cento"],
        ["per", "cento"],
    ):
        return "%"
    return "money" if any(word in known.currencies for word in small[:2]) else ""


def readings(body: str, thousands_mark: str = "") -> frozenset[Decimal]:
    """Return the values that written digits may stand for.

    Three digits behind the mark that a language puts between thousands are thousands. Behind the other one they may
    be either, because records are written in any language.
    """
    packed = re.sub(r"[ \u00a0\u202f'’]", "", body)
    marks = [c for c in packed if c in ".,"]
    if not marks:
        return frozenset({Decimal(packed)})
    if len(set(marks)) == 2:
        decimal = marks[-1]
        thousands = "," if decimal == "." else "."
        return (
            frozenset({Decimal(packed.replace(thousands, "").replace(decimal, "."))})
            if marks.count(decimal) == 1
            else frozenset({Decimal(re.sub("[.,]", "", packed))})
        )
    whole = Decimal(re.sub("[.,]", "", packed))
    if len(marks) > 1:
        return frozenset({whole})
    fraction = Decimal(packed.replace(",", "."))
    if marks == [thousands_mark] and re.fullmatch(r"\d{1,3}[.,]\d{3}", packed):
        return frozenset({whole})
    return (
        frozenset({whole, fraction}) if re.fullmatch(r"\d{1,3}[.,]\d{3}", packed) else frozenset({fraction})
    )


def _composed(word: str, words: Language) -> int | None:
    """Read German and Dutch compounds such as fünfundzwanzig and vijfentwintig."""
    for joint in ("und", "ën", "en"):
        ones, found, tens = word.partition(joint)
        if found and tens in words.numbers and words.numbers[tens] >= 20:
            one = words.numbers.get(ones, 1 if ones in ("ein", "een") else 0)
            if 0 < one < 10:
                return words.numbers[tens] + one
    return None
