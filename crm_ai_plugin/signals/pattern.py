"""The phrase language: words, not regular expressions, so that no entry can be slow.

====================  ==================================================
``budget``            this word (case and accents don't count)
``approv*``           a word that begins so (three letters or more)
``(is|was|will be)``  one of these
``[really]``          this word or nothing
``~`` or ``~5``       up to three, or up to five, words in between
``#``                 a number
====================  ==================================================
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .tokens import words_of

_PART = re.compile(r"~\d?|#|\([^()]*\)|\[[^\[\]]*\]|[^\s()\[\]~#]+")
_DEFAULT_GAP = 3
_MAX_GAP = 6
_MAX_GAPS = 3
_MAX_PARTS = 12
_MIN_PREFIX = 3
_MAX_VARIANTS = 64


class PatternError(ValueError):
    """A phrase that can't be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Part:
    """One place of a phrase."""

    exact: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    number: bool = False
    optional: bool = False
    gap: int = 0

    def fits(self, word: str) -> bool:
        """Whether `word` (folded) may stand here."""
        if word in self.exact:
            return True
        if self.number and word.isdigit():
            return True
        return bool(self.prefixes) and word.startswith(self.prefixes)


def compile_phrase(phrase: str) -> list[tuple[Part, ...]]:
    """Read one phrase; alternatives of several words make several patterns of it.

    Raises:
        PatternError: it is empty, too long, or begins with something that fits anywhere.
    """
    variants: list[tuple[Part, ...]] = [()]
    for piece in _PART.findall(phrase):
        options = _options(piece, phrase)
        variants = [variant + option for variant in variants for option in options]
        if len(variants) > _MAX_VARIANTS:
            raise PatternError(f"{phrase!r} stands for more than {_MAX_VARIANTS} patterns")
    for parts in variants:
        if not parts or all(part.optional or part.gap for part in parts):
            raise PatternError(f"nothing to match in {phrase!r}")
        if parts[0].optional or parts[0].gap or parts[-1].gap:
            raise PatternError(f"{phrase!r} must begin with a word and must not end with a gap")
        if len(parts) > _MAX_PARTS or sum(1 for part in parts if part.gap) > _MAX_GAPS:
            raise PatternError(
                f"{phrase!r} is longer than {_MAX_PARTS} parts or has more than {_MAX_GAPS} gaps"
            )
    return variants


def _options(piece: str, phrase: str) -> list[tuple[Part, ...]]:
    """The ways in which one piece of a phrase can be fulfilled."""
    if piece.startswith("~"):
        gap = int(piece[1:]) if piece[1:] else _DEFAULT_GAP
        if not 1 <= gap <= _MAX_GAP:
            raise PatternError(f"a gap in {phrase!r} must be 1 to {_MAX_GAP} words")
        return [(Part(gap=gap),)]
    if piece == "#":
        return [(Part(number=True),)]
    if piece[0] not in "([":
        return [_sequence(piece, phrase)]
    sequences = [_sequence(option, phrase) for option in piece[1:-1].split("|") if option.strip()]
    single = [sequence[0] for sequence in sequences if len(sequence) == 1]
    options: list[tuple[Part, ...]] = [sequence for sequence in sequences if len(sequence) > 1]
    optional = piece[0] == "["
    if single:
        merged = Part(
            frozenset().union(*(part.exact for part in single)),
            tuple(prefix for part in single for prefix in part.prefixes),
            number=any(part.number for part in single),
            optional=optional,
        )
        options.insert(0, (merged,))
    elif optional and options:
        options.append(())
    if not options:
        raise PatternError(f"an empty choice in {phrase!r}")
    return options


def _sequence(piece: str, phrase: str) -> tuple[Part, ...]:
    """Words in a row; "don't" is two words to the matcher, in the phrase as in the text."""
    if piece.strip() == "#":
        return (Part(number=True),)
    words = words_of(piece, 0, len(piece))
    parts = [Part(exact=frozenset((word,))) for word in words]
    if piece.rstrip().endswith("*") and words:
        if len(words[-1]) < _MIN_PREFIX:
            raise PatternError(
                f"{piece!r} in {phrase!r} needs at least {_MIN_PREFIX} letters before the star"
            )
        parts[-1] = Part(prefixes=(words[-1],))
    if any("*" in word for word in piece.split()[:-1]):
        raise PatternError(f"only the last word of {piece!r} in {phrase!r} may end in a star")
    return tuple(parts)


def match(parts: Sequence[Part], words: Sequence[str], at: int, index: int = 0) -> int | None:
    """Return the end (exclusive word index) of the match that begins at `at`, or None."""
    while index < len(parts):
        part = parts[index]
        if part.gap:
            for skip in range(part.gap + 1):
                if at + skip >= len(words):
                    return None
                end = match(parts, words, at + skip, index + 1)
                if end is not None:
                    return end
            return None
        fits = at < len(words) and part.fits(words[at])
        if part.optional:
            if fits:
                end = match(parts, words, at + 1, index + 1)
                if end is not None:
                    return end
            index += 1
            continue
        if not fits:
            return None
        at += 1
        index += 1
    return at
