"""Words that no dictionary lists and that are made from listed ones: inflected, prefixed or compounded.

A word written small names nobody, so its stem is enough. One with a capital may be a name, and names are made
from words too: Waldhausen, Steinberg. It counts as a word only where its form speaks against a name: a compound
whose last word is one of trade, or one the material holds.
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
_LONG_BASE = 4
"""Letters of a verb that a pronoun is written onto at the beginning of a sentence: llámeme, and no Adela."""
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
        return _noun(small, words, dictionary, frozenset(beside))
    if any(
        len(base) >= _LONG_BASE and dictionary.is_form(base) and not _is_name(base)
        for base in _bases(small, words)
    ):
        return True
    rests = (small.removeprefix(prefix) for prefix in words.again if small.startswith(prefix))
    if any(len(rest) >= _LONG_BASE and dictionary.is_form(rest) for rest in rests):
        return True
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


def _compound(small: str, words: Language, dictionary: Vocabulary, parts: int = _MOST_PARTS) -> bool:
    """Whether two or three words stand side by side in it."""
    for cut in range(_MIN_PART, len(small) - _MIN_PART + 1):
        head, tail = small[:cut], small[cut:]
        if _head(head, words, dictionary) and (
            _last(tail, words, dictionary) or (parts > 2 and _compound(tail, words, dictionary, parts - 1))
        ):
            return True
    return False


def _noun(
    small: str, words: Language, dictionary: Vocabulary, beside: frozenset[str], parts: int = _MOST_PARTS
) -> bool:
    """Whether what is written with a capital is a compound that names a thing."""
    for cut in range(_MIN_BASE if parts == _MOST_PARTS else _MIN_PART, len(small) - _MIN_BASE + 1):
        head, tail = small[:cut], small[cut:]
        if not _head(head, words, dictionary) or (
            len(head) < _MIN_PART and not dictionary.is_noun_or_name(head)
        ):
            continue
        if _last_of_noun(tail, small, words, dictionary, beside):
            return True
        if parts > 2 and _noun(tail, words, dictionary, beside, parts - 1):
            return True
    return False


def _head(head: str, words: Language, dictionary: Vocabulary) -> bool:
    stems = (head.removesuffix(joint) for joint in _JOINTS if head.endswith(joint))
    return any(
        len(stem) >= _MIN_BASE
        and not _is_name(stem)
        and (dictionary.begins_compound(stem) or dictionary.is_form(stem))
        for stem in stems
    )


def _last(tail: str, words: Language, dictionary: Vocabulary) -> bool:
    if _is_name(tail):
        return False
    if dictionary.lists(tail) or dictionary.is_form(tail):
        return True
    return len(tail) >= _LONG_TAIL and related(words.code, tail) > 0


def _last_of_noun(
    tail: str, small: str, words: Language, dictionary: Vocabulary, beside: frozenset[str]
) -> bool:
    """Whether a noun with this last part is no name: of trade, of the material, abstract, or a listed thing."""
    if any(small.endswith(end) and len(end) > len(tail) for end in words.name_tails):
        return False  # Kirscher-garten, and not Kir-scherg-arten.
    if any(tail.removesuffix(ending) in words.noun_tails for ending in words.noun_endings):
        return True
    if len(tail) < _MIN_PART or _is_name(tail) or ends_like_a_name(small, words):
        return False
    if tail in beside:
        return True
    return (tail.endswith(words.nominal) or dictionary.is_noun_or_name(small)) and dictionary.lists(tail)


def ends_like_a_name(small: str, words: Language) -> bool:
    """Whether it ends as names of places, people and firms do where words are joined."""
    return small.endswith(words.name_tails)


def _is_name(small: str) -> bool:
    return small in everywhere().names
