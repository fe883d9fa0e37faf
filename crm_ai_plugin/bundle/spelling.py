"""Finds values that are probably the same word written differently."""

from __future__ import annotations

import difflib
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

MAX_DISTINCT = 5_000
"""A column with more distinct values is no category, and is no longer watched."""

MAX_LENGTH = 80
_MAX_FOR_TYPOS = 100
_TYPO_RATIO = 0.87
_MIN_TYPO_LENGTH = 5
_RARE = 5


class Pair(NamedTuple):
    """Two spellings, the rarer first, with its rows and the first line that has it."""

    rare: str
    common: str
    rows: int
    line: int


class Spellings:
    """Counts the values of one column."""

    def __init__(self) -> None:
        self._seen: dict[str, list[int]] | None = {}

    def add(self, value: str, line: int) -> None:
        """Count one value; `line` is kept for the first of each."""
        seen = self._seen
        if seen is None:
            return
        entry = seen.get(value)
        if entry is not None:
            entry[0] += 1
        elif len(seen) >= MAX_DISTINCT:
            self._seen = None
        elif len(value) <= MAX_LENGTH:
            seen[value] = [1, line]

    def same(self) -> Iterator[Pair]:
        """Yield spellings that differ only in case, blanks and punctuation."""
        groups: defaultdict[str, list[str]] = defaultdict(list)
        seen = self._seen or {}
        for value in seen:
            key = fold(value)
            if key:
                groups[key].append(value)
        for group in groups.values():
            yield from _against_commonest(group, seen)

    def typos(self) -> Iterator[Pair]:
        """Yield rare values that are one slip away from a common one.

        Values with digits are left out: ``Solution 6`` is no slip of ``Solution 7``.
        """
        seen = self._seen or {}
        if len(seen) > _MAX_FOR_TYPOS:
            return
        words = [
            value for value in seen if len(value) >= _MIN_TYPO_LENGTH and not any(map(str.isdigit, value))
        ]
        words.sort(key=lambda value: seen[value][0])
        for index, rare in enumerate(words):
            for common in words[index + 1 :]:
                if seen[rare][0] * _RARE <= seen[common][0] and _is_slip(rare, common):
                    yield Pair(rare, common, *seen[rare])
                    break


def fold(value: str) -> str:
    """Return what is left of a value without case, blanks and punctuation; empty if it has no letters."""
    plain = unicodedata.normalize("NFKC", value).casefold()
    kept = "".join(char for char in plain if char.isalnum())
    return kept if any(char.isalpha() for char in kept) else ""


def _against_commonest(group: list[str], seen: Mapping[str, list[int]]) -> Iterator[Pair]:
    if len(group) > 1:
        common = max(group, key=lambda value: seen[value][0])
        for value in group:
            if value != common:
                yield Pair(value, common, *seen[value])


def _is_slip(one: str, other: str) -> bool:
    folded, folded_other = fold(one), fold(other)
    if folded == folded_other:
        return False
    matcher = difflib.SequenceMatcher(None, folded, folded_other, autojunk=False)
    return matcher.real_quick_ratio() >= _TYPO_RATIO and matcher.ratio() >= _TYPO_RATIO
