"""Words that no dictionary lists and that are made from listed ones: inflected, prefixed or compounded.

A word written small names nobody, so its stem is enough. One with a capital may be a name, and names are made
from words too: Waldhausen, Steinberg. It counts as a word only where its form speaks against a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .language import Language, everywhere, unaccented
from .stems import related
from .vocabulary import Vocabulary

_MIN_PART = 4
"""Letters of the shortest part of a compound; shorter words join to anything."""
_MIN_BASE = 3
"""Letters of the shortest verb or word something is added to."""
_LONG_TAIL = 7
"""Letters of a compound's last part from which its stem is enough."""
_MOST_PARTS = 3
_LONG_ENDING = 3
"""Letters of an ending that no name ends in by chance: quitaríamos, consolideremo."""
_INFINITIVES = ("ar", "er", "ir", "are", "ere", "ire", "re", "oir")
"""What must be a word with the same beginning: only verbs have endings that long and no names."""
_JOINTS = ("", "s", "n", "en", "es", "er", "e")


def is_derived(word: str, words: Language, dictionary: Vocabulary, beside: Iterable[str] = ()) -> bool:
    """Whether every part of `word`, as it is written, is made from known words.

    Args:
        word: With its capitals; what is joined by hyphens and apostrophes is looked at part by part.
        words: The language of the text.
        dictionary: Its listed words.
        beside: Further words that count as listed where a word is written small.
    """
    parts = [part for part in re.split(r"['\-]", word) if len(part) > 1]
    return bool(parts) and all(_part(part, words, dictionary, beside) for part in parts)


def _part(part: str, words: Language, dictionary: Vocabulary, beside: Iterable[str]) -> bool:
    small = part.casefold()
    if part.islower():
        return part in dictionary or _small(small, words, dictionary, beside)
    if not part[1:].islower() or words.code == "en":
        return False
    if words.joins:
        if small.endswith(words.nominal) and related(words.code, small):
            return True
        return bool(words.name_tails) and _compound(small, words, dictionary, named=True)
    ending = related(words.code, small)
    return ending >= _LONG_ENDING and any(
        dictionary.lists(small[:-ending] + infinitive) for infinitive in _INFINITIVES
    )


def _small(small: str, words: Language, dictionary: Vocabulary, beside: Iterable[str]) -> bool:
    if related(words.code, small, beside) or (words.joins and _compound(small, words, dictionary)):
        return True
    if any(dictionary.lists(base) for base in _bases(small, words)):
        return True
    rests = (small.removeprefix(prefix) for prefix in words.prefixes if small.startswith(prefix))
    return any(
        len(rest) > _MIN_PART and (dictionary.lists(rest) or related(words.code, rest)) for rest in rests
    )


def _bases(small: str, words: Language) -> Iterator[str]:
    """What a word may be made from: rentable of rentabilidad, pregunte of pregúnteme."""
    for made, base in words.derivations:
        if len(rest := small.removesuffix(made)) >= _MIN_BASE and rest != small:
            yield rest + base
    for one in words.clitics:
        if (rest := small.removesuffix(one)) == small:
            continue
        for verb in (rest, *(rest.removesuffix(two) for two in words.clitics if rest.endswith(two))):
            if len(verb) >= _MIN_BASE:
                yield from (verb, unaccented(verb))


def _compound(
    small: str, words: Language, dictionary: Vocabulary, parts: int = _MOST_PARTS, *, named: bool = False
) -> bool:
    """Whether two or three words stand side by side in it; where it may be a name, none of places and people."""
    for cut in range(_MIN_PART, len(small) - _MIN_PART + 1):
        head, tail = small[:cut], small[cut:]
        if not _head(head, words, dictionary):
            continue
        if named and any(small.endswith(name) and len(name) >= len(tail) for name in words.name_tails):
            continue
        if _last(tail, words, dictionary, named=named):
            return True
        if parts > 2 and _compound(tail, words, dictionary, parts - 1, named=named):
            return True
    return False


def _head(head: str, words: Language, dictionary: Vocabulary) -> bool:
    stems = (head.removesuffix(joint) for joint in _JOINTS if head.endswith(joint))
    return any(
        len(stem) >= _MIN_PART and not _is_name(stem) and dictionary.begins_compound(stem) for stem in stems
    )


def _last(tail: str, words: Language, dictionary: Vocabulary, *, named: bool) -> bool:
    if _is_name(tail):
        return False
    if dictionary.lists(tail):
        return True
    return not named and len(tail) >= _LONG_TAIL and related(words.code, tail) > 0


def _is_name(small: str) -> bool:
    return small in everywhere().names
