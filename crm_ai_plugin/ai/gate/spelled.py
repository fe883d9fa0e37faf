"""Numbers in words: twenty-five, zweieinhalb, treinta y cinco, three in four, the third."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

_ONES = {
    "en": {"one": 1},
    "de": {"ein": 1, "eins": 1},
    "nl": {"een": 1, "één": 1},
    "fr": {"un": 1, "une": 1},
    "es": {"uno": 1, "un": 1, "una": 1},
    "it": {"uno": 1, "un": 1},
    "pt": {"um": 1, "uma": 1},
}
"""Only inside compounds: alone it is an article."""


@dataclass(frozen=True, slots=True)
class Spelled:
    """A number that stands in words, up to character `end`.

    Attributes:
        value: What it is.
        end: Where it ends.
        ordinal: Whether it says which and not how many.
        share: Of a part of a whole, how many per cent.
        parts: The numbers a share was said with.
    """

    value: Decimal
    end: int
    ordinal: bool = False
    share: Decimal | None = None
    parts: tuple[int, ...] = ()


@dataclass(frozen=True)
class NumberWords:
    """How a language says numbers.

    Attributes:
        code: ISO 639-1.
        words: Value by word.
        ordinals: Which by word; first and second say too many other things.
        shares: Per cent by phrase.
        half: What adds a half to a number.
        of: What stands between the numbers of a share.
        both: What says two and counts nothing.
        apart: The same wherever it stands.
        quiet: Numbers that are other words as well, and numbers behind `of`: due su sei.
    """

    code: str
    words: Mapping[str, int]
    ordinals: Mapping[str, int] = field(default_factory=dict)
    shares: Mapping[str, Decimal] = field(default_factory=dict)
    half: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    both: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    quiet: tuple[str, ...] = ()

    def find(self, text: str) -> Iterator[Spelled]:
        """Yield the numbers of `text`, in order."""
        for found in self._pattern.finditer(text):
            if found["both"]:
                continue
            if found["share"]:
                yield Spelled(Decimal(0), found.end(), share=self.shares[_plain(found["share"])])
            elif found["ordinal"]:
                yield Spelled(
                    Decimal(self.ordinals[_plain(found["ordinal"])]), found.end("ordinal"), ordinal=True
                )
            else:
                yield from self._counted(found)

    def _number(self, found: str) -> int:
        return self._folded[_plain(found)]

    @cached_property
    def _folded(self) -> dict[str, int]:
        # "dreißig" folds to "dreissig", and that is what is found.
        return {_plain(word): value for word, value in self.values.items()}

    def is_part(self, after: str) -> bool:
        """Whether a number is one of so many: two mails *of six*. `after` is what stands behind it."""
        return bool(self._out_of.match(after))

    @cached_property
    def _out_of(self) -> re.Pattern[str]:
        if not self.of:
            return re.compile("(?!)")
        return re.compile(
            rf"(?i)(?:\s+[^\s.,;:!?]+){{0,3}}?\s+(?:{_any(self.of)})\s+(?:{_any((*self.values, *self.quiet))}|\d+)(?!\w)"
        )

    def _counted(self, found: re.Match[str]) -> Iterator[Spelled]:
        value = Decimal(self._number(found["number"]))
        if found["scale"]:
            value *= self._number(found["scale"])
        end = found.end("scale") if found["scale"] else found.end("number")
        if found["half"]:
            yield Spelled(value + Decimal("0.5"), found.end("half"))
            return
        whole = self._number(found["whole"]) if found["whole"] else None
        if whole is not None and value < whole <= 10:
            share = (value * 100 / whole).quantize(Decimal("0.1"))
            yield Spelled(value, found.end("whole"), share=share, parts=(int(value), whole))
            return
        yield Spelled(value, end)
        if whole is not None:
            # Four of sixteen: no share that people say, and both numbers are claims.
            yield Spelled(Decimal(whole), found.end("whole"))

    @cached_property
    def values(self) -> dict[str, int]:
        """Every word and compound below a hundred, and the scales."""
        small = {word: value for word, value in self.words.items() if value < 10}
        small |= _ONES.get(self.code, {})
        tens = {word: value for word, value in self.words.items() if value in range(20, 100, 10)}
        found = dict(self.words)
        for ten, value in tens.items():
            for one, more in small.items():
                for form in _joined(self.code, ten, one, value):
                    found.setdefault(form, value + more)
        if self.code == "fr":
            found |= _french(self.words)
        if self.code in ("de", "nl"):
            scales = {word: value for word, value in self.words.items() if value in (100, 1000)}
            for scale, value in scales.items():
                found |= {one + scale: more * value for one, more in self.words.items() if more <= 12}
            times = {"de": ("mal", "fach", "fache"), "nl": ("maal", "voudig", "voudige")}[self.code]
            found |= {word + end: more for word, more in self.words.items() for end in times if more <= 100}
        return found

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        numbers = _any(self.values)
        scales = _any({word: 0 for word, value in self.words.items() if value >= 100})
        half = rf"(?:[ -]?(?P<half>{_any(self.half)}))?(?!\w)" if self.half else r"(?P<half>(?!))?"
        of = rf"(?:\s(?:{_any(self.of)})\s(?P<whole>{numbers})(?!\w))?" if self.of else r"(?P<whole>(?!))?"
        return re.compile(
            rf"(?i)(?<![\w⟦-])(?:(?P<both>(?:{_any(self.both)})(?=\s*(?:[.,;:!?)]|$))|(?:{_any(self.apart)})(?!\w))"
            rf"|(?P<share>{_any(self.shares)})(?!\w)"
            rf"|(?P<ordinal>{_any(self.ordinals)})(?!\w)"
            rf"|(?P<number>{numbers})(?:[ -](?P<scale>{scales})(?!\w))?{half}{of}(?!\w))"
        )


def _any(words: Mapping[str, object] | tuple[str, ...]) -> str:
    """Return an alternation of words and phrases, the longest first; of none, what matches nothing."""
    forms = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(form).replace(r"\ ", r"\s") for form in forms) or r"(?!)"


def _plain(found: str) -> str:
    return " ".join(found.casefold().split())


def _joined(code: str, ten: str, one: str, value: int) -> tuple[str, ...]:
    if code == "en":
        return f"{ten}-{one}", f"{ten} {one}"
    if code == "de":
        return (f"{one}und{ten}",)
    if code == "nl":
        return f"{one}en{ten}", f"{one}ën{ten}"
    if code == "fr":
        return () if value >= 70 else (f"{ten}-{one}", f"{ten} {one}", f"{ten} et {one}", f"{ten}-et-{one}")
    if code == "es":
        accented = {"dos": "dós", "tres": "trés", "seis": "séis"}.get(one, one)
        return (f"veinti{one}", f"veinti{accented}") if value == 20 else (f"{ten} y {one}",)
    if code == "it":
        ending = one.replace("tre", "tré")
        return (f"{ten[:-1]}{one}",) if one[0] in "uo" else (f"{ten}{one}", f"{ten}{ending}")
    return (f"{ten} e {one}",)


def _french(words: Mapping[str, int]) -> dict[str, int]:
    """Seventy and ninety are counted on from sixty and eighty."""
    found = {"quatre-vingts": 80, "quatre-vingt": 80}
    small = {**{word: value for word, value in words.items() if 1 < value < 20}, "un": 1, "onze": 11}
    for word, value in small.items():
        found[f"quatre-vingt-{word}"] = 80 + value
        if value >= 10:
            found[f"soixante-{word}"] = found[f"soixante et {word}"] = 60 + value
    return found
