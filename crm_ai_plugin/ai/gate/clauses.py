"""A text in clauses: what each is about, and whether it denies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from ..redaction.hiding import TOKEN
from .language import Language, plain_letters
from .names import stem

_WORD = re.compile(r"[^\W\d_]+")
_ANYTHING = re.compile(r"⟦[^⟧]*⟧|[\w·]+")
_SENTENCE = re.compile(r"[^.!?;:\n]+[.!?;:\n]*")
_MARK = re.compile(r"(?<=\d)[.,:](?=\d)")
_LONG = 4
_SHORT = 5
_NEXT = 3
"""Words behind a *without* among which stands what is lacking."""
_WHOLE = 2
"""Words that make a clause."""


_EMPTY = frozenset({"do", "does", "did", "n", "ne"})
"""Words that stand there only for the sake of a denial."""


@dataclass(frozen=True)
class Clause:
    """A part of a sentence.

    Attributes:
        text: As it is written.
        sentence: The whole of it.
        words: Its language.
        last: Whether it ends it.
    """

    text: str
    sentence: str
    words: Language
    last: bool = False

    @cached_property
    def about(self) -> frozenset[str]:
        """Stems of what it speaks of, and its tokens."""
        bare = self.words.negates.sub(" ", TOKEN.sub(" ", self.text))
        words = (found.group().casefold() for found in _WORD.finditer(bare))
        numbers = self.words.spelled.words
        return frozenset(
            _stem(word)
            for word in words
            if len(word) >= _LONG and word not in self.words.stop and word not in numbers
        )

    @cached_property
    def unsaid(self) -> frozenset[str]:
        """All its words and tokens but those that deny."""
        bare = self.words.negates.sub(" ", self.text.replace("n't", " not"))
        words = (found.group().casefold() for found in _WORD.finditer(TOKEN.sub(" ", bare)))
        return frozenset(word for word in words if word not in _EMPTY) | frozenset(TOKEN.findall(self.text))

    @cached_property
    def words_and_numbers(self) -> frozenset[str]:
        """All its words, numbers and tokens."""
        return frozenset(found.group().casefold() for found in _ANYTHING.finditer(self.text))

    @cached_property
    def sides(self) -> frozenset[str]:
        """On which side of pairs of opposites it stands: won is a short word and a weighty one."""
        return frozenset(
            f"{place}{side}"
            for place, pair in enumerate(self.words.poles)
            for side, pattern in zip("ab", pair, strict=True)
            if pattern.search(self.text)
        )

    @cached_property
    def denies(self) -> bool:
        """Whether it says that something is not."""
        return bool(self.words.negates.search(self.words.idle.sub(" ", self.text))) and not bool(
            self.words.better.search(self.text)
        )

    @cached_property
    def claims_not(self) -> bool:
        """Whether it denies outright: no *without*, no *only* said as a denial, and nothing supposed."""
        if not self.denies:
            return False
        supposes, negates = self.words.supposes.search(self.text), self.words.negates.search(self.text)
        if supposes and negates and supposes.start() < negates.start():
            return False
        plain = self.words.idle.sub(" ", self.text)
        bare, asides = self.words.aside.subn(" ", plain)
        denials = len(self.words.negates.findall(bare))
        # "They won't decide without asking" says that they ask.
        return denials > 0 and not (asides and denials == 1)

    @cached_property
    def without(self) -> frozenset[str]:
        """Stems of what it says something to be without, where nothing else is denied."""
        if self.words.negates.search(self.words.aside.sub(" ", self.text)):
            return frozenset()
        return frozenset(
            _stem(word.casefold())
            for found in self.words.aside.finditer(self.text)
            for word in _WORD.findall(self.text[found.end() :])[:_NEXT]
        )

    @cached_property
    def lacks(self) -> bool:
        """Whether it denies, or says that something is missing or over."""
        return bool(self.words.lacks.search(self.text))

    @cached_property
    def bounds(self) -> frozenset[str]:
        """What in its sentence denies, lacks or sets a bound."""
        return _found(self.words.bounds, self.sentence)

    @cached_property
    def denials(self) -> frozenset[str]:
        """Of these, what denies outright."""
        return _found(self.words.negates, self.sentence)

    @cached_property
    def asks(self) -> bool:
        """Whether it is what is asked, which asserts nothing."""
        return self.last and self.sentence.rstrip().endswith("?")


def clauses(text: str, words: Language) -> tuple[Clause, ...]:
    """Return the clauses of `text`."""
    return tuple(_clauses(plain_letters(text), words))


def _clauses(text: str, words: Language) -> Iterator[Clause]:
    # The mark inside a number ends nothing.
    text = _MARK.sub("·", text)
    for sentence in _SENTENCE.findall(text):
        waiting, found = "", []
        for part in words.joints.split(sentence):
            clause = Clause(f"{waiting} {part}".strip(), sentence, words)
            # "no message, call or meeting": what hardly says anything belongs to what follows.
            waiting = clause.text if len(clause.about) < _WHOLE and not TOKEN.search(part) else ""
            if not waiting and _WORD.search(clause.text):
                found.append(clause)
        if _WORD.search(waiting):
            found.append(Clause(waiting, sentence, words))
        yield from found[:-1]
        yield from (replace(clause, last=True) for clause in found[-1:])


def _found(pattern: re.Pattern[str], text: str) -> frozenset[str]:
    return frozenset(found.group().casefold() for found in pattern.finditer(text))


def _stem(word: str) -> str:
    """Return the beginning of a word, shorter for a short one: comes and come."""
    return stem(word if len(word) > _SHORT else word[:_LONG])
