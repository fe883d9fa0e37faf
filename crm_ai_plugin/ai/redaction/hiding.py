"""Tokens in place of personal data, the same token for the same thing, and the way back."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

from ...ports.writing import Person
from .patterns import find

NamesPolicy = Literal["people", "all", "none"]
"""Which names are hidden: those of people (default), of companies and deals as well, or none."""

TOKEN = re.compile(r"⟦([a-z]+-\d+)⟧")
_MARKS = re.compile(r"[⟦⟧]")
_UNBOUNDED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Scripts without spaces between words, where a name has no borders to look for."""


class Redaction:
    """What was hidden from one request. Not shared: its memory is the way back.

    Args:
        people: Whose names are known. An address or number is hidden whether or not it is known.
        companies: Names that only the policy ``all`` hides.
        policy: Which names are hidden.
    """

    def __init__(
        self, people: Sequence[Person] = (), companies: Sequence[str] = (), policy: NamesPolicy = "people"
    ) -> None:
        known: dict[str, str] = {}
        if policy == "all":
            known |= dict.fromkeys(companies, "company")
        if policy != "none":
            known |= {name: "person" for person in people for name in person.names}
        self._names = [(names_pattern(names), kind) for kind, names in _by_kind(known) if names]
        self._tokens: dict[tuple[str, str], str] = {}
        self._originals: dict[str, str] = {}
        self._hidden: dict[str, str] = {}
        self.counts: Counter[str] = Counter()

    @property
    def tokens(self) -> frozenset[str]:
        """All tokens given out."""
        return frozenset(self._originals)

    def hide(self, text: str) -> str:
        """Return `text` with tokens for what must not leave; the same text is looked through once."""
        if text not in self._hidden:
            self._hidden[text] = self._hide(text)
        return self._hidden[text]

    def _hide(self, text: str) -> str:
        # The marks of tokens are hidden first: whoever writes one into a mail makes no token by it.
        hidden = _MARKS.sub(lambda found: self._token("mark", found.group()), text)
        while True:
            # A neighbour that was hidden may have kept a pattern from matching, so look until nothing is left.
            pieces = [
                part if TOKEN.fullmatch(part) else self._pass(part)
                for part in re.split(r"(⟦[a-z]+-\d+⟧)", hidden)
            ]
            again = "".join(pieces)
            if again == hidden:
                return hidden
            hidden = again

    def restore(self, text: str) -> str:
        """Return `text` with everything that was hidden in its place; unknown tokens stay."""
        return TOKEN.sub(lambda found: self._originals.get(found.group(), found.group()), text)

    def _pass(self, text: str) -> str:
        spans = sorted(self._spans(text), key=lambda span: (span[0], -span[1]))
        pieces, last = [], 0
        for start, end, kind in spans:
            if start < last:
                continue
            pieces += [text[last:start], self._token(kind, text[start:end])]
            last = end
        return "".join(pieces) + text[last:]

    def _spans(self, text: str) -> Iterator[tuple[int, int, str]]:
        for pattern, kind in self._names:
            for found in pattern.finditer(text):
                yield found.start(), found.end(), kind
        yield from find(text)

    def _token(self, kind: str, original: str) -> str:
        key = (kind, original)
        if key not in self._tokens:
            number = 1 + sum(known == kind for known, _ in self._tokens)
            self._tokens[key] = f"⟦{kind}-{number}⟧"
            self._originals[self._tokens[key]] = original
        self.counts[kind] += 1
        return self._tokens[key]


def names_pattern(names: Sequence[str]) -> re.Pattern[str]:
    """Return what finds any of `names` as words: a full name in any case, a part of one as written or in capitals.

    A first name is often a word as well (will, mark, rose), so in small letters it is taken for the word.
    """
    free: list[str] = []
    bound: dict[str, list[str]] = {}
    for name in sorted(set(names), key=lambda n: (-len(n), n)):
        words = r"\s+".join(re.escape(word) for word in name.split())
        if " " in name.strip() or "@" in name:
            words = f"(?i:{words})"
        elif name.upper() != name:
            words = f"(?:{words}|{re.escape(name.strip().upper())})"
        if _UNBOUNDED.search(name):
            free.append(words)
        elif name.strip():
            first = name.lstrip()[0]
            small = first.casefold()
            bound.setdefault(small if len(small) == 1 else first, []).append(words)
    # By their first letter: at each word only the few names that may stand there are tried, of thousands.
    groups = [rf"(?=(?i:{re.escape(first)}))(?:{'|'.join(forms)})" for first, forms in bound.items()]
    forms = [*free, *([rf"(?<!\w)(?:{'|'.join(groups)})(?!\w)"] if groups else [])]
    return re.compile("|".join(forms) or r"(?!)")


def _by_kind(known: dict[str, str]) -> Iterator[tuple[str, list[str]]]:
    for kind in ("person", "company"):
        yield kind, [name for name, its in known.items() if its == kind and name.strip()]
