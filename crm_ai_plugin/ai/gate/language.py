"""What the gate knows of a language: how it writes numbers and dates, and which words carry weight."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

import yaml

_DATA = files("crm_ai_plugin.ai.gate") / "data"
DEFAULT = "en"
_ORDINAL = r"(?:st|nd|rd|th|er|º|ª|°|\.)?"
_OF = r"(?:\s+(?:de|of|of the|den|di))?"


@dataclass(frozen=True)
class Language:
    """One language's words, all in small letters.

    Attributes:
        code: ISO 639-1.
        thousands: The mark between thousands.
        numbers: Value by number word; one is left out, because most languages use it as an article.
        months: Number of the month by name.
        weekdays: Number of the day by name, Monday is 0.
        ambiguous: Names of months and days that are other words as well.
        relative: ``today``, ``tomorrow`` or ``yesterday`` by word.
        stakes: Words that commit or harm, each with its group: they pass only if the engine said so itself.
        stake: Finds them.
        leftovers: What a model says about its task instead of doing it.
        words: Words of the trade that dictionaries lack.
        endings: Where the dictionary lists only ground forms: what inflection puts at their end.
        ground: What stands there in the ground form.
        beside: Languages whose dictionaries help out where its own is thin.
    """

    code: str
    thousands: str
    numbers: Mapping[str, int]
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    ambiguous: frozenset[str]
    relative: Mapping[str, str]
    stakes: Mapping[str, str]
    stake: re.Pattern[str]
    leftovers: re.Pattern[str]
    words: frozenset[str]
    endings: tuple[str, ...] = ()
    ground: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()

    @cached_property
    def dates(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        """Find a day with the name of its month behind it, and before it."""
        names = "|".join(sorted(map(re.escape, self.months), key=len, reverse=True))
        return (
            re.compile(
                rf"(?i)(?<![\w.,])(?P<day>\d{{1,2}}){_ORDINAL}{_OF}\s+(?P<month>{names})\.?(?:,?{_OF}\s+(?P<year>\d{{4}}))?(?!\w)"
            ),
            re.compile(
                rf"(?i)(?<!\w)(?P<month>{names})\.?(?:\s+(?P<day>\d{{1,2}}){_ORDINAL}(?!\d))?(?:,?{_OF}\s+(?P<year>\d{{4}}))?(?!\w)"
            ),
        )


@dataclass(frozen=True)
class Everywhere:
    """What holds in every language."""

    capitals: frozenset[str]
    currencies: frozenset[str]
    percent: frozenset[str]
    scales: Mapping[str, int]
    names: frozenset[str]
    also_words: frozenset[str]


@cache
def language(code: str) -> Language:
    """Return what is known of a language; of one without a file, what is known of English."""
    entry = _DATA / f"{code}.yaml"
    if len(code) != 2 or not code.isalpha() or not entry.is_file():
        return language(DEFAULT)
    data = yaml.safe_load(entry.read_text(encoding="utf-8"))
    quiet = set(data.get("quiet_numbers", ()))
    return Language(
        code=code,
        thousands="," if code == "en" else ".",
        numbers={word: value for word, value in data["numbers"].items() if word not in quiet},
        months=_numbered(data["months"], 1),
        weekdays=_numbered(data["weekdays"], 0),
        ambiguous=frozenset(data["ambiguous"]),
        relative={word: day for day, words in data["relative"].items() for word in words},
        stakes=(stakes := {word: group for group, words in data["stakes"].items() for word in words}),
        stake=phrases(list(stakes)),
        leftovers=phrases(data["leftovers"]),
        words=frozenset(data["words"]),
        endings=tuple(data.get("endings", ())),
        ground=tuple(data.get("ground", ())),
        beside=tuple(data.get("beside", ())),
    )


@cache
def everywhere() -> Everywhere:
    """Return what holds in every language."""
    data = yaml.safe_load((_DATA / "_all.yaml").read_text(encoding="utf-8"))
    return Everywhere(
        capitals=frozenset(word.casefold() for word in data["capitals"]),
        currencies=frozenset(data["currencies"]),
        percent=frozenset(data["percent"]),
        scales=data["scales"],
        names=frozenset(data["names"].split()),
        also_words=frozenset(data["also_words"].split()),
    )


@cache
def languages() -> tuple[str, ...]:
    """Return the codes of the languages that have a file."""
    names = (entry.name.removesuffix(".yaml") for entry in _DATA.iterdir() if entry.name.endswith(".yaml"))
    return tuple(sorted(name for name in names if len(name) == 2))


def phrases(found: list[str]) -> re.Pattern[str]:
    """Return what finds any of the phrases as whole words, in any case."""
    words = "|".join(re.escape(phrase) for phrase in sorted(found, key=len, reverse=True))
    return re.compile(rf"(?i)(?<!\w)(?:{words})(?!\w)")


def _numbered(names: list[str], first: int) -> dict[str, int]:
    return {form: i for i, forms in enumerate(names, start=first) for form in forms.split()}
