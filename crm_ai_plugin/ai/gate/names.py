"""Words that neither the engine nor the evidence nor the language holds: names, foreign words, noise."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..redaction.hiding import TOKEN
from .derived import is_derived
from .language import Language, everywhere, unaccented
from .refusal import Refusal
from .vocabulary import Vocabulary

_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_PART = re.compile(r"[^\W\d_]+")
_BEGINS = re.compile(r"(?:^|[.!?…:;\n]|[\"“”„«»'(\-–])\s*[\"“„«¿¡(]*\s*$")
_DIGITS = re.compile(r"\d+(?:[ .,\u00a0\u202f]\d{3})*")
_STEM = 5
_LONG = 4
_LOOK_BACK = 12


def unknown_word(
    text: str, allowed: frozenset[str], small_ones: frozenset[str], words: Language, dictionary: Vocabulary
) -> Refusal | None:
    """Return ``name`` or ``word`` when `text` holds one that nobody knows, else None.

    A capital inside a sentence marks a name in most languages; in German and at the beginning of a sentence,
    where everything may have one, the dictionary decides. `allowed` and, for words without a capital, `small_ones`
    are :func:`material_words`.
    """
    bare = TOKEN.sub(" ", text)
    known = everywhere()
    for found in _WORD.finditer(bare):
        word = found.group().replace("’", "'")
        small = word.casefold()
        if (
            small in allowed
            or small in known.capitals
            or small in known.currencies
            or small in _calendar(words)
            or small in known.scales
            or small in words.spelled.values
            or len(word) == 1
        ):
            continue
        capital = any(c.isupper() for c in word)
        if not capital:
            if small in known.names and small not in known.also_words and small not in words.words:
                return "word"
            if small in small_ones or stem(small) in small_ones or word in dictionary:
                continue
            if not is_derived(word, words, dictionary, small_ones):
                return "word"
            continue
        parts = [part for part in re.split(r"['\-]", small) if len(part) > 1]
        if all(part in allowed or part in known.capitals for part in parts):
            continue
        begins = (
            bool(_BEGINS.search(bare[max(0, found.start() - _LOOK_BACK) : found.start()]))
            or found.start() == 0
        )
        if any(_is_name(part) and not (begins and part in known.also_begin) for part in (small, *parts)):
            return "name"
        if _introduced(bare[: found.start()], words):
            return "name"
        dated = [part for part in parts if part in _calendar(words)]
        if dated and all(part in dated or part in allowed or part in dictionary for part in parts):
            # "mid-January": whether the date is right, the figures tell.
            continue
        elided = re.match(r"[a-zà-ÿ]{1,2}'", word) is not None
        only_first = word[0].isupper() and not any(c.isupper() for c in word[1:])
        if (begins or words.nouns_have_capitals or elided) and (
            only_first or elided or "-" in word or word.isupper()
        ):
            if dictionary.opens(word) or (stem(small) in allowed and len(small) > _STEM):
                continue
            if is_derived(word, words, dictionary, allowed):
                continue
        elif words.code == "en" and small in ("i", "i'm", "i'll", "i'd", "i've"):
            continue
        return "name"
    return None


def _is_name(small: str) -> bool:
    known = everywhere().names
    return small in known or unaccented(small) in known - everywhere().also_words


def _introduced(before: str, words: Language) -> bool:
    """Whether what comes now is somebody's or something's name: Herr, Frau Dr., unserem Kunden."""
    last = [found.group().casefold() for found in _WORD.finditer(before[-_LOOK_BACK * 2 :])][-1:]
    # A full stop belongs to a title such as Dr., and behind a whole word ends the sentence.
    end = r"\.? $" if last and len(last[0]) < _STEM else " $"
    return bool(last) and last[0] in words.introduces and bool(re.search(rf"[^\W\d_]{end}", before))


def material_words(texts: Iterable[str]) -> frozenset[str]:
    """Return the words of the material and their stems, as :func:`unknown_word` takes them."""
    found: set[str] = set()
    for text in texts:
        for match in _WORD.finditer(TOKEN.sub(" ", text)):
            small = match.group().casefold().replace("’", "'")
            found.add(small)
            found |= {part for part in re.split(r"['\-]", small) if len(part) > 1}
            found.add(stem(small))
    return frozenset(found)


def content_stems(text: str) -> set[str]:
    """Return the stems of the longer words, the numbers and the tokens: what a text is about."""
    words = (match.group().casefold() for match in _PART.finditer(TOKEN.sub(" ", text)))
    counted = {re.sub(r"\D", "", m.group()) for m in _DIGITS.finditer(TOKEN.sub(" ", text))}
    return {stem(word) for word in words if len(word) >= _LONG} | counted | set(TOKEN.findall(text))


def stem(word: str) -> str:
    """Return the beginning of a word without accents: crude, the same for all languages, and enough to compare."""
    if word.isascii():
        return word[:_STEM] + "*"
    return unaccented(word)[:_STEM] + "*"


def _calendar(words: Language) -> frozenset[str]:
    return frozenset(words.months) | frozenset(words.weekdays)
