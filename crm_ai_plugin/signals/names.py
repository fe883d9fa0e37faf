"""Names to look for in texts, such as competitors that people of the workspace have recorded."""

from __future__ import annotations

from collections.abc import Iterable

from .tokens import Sentence, words_of

_MIN_LETTERS = 3
_CALENDAR = frozenset(
    [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "none",
        "other",
        "unknown",
        "internal",
        "self",
    ]
)
"""Single words that are names and everyday words at once; as names alone they'd be found everywhere."""


class NameIndex:
    """A set of names; equal names in other case or accents are one."""

    def __init__(self, names: Iterable[str]) -> None:
        """Read the names; those too short or too common to be told apart are left out."""
        self._by_first: dict[str, list[tuple[str, ...]]] = {}
        kept = set()
        for name in names:
            words = words_of(name, 0, len(name))
            if not words or len("".join(words)) < _MIN_LETTERS or (len(words) == 1 and words[0] in _CALENDAR):
                continue
            kept.add(words)
        for words in sorted(kept):
            self._by_first.setdefault(words[0], []).append(words)
        self.key = tuple(sorted(kept))

    def find(self, text: str, sentence: Sentence) -> int | None:
        """Return the word index of the first name in the sentence; it must be written with a capital or digit."""
        if not self._by_first:
            return None
        for at, word in enumerate(sentence.words):
            for name in self._by_first.get(word, ()):
                first = text[sentence.places[at][0]]
                if sentence.words[at : at + len(name)] == name and (first.isupper() or not first.isalpha()):
                    return at
        return None
