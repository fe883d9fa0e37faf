"""Which letters make a word of a language: the dictionaries of two packages.

A word the dictionaries lack, which the engine did not use and no evidence holds, is a name, a foreign word or
noise, and none of them may be added by a model. Only hashes are kept: as text three million words would take 300 MB.
"""

from __future__ import annotations

import re
from array import array
from functools import cache

import numpy as np
from numpy.typing import NDArray

from .dictionaries import forms, listed, most_used
from .language import language, unaccented

_USUAL = 9_000
"""How many of the most used words are taken for words wherever they stand."""
_MIN_PART = 3
"""Letters of the shortest part of a compound."""
_ELIDED = frozenset(
    {
        "ll",
        "re",
        "ve",
        "qu",
        "jusqu",
        "lorsqu",
        "puisqu",
        "quelqu",
        "aujourd",
        "dell",
        "nell",
        "all",
        "dall",
        "sull",
        "quell",
        "quest",
        "nessun",
        "ciascun",
        "bell",
        "sant",
        "anch",
        "ch",
        "gl",
        "presqu",
        "quoiqu",
        "un",
        "cos",
        "com",
        "dov",
    }
)
"""What stands before or after an apostrophe and nowhere else."""
_JOINTS = ("", "s", "n", "en", "es", "-")


class Vocabulary:
    """The words of one language."""

    def __init__(self, code: str) -> None:
        self._language = language(code)
        self._own = self._language.words
        self._hashes = [_hashes(one) for one in (code, *self._language.beside)]
        self._compounds = self._language.joins

    def __contains__(self, word: str) -> bool:
        small = word.casefold().replace("’", "'")
        if self._has(small) or self.is_form(small):
            return True
        if (family := self._language.family) is not None and family.fullmatch(small):
            return True
        parts = [part for part in re.split(r"['\-]", small) if part]
        if len(parts) > 1:
            return all(len(part) == 1 or part in _ELIDED or part in self for part in parts)
        if self._compounds and not word.islower():
            # A compound with a capital may be a name: whether it is one, derived.py judges by its parts.
            return not small.endswith(self._language.name_tails) and self._inflected(small)
        if self._compounds and self._compound(small):
            return True
        return self._inflected(small) or self._participle(small) or self._again(small)

    def is_form(self, small: str) -> bool:
        """Whether a word that is written small where it stands for itself has this form."""
        return _holds(_forms(self._language.code)[0], small)

    def opens(self, word: str) -> bool:
        """Whether a sentence may begin with it: where nouns are written small, a name is no form of a word."""
        if self._language.nouns_have_capitals:
            small = word.casefold()
            # What only one of the packages knows and what ends like a place is one.
            return word in self and (
                not small.endswith(self._language.name_tails)
                or self.is_form(small)
                or self.is_noun_or_name(small)
            )
        small = word.casefold().replace("’", "'")
        if small in self._own or self.is_form(small) or _holds(_most_used(self._language.code), small):
            return True
        parts = [part for part in re.split(r"['\-]", small) if part]
        return len(parts) > 1 and all(len(part) == 1 or part in _ELIDED or self.opens(part) for part in parts)

    def is_noun_or_name(self, small: str) -> bool:
        """Whether a word that is written with a capital wherever it stands has this form."""
        return _holds(_forms(self._language.code)[1], small)

    def _again(self, small: str) -> bool:
        """Whether it is a word with something before it: recontacter, risentire."""
        rests = (small.removeprefix(prefix) for prefix in self._language.again if small.startswith(prefix))
        return any(len(rest) > _MIN_PART and (self._has(rest) or self._inflected(rest)) for rest in rests)

    def _participle(self, small: str) -> bool:
        """Whether a verb lies around the letters inside it: ein-ge-spielt is of einspielen."""
        if self._language.participles is None:
            return False
        pattern, grounds = self._language.participles
        found = pattern.fullmatch(small)
        return found is not None and any(
            self._has(f"{found['prefix'] or ''}{found['stem']}{ground}") for ground in grounds
        )

    def _inflected(self, small: str) -> bool:
        for ending in self._language.endings:
            stem = small.removesuffix(ending)
            if stem == small or len(stem) < _MIN_PART:
                continue
            for form in _spellings(stem):
                if any(self._has(form + ground) for ground in self._language.ground):
                    return True
        return False

    def _has(self, small: str) -> bool:
        # The dictionaries write ß and not ss, casefold the other way round.
        forms = {small, small.replace("ss", "ß"), small.translate(self._language.spellings)} | (
            _american(small) if self._language.code == "en" else set()
        )
        return small in self._own or any(self._known(form) for form in forms)

    def _known(self, small: str) -> bool:
        return any(_holds(hashes, small) for hashes in self._hashes)

    def _compound(self, small: str) -> bool:
        for cut in range(_MIN_PART, len(small) - _MIN_PART + 1):
            tail = small[cut:]
            if not self._has(tail):
                continue
            head = small[:cut]
            for joint in _JOINTS:
                stem = head.removesuffix(joint) if joint else head
                if len(stem) >= _MIN_PART and (joint == "" or stem != head) and self.begins_compound(stem):
                    return True
        return False

    def lists(self, small: str) -> bool:
        """Whether the dictionary has a word in small letters, or the ground form of its inflection."""
        return self._has(small) or self._inflected(small)

    def begins_compound(self, stem: str) -> bool:
        """Whether a compound may begin like this: with a word, or with a verb's stem as in Messgröße."""
        return self._has(stem) or (len(stem) > _MIN_PART and self._has(f"{stem}en"))


