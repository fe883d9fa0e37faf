"""What the gate knows of a language: how it writes numbers and dates, and which words carry weight."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, cached_property
from importlib.resources import files

import yaml

from .spelled import NumberWords
from .word_patterns import (
    by_word,
    family_of,
    forms,
    list_of,
    numbered,
    participles_of,
    phrases,
    short_days,
    turns,
)

_DATA = files("crm_ai_plugin.ai.gate") / "data"
DEFAULT = "en"
_ORDINAL = r"(?:st|nd|rd|th|er|º|ª|°|\.)?"
_OF = r"(?:\s+(?:de|of|of the|den|di))?"


_SAME_LETTERS = str.maketrans(
    {"ſ": "s", "ı": "i", "İ": "I", "\u212a": "K", "\u212b": "Å", "\u2126": "Ω", "’": "'"}
)
"""To a pattern that does not look at case these are the plain letters; to a dictionary they are not."""


def plain_letters(text: str) -> str:
    """Return `text` with letters that every pattern and every dictionary reads alike."""
    return text.translate(_SAME_LETTERS)


def unaccented(word: str) -> str:
    """Return a word without its accents."""
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


@dataclass(frozen=True)
class Language:
    """One language's words, all in small letters.

    Attributes:
        code: ISO 639-1.
        thousands: The mark between thousands.
        spelled: Numbers in words; one is left out, because most languages use it as an article.
        months: Number of the month by name.
        month_after: What a month's name stands behind where it is one.
        weekdays: Number of the day by name, Monday is 0.
        ambiguous: Names of months and days that are other words as well.
        relative: By word or phrase ``today``, ``tonight``, ``tomorrow``, ``yesterday``, ``next_week`` and so on.
        moved: Finds those.
        mornings: Finds what sounds like tomorrow and is the morning.
        stakes: Words that commit or harm, each with its group: they pass only if the engine said so itself.
        stake: Finds them.
        negates: Finds what denies.
        lacks: Finds what denies or takes something away.
        bounds: Finds that, and what sets a bound: no more than nine is within nine.
        avoids: Finds what one is told not to do.
        either: Finds what makes of one clause the condition of another: it works, or you owe nothing.
        a_time: Finds one day, week or month, said with an article; ``claimed`` where it is a claim.
        poles: Of each pair of opposites, what finds the one and the other.
        turns: Finds what changed, from what to what.
        joints: Finds what stands between two clauses.
        leftovers: What a model says about its task instead of doing it.
        words: Words of the trade that dictionaries lack.
        endings: Where the dictionary lists only ground forms: what inflection puts at their end.
        ground: What stands there in the ground form.
        beside: Languages whose dictionaries help out where its own is thin.
        family: Finds forms of irregular verbs, with any prefix.
        introduces: What a name stands behind: Herr, Kunde.
        idle: Finds what denies nothing though it sounds like it.
        supposes: Finds what makes of a clause a condition or a time: until it no longer is.
        aside: Finds what denies something beside the point: without, and an only made of a denial.
        better: Finds what makes praise of a denial: nobody knows it better.
        again: What may stand before a verb and leaves it a word: recontact.
        joins: Whether it writes words together to make new ones.
        nominal: Endings that make nouns and no names.
        name_tails: Where words are joined: what names of places, people and firms end in.
        noun_tails: There: what compounds of the trade end in and no names.
        noun_endings: What inflection adds to these.
        prefixes: What may stand before any word that is written small and leaves it a word: unprompted.
        clitics: Pronouns that are written onto a verb: escríbame.
        derivations: Endings that make another word, and what stands there in the word it is made from.
        spellings: Letters the dictionary writes otherwise: cœur, één.
        participles: Takes eingespielt and einzuspielen apart, and what the verb may end in.
        stop: Words that say nothing about what a text is about.
        pair: Finds what says two of what it stands on: both.
        all_of: Finds what speaks of every one of them.
        list_of: Finds things joined by commas and an *and* or *or*.
        among: Finds what counts somebody in: among them.
        idioms: Finds numbers that count nothing: number two, unter vier Augen.
        giving: Finds what gives away what follows: we offer you the first quarter.
        short_days: Finds days said short beside another day or a time of day, where alone they say which: quarta.
        quiet_numbers: Numbers that are other words as well.
        quiet: Finds those with the time they count.
    """

    code: str
    thousands: str
    spelled: NumberWords
    months: Mapping[str, int]
    full_months: frozenset[str]
    month_after: re.Pattern[str]
    weekdays: Mapping[str, int]
    ambiguous: frozenset[str]
    relative: Mapping[str, str]
    moved: re.Pattern[str]
    mornings: re.Pattern[str]
    stakes: Mapping[str, str]
    stake: re.Pattern[str]
    negates: re.Pattern[str]
    lacks: re.Pattern[str]
    bounds: re.Pattern[str]
    avoids: re.Pattern[str]
    either: re.Pattern[str]
    a_time: re.Pattern[str]
    poles: Sequence[tuple[re.Pattern[str], re.Pattern[str]]]
    turns: re.Pattern[str]
    joints: re.Pattern[str]
    leftovers: re.Pattern[str]
    words: frozenset[str]
    endings: tuple[str, ...] = ()
    ground: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    family: re.Pattern[str] | None = None
    introduces: frozenset[str] = frozenset()
    idle: re.Pattern[str] = re.compile("(?!)")
    better: re.Pattern[str] = re.compile("(?!)")
    supposes: re.Pattern[str] = re.compile("(?!)")
    aside: re.Pattern[str] = re.compile("(?!)")
    again: tuple[str, ...] = ()
    joins: bool = False
    nominal: tuple[str, ...] = ()
    name_tails: tuple[str, ...] = ()
    noun_tails: frozenset[str] = frozenset()
    noun_endings: tuple[str, ...] = ("",)
    prefixes: tuple[str, ...] = ()
    clitics: tuple[str, ...] = ()
    derivations: tuple[tuple[str, str], ...] = ()
    spellings: Mapping[int, str] = field(default_factory=dict)
    participles: tuple[re.Pattern[str], tuple[str, ...]] | None = None
    stop: frozenset[str] = frozenset()
    all_of: re.Pattern[str] = re.compile("(?!)")
    pair: re.Pattern[str] = re.compile("(?!)")
    list_of: re.Pattern[str] = re.compile("(?!)")
    among: re.Pattern[str] = re.compile("(?!)")
    idioms: re.Pattern[str] = re.compile("(?!)")
    giving: re.Pattern[str] = re.compile("(?!)")
    short_days: re.Pattern[str] = re.compile("(?!)")
    quiet_numbers: Mapping[str, int] = field(default_factory=dict)
    quiet: re.Pattern[str] = re.compile("(?!)")

    @property
    def nouns_have_capitals(self) -> bool:
        """Whether a capital inside a sentence says nothing about a name."""
        return self.code == "de"

    @cached_property
    def dates(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        """Find a day with the name of its month behind it, and before it."""
        names = "|".join(sorted(map(re.escape, self.months), key=len, reverse=True))
        return (
            re.compile(
                rf"(?i)(?<![\w.,])(?P<day>\d{{1,2}}){_ORDINAL}{_OF}\s+(?P<month>{names})\.?(?:,?{_OF}\s+(?P<year>\d{{4}}))?(?!\w)"
            ),
            re.compile(
                rf"(?i)(?<!\w)(?P<month>{names})\.?(?:\s+(?P<day>\d{{1,2}}){_ORDINAL}(?!\d|\s?(?:%|p(?:ro|er|our|or)\s?[cz]ent)))?(?:,?{_OF}\s+(?P<year>\d{{4}}))?(?!\w)"
            ),
        )


@dataclass(frozen=True)
class Everywhere:
    """What holds in every language."""

    capitals: frozenset[str]
    currencies: Mapping[str, str]
    percent: frozenset[str]
    scales: Mapping[str, int]
    times: Mapping[str, str]
    compounds: Mapping[str, str]
    between: frozenset[str]
    said_times: Mapping[str, int]
    said_time: re.Pattern[str]
    how_many: re.Pattern[str]
    places: str
    loans: frozenset[str]
    names: frozenset[str]
    also_words: frozenset[str]
    also_begin: frozenset[str]

    def time_of(self, word: str) -> str | None:
        """Return which length of time a word is, compounds such as Arbeitstage included."""
        if word in self.times:
            return self.times[word]
        return next((time for tail, time in self.compounds.items() if word.endswith(tail)), None)


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
        spelled=NumberWords(
            code,
            {word: value for word, value in data["numbers"].items() if word not in quiet},
            data["ordinals"],
            {phrase: Decimal(str(share)) for phrase, share in data["shares"].items()},
            tuple(data["half"]),
            tuple(data["share_of"]),
            tuple(data["both"]),
            tuple(data["apart"]),
            tuple(quiet),
        ),
        months=numbered(data["months"], 1),
        full_months=frozenset(forms.split()[0] for forms in data["months"]),
        month_after=re.compile(rf"(?i)(?<!\w)(?:{'|'.join(map(re.escape, data['month_after']))})[ -]$"),
        weekdays=numbered(data["weekdays"], 0),
        ambiguous=frozenset(data["ambiguous"]),
        relative=(relative := {word: day for day, words in data["relative"].items() for word in words}),
        moved=phrases(list(relative)),
        mornings=phrases(data["mornings"]),
        stakes=(stakes := {word: group for group, words in data["stakes"].items() for word in words}),
        stake=phrases(list(stakes)),
        negates=forms(data["negates"]),
        lacks=forms([*data["negates"], *data["lacks"], *data["avoids"]]),
        bounds=forms([*data["negates"], *data["lacks"], *data["avoids"], *data["bounds"]]),
        avoids=forms([*data["negates"], *data["avoids"]]),
        either=re.compile(
            rf"(?i)(?<!\w)(?:{'|'.join(data['either'])})\s(?:\S+\s){{0,3}}{forms(data['negates']).pattern.removeprefix('(?i)')}"
        ),
        a_time=re.compile(
            rf"(?i)(?<!\w)(?P<claimed>(?:{'|'.join(data['one_before'])})\s+)?(?:{'|'.join(data['one'])})\s?(?P<time>[^\W\d_]+)"
        ),
        poles=tuple((forms(pair[0]), forms(pair[1])) for pair in data["poles"]),
        turns=turns(data["turns"]),
        joints=re.compile(rf"(?i)[.!?;:\n,–—]|(?<!\w)(?:{'|'.join(map(re.escape, data['joints']))})(?!\w)"),
        leftovers=phrases(data["leftovers"]),
        words=frozenset(data["words"]) | everywhere().loans,
        endings=tuple(data.get("endings", ())),
        ground=tuple(data.get("ground", ())),
        beside=tuple(data.get("beside", ())),
        family=family_of(data.get("families", ())),
        introduces=frozenset(data.get("introduces", ())),
        idle=phrases(data["idle"]),
        better=phrases(data["better"]),
        supposes=phrases(data["supposes"]),
        aside=re.compile(rf"(?i)(?<!\w)(?:{'|'.join(data['aside'])})(?!\w)"),
        again=tuple(data.get("again", ())),
        joins=data.get("joins", False),
        nominal=tuple(data.get("nominal", ())),
        name_tails=tuple(data.get("name_tails", ())),
        noun_tails=frozenset(data.get("noun_tails", "").split()),
        noun_endings=("", *data.get("noun_endings", ())),
        prefixes=tuple(data.get("prefixes", ())),
        clitics=tuple(data.get("clitics", ())),
        derivations=tuple((made, base) for made, base in data.get("derivations", ())),
        spellings=str.maketrans(data.get("spellings", {})),
        participles=participles_of(data.get("participles")),
        stop=frozenset(data["stop"]),
        all_of=phrases(data["all_of"]),
        pair=phrases(data["pair"]),
        list_of=list_of(data["and"]),
        among=phrases(data["among"]),
        idioms=phrases(data["idioms"]),
        giving=re.compile(rf"{phrases(data['giving']).pattern}(?P<given>(?:\s[^\s.;:!?]+){{1,5}})"),
        short_days=short_days(data.get("short_days"), data["and"]),
        quiet_numbers={word: data["numbers"][word] for word in quiet},
        quiet=re.compile(
            rf"(?i)(?<!\w)(?P<number>{'|'.join(map(re.escape, quiet)) or '(?!)'})\s(?P<time>[^\W\d_]+)"
        ),
    )


@cache
def everywhere() -> Everywhere:
    """Return what holds in every language."""
    data = yaml.safe_load((_DATA / "_all.yaml").read_text(encoding="utf-8"))
    return Everywhere(
        capitals=frozenset(word.casefold() for word in data["capitals"]),
        currencies=by_word(data["currencies"]),
        percent=frozenset(data["percent"]),
        scales=data["scales"],
        times=by_word(data["times"]),
        compounds=by_word(data["compound_times"]),
        between=frozenset(data["between"].split()),
        said_times=data["said_times"],
        said_time=phrases(list(data["said_times"])),
        places="|".join(data["places"]),
        how_many=re.compile(rf"(?i)(?<!\w)(?:{'|'.join(data['how_many'])})\s*([^\W\d_]+)"),
        loans=frozenset(data["loans"]),
        names=frozenset(data["names"].split()),
        also_words=frozenset(data["also_words"].split()),
        also_begin=frozenset(data["also_begin"].split()),
    )


@cache
def languages() -> tuple[str, ...]:
    """Return the codes of the languages that have a file."""
    names = (entry.name.removesuffix(".yaml") for entry in _DATA.iterdir() if entry.name.endswith(".yaml"))
    return tuple(sorted(name for name in names if len(name) == 2))
