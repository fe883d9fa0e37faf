"""What personal data looks like when no record says that it is some.

Every pattern is linear in the length of a text: a run of characters is entered only at its beginning. What is
hidden by mistake comes back on return, so the patterns err on the side of hiding.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_SEPARATORS = r"[ \t\u00a0\u202f().\-/]"
_CURRENCY = r"(?:[$€£¥]|\b(?:USD|EUR|GBP|CHF|JPY|BRL|PLN|SEK|NOK|DKK)\b)"
_TLD = (
    r"(?:com|net|org|info|biz|io|ai|app|dev|cloud|online|site|shop|eu|de|at|ch|fr|es|pt|it|nl|be|uk|us|ca|br|mx"
    r"|example|test|invalid|xyz|top|ru|cn|co|me|tv|gg|ly|link|zip)"
)


@dataclass(frozen=True, slots=True)
class Detector:
    """One kind of personal data; `accept` refuses what only looks like it."""

    kind: str
    pattern: re.Pattern[str]
    accept: Callable[[re.Match[str]], bool] = lambda _: True


def luhn(text: str) -> bool:
    """Whether the digits of `text` carry the check digit of payment cards (ISO/IEC 7812-1)."""
    digits = [int(c) for c in text if c.isdecimal()]
    doubled = [d if i % 2 == 0 else (2 * d - 9 if d > 4 else 2 * d) for i, d in enumerate(reversed(digits))]
    return 13 <= len(digits) <= 19 and sum(doubled) % 10 == 0


def iban(text: str) -> bool:
    """Whether `text` is an account number with valid check digits (ISO 13616, modulo 97)."""
    packed = re.sub(r"\s", "", text).upper()
    if not 15 <= len(packed) <= 34 or not packed.isascii():
        return False
    return int("".join(str(int(c, 36)) for c in packed[4:] + packed[:4])) % 97 == 1


_DATE = re.compile(r"(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4})(?:[ T]\d{1,2}(?:[.:]\d{2})*)?")
_GROUPED = re.compile(r"\d{1,3}(?:([ \u00a0\u202f.])\d{3})(?:\1\d{3})*")
_NEXT_TO_MONEY = 6
"""Characters within which a currency makes a grouped number an amount."""


def _telephone(found: re.Match[str]) -> bool:
    text = found.group()
    if _DATE.fullmatch(text.strip("() ")):
        return False
    if not _GROUPED.fullmatch(text):
        return True
    start, end = found.span()
    around = (
        found.string[max(0, start - _NEXT_TO_MONEY) : start] + "|" + found.string[end : end + _NEXT_TO_MONEY]
    )
    return sum(c.isdecimal() for c in text) >= 9 and not re.search(_CURRENCY, around)


def _mixed(found: re.Match[str]) -> bool:
    """Whether letters and digits are mixed as no word and no product name mixes them."""
    text = found.group()
    changes = sum(a.isdigit() != b.isdigit() for a, b in itertools.pairwise(text))
    return changes >= 3 or text.isdecimal()


DETECTORS = (
    Detector("email", re.compile(r"(?<![\w.+%'\-])[\w.+%'\-]+@[\w\-]+(?:\.[\w\-]+)*")),
    Detector("link", re.compile(r"(?i)(?:\b(?:https?|ftp)://|\bwww\.)[^\s<>\"'⟦⟧]*[^\s<>\"'⟦⟧.,;:!?)\]]")),
    Detector(
        "link", re.compile(rf"(?i)(?<![\w.\-@])(?:[a-z0-9\-]+\.)+{_TLD}(?![\w\-])(?:[/?#][^\s<>\"'⟦⟧]*)?")
    ),
    Detector(
        "iban",
        re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ \u00a0]?[A-Za-z0-9]){11,30}(?![A-Za-z0-9])"),
        lambda m: iban(m.group()),
    ),
    Detector("card", re.compile(r"(?<!\w)\d(?:[ \-]?\d){12,18}(?!\w)"), lambda m: luhn(m.group())),
    Detector("id", re.compile(r"(?i)(?<!\w)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?!\w)")),
    Detector(
        "phone",
        re.compile(rf"(?<![\w.,])(?:\+|00)?\(?\d(?:{_SEPARATORS}{{0,2}}\d){{6,14}}(?![\w])"),
        _telephone,
    ),
    Detector("id", re.compile(r"(?<!\w)\d{9,}(?!\w)")),
    Detector("id", re.compile(r"(?<![A-Za-z0-9_\-])[A-Za-z0-9_\-]{14,}(?![A-Za-z0-9_\-])"), _mixed),
    Detector("address", re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])")),
)
"""In the order of their say: where two claim the same text, the first has it."""


def find(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, kind) of everything a detector claims; spans may overlap."""
    for detector in DETECTORS:
        for found in detector.pattern.finditer(text):
            if detector.accept(found):
                yield found.start(), found.end(), detector.kind
