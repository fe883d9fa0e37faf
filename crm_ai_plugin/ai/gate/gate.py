"""The gate itself: one text of a model against what it was made from.

A text passes when everything in it that can be wrong stands in its material: the engine's own words for the same
candidate and the evidence they cite. It is judged alone, and when it falls the engine's words take its place, so a
model can at worst change nothing. Every rule only ever refuses; none repairs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from ...ports.writing import SlotKind
from ..redaction.hiding import TOKEN
from .clauses import Clause, clauses
from .figures import Figures, figures
from .language import Language, everywhere, language, plain_letters
from .names import content_stems, material_words, unknown_word
from .plainness import addresses, unplain
from .polarity import turned
from .refusal import Refusal
from .swapping import shuffled, swapped, turned_back
from .vocabulary import vocabulary

LIMITS: dict[SlotKind, int] = {"headline": 200, "title": 80, "why": 420, "how": 520, "reply": 1600}
"""Characters a text of each kind may have."""
_ROOM = 2.0
_SPARE = 60
"""A text may be this many times as long as the engine's, and this many characters longer."""
_WORD = re.compile(r"[^\W\d_]+")
_QUOTED = re.compile(r"[\"“„«‟”]\s*([^\"“”„«»]{12,}?)\s*[\"”“»]")
_BEGINS = 4
"""Letters by which a word of the text is known among the engine's: no such word, and it speaks of something else."""


@dataclass(frozen=True)
class Said:
    """One text of the material, taken apart once."""

    text: str
    words: Language

    @cached_property
    def figures(self) -> Figures:
        """Its numbers and dates."""
        return figures(self.text, self.words)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Its words and their stems."""
        return material_words((self.text,))

    @cached_property
    def stems(self) -> set[str]:
        """What it is about."""
        return content_stems(self.text)

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """What it says, one thing at a time."""
        return clauses(self.text, self.words)


@dataclass(frozen=True)
class Material:
    """What one text may be made from, hidden data already replaced by tokens.

    Attributes:
        own: The engine's words for this text.
        beside: The engine's words for the same candidate.
        evidence: The engine's words for what is cited, and the cited lines: what it chose to stand on.
        background: What else the records say. Anybody may have written it, so it lends words and no facts.
        dates: When that was said.
        language: Of the engine's words.
        shared: Texts that were taken apart for other material of the same request.
    """

    own: str
    beside: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    background: tuple[str, ...] = ()
    dates: tuple[date, ...] = ()
    language: str = "en"
    shared: dict[str, Said] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def words(self) -> Language:
        """What is known of the language."""
        return language(self.language)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """What facts may come from."""
        return (self.own, *self.beside, *self.evidence)

    @cached_property
    def engine(self) -> str:
        """What the engine says itself."""
        return "\n".join((self.own, *self.beside))

    @cached_property
    def figures(self) -> Figures:
        """All numbers and dates."""
        found = Figures()
        for text in self.texts:
            found.add(self.said(text).figures)
        for when in self.dates:
            found.add_date(when)
        return found

    @cached_property
    def tokens(self) -> frozenset[str]:
        """Tokens of hidden data in the engine's words, or of people in the evidence."""
        said = {found.group() for found in TOKEN.finditer(self.engine)}
        cited = {found.group() for text in self.evidence for found in TOKEN.finditer(text)}
        # An address or account from a mail has no business in a sentence; a person or company may be named.
        return frozenset(said | {token for token in cited if token.startswith(("⟦person", "⟦company"))})

    @cached_property
    def known_words(self) -> frozenset[str]:
        """Words and stems of what facts may come from."""
        return frozenset().union(*(self.said(text).vocabulary for text in self.texts))

    @cached_property
    def small_words(self) -> frozenset[str]:
        """The same, and those of the background: a word written small names nobody."""
        return self.known_words.union(*(self.said(text).vocabulary for text in self.background))

    @cached_property
    def engine_stems(self) -> set[str]:
        """What the engine's words are about."""
        return set().union(*(self.said(text).stems for text in (self.own, *self.beside)))

    def clauses(self, texts: Sequence[str]) -> tuple[Clause, ...]:
        """Those of some of its texts."""
        return tuple(clause for text in texts for clause in self.said(text).clauses)

    def said(self, text: str) -> Said:
        """Return one of its texts, taken apart."""
        if text not in self.shared:
            self.shared[text] = Said(text, self.words)
        return self.shared[text]


@dataclass(frozen=True)
class Gate:
    """Judges texts; holds nothing."""

    def refusal(self, text: str, kind: SlotKind, material: Material) -> Refusal | None:
        """Return why `text` must not be shown, or None: it may."""
        checks: Sequence[Refusal | None]
        if not text.strip():
            return "empty"
        if len(text) > min(LIMITS[kind], _ROOM * len(material.own) + _SPARE):
            return "length"
        unfit = unplain(text, material.words, material.tokens, own=material.own, lines=kind == "reply")
        if unfit is not None:
            return unfit
        told = addresses(text)
        if told and told - addresses(material.engine):
            return "address"
        checks = (
            self._stake(text, material),
            figures(text, material.words).missing_from(
                material.figures, advises=kind in ("title", "how"), own=material.said(material.own).figures
            ),
            self._quote(text, material),
            unknown_word(
                text,
                material.known_words,
                material.small_words,
                material.words,
                vocabulary(material.language),
            ),
            self._turned(text, kind, material),
            self._drift(text, material),
        )
        return next((found for found in checks if found is not None), None)

    @staticmethod
    def _stake(text: str, material: Material) -> Refusal | None:
        """A word that commits or harms passes only where the engine used one of its kind."""
        engine, text = plain_letters(material.engine), plain_letters(text)
        for words in {material.words.code: material.words, "en": language("en")}.values():
            said = {words.stakes[m.group().casefold()] for m in words.stake.finditer(engine)}
            if any(words.stakes[m.group().casefold()] not in said for m in words.stake.finditer(text)):
                return "stake"
        given, free = (_given(said, material.words) for said in (text, engine))
        return "stake" if given and not free else None

    @staticmethod
    def _quote(text: str, material: Material) -> Refusal | None:
        """What stands in quotation marks was said like that."""
        texts = [" ".join(t.split()) for t in material.texts]
        for found in _QUOTED.finditer(text):
            quoted = " ".join(found[1].split()).rstrip(".,;:!?…")
            if not any(quoted in t for t in texts):
                return "quote"
        return None

    @staticmethod
    def _turned(text: str, kind: SlotKind, material: Material) -> Refusal | None:
        """What the engine denies is not so, and what it says of one is not so of another."""
        said = clauses(text, material.words)
        own, engine = material.clauses((material.own,)), material.clauses((material.own, *material.beside))
        cited, all_of_it = material.clauses(material.evidence), material.clauses(material.texts)
        if turned(own, cited, all_of_it, said, short=kind in ("title", "headline")):
            return "polarity"
        if swapped(engine, said) or shuffled(own, said) or turned_back(material.engine, text, material.words):
            return "swap"
        return None

    @staticmethod
    def _drift(text: str, material: Material) -> Refusal | None:
        """A text that shares no word with the engine's speaks of something else."""
        stems = content_stems(text)
        if len(stems) < 3:
            return None
        begins = {stem[:_BEGINS] for stem in material.engine_stems}
        return None if any(stem[:_BEGINS] in begins for stem in stems) else "drift"


def _given(text: str, words: Language) -> bool:
    """Whether it gives a length of time away: we offer you the first quarter."""
    return any(
        everywhere().time_of(word) is not None
        for found in words.giving.finditer(text)
        for word in _WORD.findall(found["given"].casefold())
    )
