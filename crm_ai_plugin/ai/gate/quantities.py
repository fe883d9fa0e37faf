"""What is counted: a number with the values it may have, and what it counts.

Lengths of time are compared in minutes and in months, so that three weeks are 21 days and two years 24 months; how
many days a month has, nobody knows.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache

from .language import Language, everywhere
from .spelled import Spelled

_SPACE = "[ \u00a0\u202f]"
_NUMBER = re.compile(
    rf"(?<![\w.,])(?P<body>\d{{1,3}}(?:[ \u00a0\u202f'’]\d{{3}})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,]\d+)*)"
    rf"(?:(?:{_SPACE}?|-)(?P<unit>%|[^\W\d_]+|[€$£¥]))?"
)
_CURRENCY_BEFORE = re.compile(rf"([€$£¥]|\b[A-Za-z]{{3}}){_SPACE}?$")
_NEXT_WORD = re.compile(rf"{_SPACE}?(?:de |d')?([^\W\d_]+|[%€$£¥])")
_PER_CENT = re.compile(r"(?i)\b(?:per|pour|por|pro)\s+(?:cent|cento|ciento)\b")
_AMOUNT = r"\d+(?:[., \u00a0\u202f]\d{3})*(?:[.,]\d+)?"
_PAIR = re.compile(
    rf"(?<![\w.,])({_AMOUNT})(?=[ ,]+(?:[^\W\d_]+ ){{1,2}}(?:[A-Z]{{3}} |[€$£] ?)?({_AMOUNT})(?!\d))"
)
_TIMES = {
    "minute": ("minutes", Decimal(1)),
    "hour": ("minutes", Decimal(60)),
    "day": ("minutes", Decimal(1440)),
    "week": ("minutes", Decimal(10080)),
    "month": ("months", Decimal(1)),
    "quarter": ("months", Decimal(3)),
    "year": ("months", Decimal(12)),
}
_DOLLARS = frozenset({"usd", "aud", "cad", "nzd", "sgd", "hkd"})
_DESCRIBES = 5
"""Letters of a word that may say which ones are counted: the four first weeks, 60 derniers jours."""
_WORDS = re.compile(r"[^\W\d_]+")
_CLAUSE_END = re.compile(r"[.,;:!?()\n]")
_NAMED = 3
"""Words behind a number among which is what it counts."""
_BEGINS = 4
"""Letters by which that is known."""
_LONGEST_BETWEEN = 4
"""Letters of an abbreviation such as "Tsd." that a full stop may follow before the unit."""


@dataclass(frozen=True, slots=True)
class Number:
    """A written number.

    Attributes:
        values: What it may be, as written.
        unit: ``%``, a currency, ``minutes``, ``months``, ``ordinal``, or empty where it is anything else.
        parts: Of a share such as three in four, the numbers it is said with.
        factor: How many minutes or months one of it is.
        implied: Its unit stands at the number before: it lends the value with that unit and claims nothing.
        counts: Beginnings of the words behind it, among which is what it counts.
        spelled: Whether it is in words.
        listed: Nobody wrote it; so many things are listed, or said to be both.
    """

    values: frozenset[Decimal]
    unit: str = ""
    parts: tuple[Number, ...] = ()
    factor: Decimal = Decimal(1)
    implied: bool = False
    counts: frozenset[str] = field(default=frozenset(), compare=False)
    spelled: bool = field(default=False, compare=False)
    listed: bool = field(default=False, compare=False)

    def agrees(self, other: Number) -> bool:
        """Whether both may mean the same; a share is no count, and an amount no number of days."""
        if not self.unit:
            return bool(self.values & other.values)
        return _fits(self.unit, other.unit) and bool(self._amounts() & other._amounts())

    def _amounts(self) -> frozenset[Decimal]:
        return frozenset(value * self.factor for value in self.values)

    def stands_in(self, known: list[Number]) -> bool:
        """Whether `known` holds it, as a whole or in its parts."""
        if any(self.agrees(other) for other in known if not other.listed):
            return True
        if self.parts and all(part.stands_in(known) for part in self.parts):
            return True
        if not self.spelled or self.unit or self.parts:
            return False
        # "The two tools" of what is named and joined by an *and*, unless something says how many tools there are.
        counted = any(other.counts & self.counts for other in known if not other.listed)
        return not counted and any(other.listed and self.agrees(other) for other in known)


def _fits(unit: str, other: str) -> bool:
    if not unit or unit == other:
        return True
    if unit == "ordinal":
        # Phase one is the first phase.
        return other == ""
    return (unit == "dollar" and other in _DOLLARS) or (other == "dollar" and unit in _DOLLARS)


def numbers(text: str, words: Language) -> list[Number]:
    """Return the numbers of `text`, written in digits or in words."""
    text = words.idioms.sub(lambda found: " " * len(found.group()), text)
    text = _PER_CENT.sub(lambda found: "%".ljust(len(found.group())), text)
    times = [m.group().casefold() for m in everywhere().said_time.finditer(text)]
    text = everywhere().said_time.sub(lambda found: " " * len(found.group()), text)
    found = [
        *(Number(frozenset({Decimal(everywhere().said_times[time])}), "minutes") for time in times),
        *_in_digits(text, words),
        *_in_words(_NUMBER.sub(_blank, text), words),
        *_quiet(text, words),
    ]
    return [*found, *_asked(found, text), *_single(text, words), *_before(text, words), *_listed(text, words)]


def _before(text: str, words: Language) -> Iterator[Number]:
    """From 90,000 to 72,000 EUR: a number lends its unit to the one before it, two words away at most."""
    for found in _PAIR.finditer(text):
        unit, factor = _unit(text[max(0, found.start(2) - 4) : found.start(2)], text[found.end(2) :])
        if unit in everywhere().currencies or unit == "dollar":
            yield Number(readings(found[1], words.thousands), unit, factor=factor, implied=True)


def _quiet(text: str, words: Language) -> Iterator[Number]:
    """A number that is another word as well counts where it counts time: sei mesi."""
    for found in words.quiet.finditer(text):
        if time := everywhere().time_of(found["time"].casefold()):
            unit, factor = _TIMES[time]
            value = words.quiet_numbers[found["number"].casefold()]
            yield Number(frozenset({Decimal(value)}), unit, factor=factor)


def _single(text: str, words: Language) -> Iterator[Number]:
    """More than a month is a claim; "two hours a day" claims no day, though it may be said again as one."""
    for found in words.a_time.finditer(text):
        if time := everywhere().time_of(found["time"].casefold()):
            unit, factor = _TIMES[time]
            yield Number(frozenset({Decimal(1)}), unit, factor=factor, implied=found["claimed"] is None)


def _listed(text: str, words: Language) -> Iterator[Number]:
    """As many as are joined by commas and an *and*; two where it says *both*."""
    found = {2 + one["more"].count(",") for one in words.list_of.finditer(text)}
    if words.pair.search(text):
        found.add(2)
    yield from (Number(frozenset({Decimal(n)}), implied=True, listed=True) for n in sorted(found))


def _counts(after: str) -> frozenset[str]:
    """Beginnings of the next words with weight, up to the end of the clause."""
    said = _WORDS.findall(_CLAUSE_END.split(after, maxsplit=1)[0])[:_NAMED]
    return frozenset(word.casefold()[:_BEGINS] for word in said if len(word) >= _BEGINS)


def _blank(found: re.Match[str]) -> str:
    scale = (found["unit"] or "").casefold() in everywhere().scales
    end = found.end() if scale else found.end("body")
    return " " * (end - found.start()) + found.string[end : found.end()]


def _in_digits(text: str, words: Language) -> Iterator[Number]:
    before: Number | None = None
    for found in _NUMBER.finditer(text):
        number, end = _written(found, text, words)
        yield number
        before = yield from _carried(number, before, text[end:])


def _in_words(text: str, words: Language) -> Iterator[Number]:
    before: Number | None = None
    for said in words.spelled.find(text):
        number = _told(said, text, words)
        yield number
        yield from (replace(part, implied=True) for part in number.parts)
        before = yield from _carried(number, before, text[said.end :])


def _carried(number: Number, before: Number | None, after: str) -> Generator[Number, None, Number | None]:
    """Give a number that nothing follows the unit of the one before it, and return whose unit to carry on."""
    if not number.unit and before is not None and _ends().match(after):
        yield replace(number, unit=before.unit, factor=before.factor, implied=True)
        return before
    return number if number.unit in ("%", "minutes", "months") else before


@cache
def _ends() -> re.Pattern[str]:
    """Find the end of a clause, or a place and then the end: similar ones took 12 there."""
    return re.compile(rf"(?i)\s*(?:(?:{everywhere().places})(?!\w)\s*)?(?:[.,;:!?)]|$)")


def _asked(found: Sequence[Number], text: str) -> Iterator[Number]:
    """How many hours? Under two: a number without a unit counts what the text asks for."""
    for match in everywhere().how_many.finditer(text):
        if time := everywhere().time_of(match[1].casefold()):
            unit, factor = _TIMES[time]
            yield from (
                replace(n, unit=unit, factor=factor, implied=True)
                for n in found
                if not n.unit and not n.implied
            )


def _written(found: re.Match[str], text: str, words: Language) -> tuple[Number, int]:
    unit_word = (found["unit"] or "").casefold()
    values = readings(found["body"], words.thousands)
    end = found.end("body")
    scale = everywhere().scales.get(unit_word)
    if scale is not None and (unit_word != "m" or found["unit"] == "M"):
        values = frozenset(value * scale for value in values)
        end = found.end("unit")
        if len(unit_word) <= _LONGEST_BETWEEN and text[end : end + 1] == ".":
            end += 1
    unit, factor = _unit(text[max(0, found.start() - 4) : found.start()], text[end:])
    return Number(values, unit, factor=factor, counts=_counts(text[end:])), end


def _told(said: Spelled, text: str, words: Language) -> Number:
    if said.share is not None:
        parts = tuple(Number(frozenset({Decimal(part)})) for part in said.parts)
        # A third is 33 per cent to whoever rounds.
        return Number(frozenset({said.share, said.share.quantize(Decimal(1))}), "%", parts)
    if said.ordinal:
        return Number(frozenset({said.value}), "ordinal")
    after = text[said.end :]
    unit, factor = _unit("", after)
    # Two of six counts among others, and is no "the two" of what was named.
    apart = not words.spelled.is_part(after)
    return Number(frozenset({said.value}), unit, factor=factor, counts=_counts(after), spelled=apart)


def _unit(before: str, after: str) -> tuple[str, Decimal]:
    """Return what is counted and by how much to multiply."""
    known = everywhere()
    one = Decimal(1)
    if (came := _CURRENCY_BEFORE.search(before)) and (code := known.currencies.get(came[1].casefold())):
        return code, one
    place, passed = after.lstrip("-"), False
    for _ in range(3):
        found = _NEXT_WORD.match(place)
        if found is None:
            return "", one
        word = found[1].casefold()
        if word == "%" or word in known.percent:
            return "%", one
        if code := known.currencies.get(word):
            return code, one
        if time := known.time_of(word):
            return _TIMES[time]
        if word not in known.between and (passed or len(word) < _DESCRIBES):
            return "", one
        passed = passed or word not in known.between
        place = place[found.end() :]
    return "", one


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