_BRITISH = (
    (re.compile(r"is(e|ed|es|er|ers|ing|able|ation|ations|ational)$"), r"iz\1"),
    (re.compile(r"ys(e|ed|es|er|ing)$"), r"yz\1"),
    (re.compile(r"our(?=$|s$|ed$|ing$|able$|ably$|ful$|ite$|ites$|hood$)"), "or"),
    (re.compile(r"ll(ed|ing|er|ers)$"), r"l\1"),
    (re.compile(r"tre(s?)$"), r"ter\1"),
    (re.compile(r"ence(s?)$"), r"ense\1"),
    (re.compile(r"gramme(s?)$"), r"gram\1"),
    (re.compile(r"ogue(s?)$"), r"og\1"),
)


def _american(word: str) -> set[str]:
    """How the dictionary spells a British word: organisation, favour, labelled, centre, licence."""
    return {pattern.sub(american, word) for pattern, american in _BRITISH if pattern.search(word)}


def _spellings(stem: str) -> set[str]:
    """How a stem is spelt before another vowel: organice, organizar; encuentre, encontrar; busque, buscar."""
    bare = unaccented(stem)
    forms = {stem, bare}
    stem = bare
    for short, long in (("c", "z"), ("qu", "c"), ("gu", "g"), ("ch", "c"), ("gh", "g")):
        if stem.endswith(short):
            forms.add(stem.removesuffix(short) + long)
    for changed, ground in (("ue", "o"), ("ie", "e"), ("i", "e")):
        head, found, tail = stem.rpartition(changed)
        if found:
            forms.add(head + ground + tail)
    return forms


@cache
def vocabulary(code: str) -> Vocabulary:
    """Return the words of a language; of one without a file, those of English."""
    return Vocabulary(language(code).code)


@cache
def _hashes(code: str) -> NDArray[np.int64]:
    return np.sort(np.fromiter((hash(word) for word in listed(code)), dtype=np.int64))


@cache
def _most_used(code: str) -> NDArray[np.int64]:
    return np.sort(np.fromiter((hash(word) for word in most_used(code, _USUAL)), dtype=np.int64))


@cache
def _forms(code: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return what is written small, and what with a capital."""
    small, capital = array("q"), array("q")
    for form in forms(code):
        if form.islower():
            small.append(hash(form))
        elif form[1:].islower():
            capital.append(hash(form.casefold()))
    return np.sort(np.frombuffer(small, dtype=np.int64)), np.sort(np.frombuffer(capital, dtype=np.int64))


def _holds(hashes: NDArray[np.int64], small: str) -> bool:
    wanted = np.int64(hash(small))
    at = int(np.searchsorted(hashes, wanted))
    return at < len(hashes) and bool(hashes[at] == wanted)
