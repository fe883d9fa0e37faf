"""Loads the phrase files and finds their phrases in texts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from ..errors import ConfigurationError
from ..yaml_data import load_yaml
from .names import NameIndex
from .ownwords import own_segments
from .pattern import Part, PatternError, compile_phrase, match
from .span import MAX_QUOTE, Span
from .tokens import Sentence, fold, sentences

_INDEX_LETTERS = 3
_LEAD = 80
"""Characters before the phrase that a shortened quote keeps."""
_NEGATION_REACH = 3
_CACHED_TEXTS = 4096
_CACHED_WORDS = 50_000


@dataclass(frozen=True, slots=True)
class _Phrase:
    topic: str
    language: str
    parts: tuple[Part, ...]
    also: frozenset[str]
    """Words of which one must stand in the sentence, for a quick no; empty where none is needed."""


class PhraseLibrary:
    """Compiled phrases of all topics and languages. Immutable; one instance serves all threads."""

    def __init__(self, documents: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
        """Compile (origin, parsed YAML) pairs; later documents add to earlier ones.

        Raises:
            ConfigurationError: a document doesn't have the format; the message names file, topic and phrase.
        """
        self._exact: dict[str, list[_Phrase]] = {}
        self._prefix: dict[str, list[_Phrase]] = {}
        self._numbers: list[_Phrase] = []
        self._by_word: dict[str, tuple[_Phrase, ...]] = {}
        self._negators: dict[str, frozenset[str]] = {}
        self._negatable: set[str] = set()
        self._topics: dict[str, dict[str, int]] = {}
        for origin, document in documents:
            self._add(origin, document)
        self._scan = lru_cache(maxsize=_CACHED_TEXTS)(self._scan_text)
        self.fingerprint = hashlib.blake2b(repr(documents).encode(), digest_size=16).hexdigest()
        """Names the phrases: what was found by others may be found otherwise by these."""

    @property
    def topics(self) -> Mapping[str, Mapping[str, int]]:
        """Number of phrases by topic and language."""
        return self._topics

    def find(
        self, text: str, names: NameIndex | None = None, *, names_topic: str = "competitor"
    ) -> list[Span]:
        """Return at most one span per topic and sentence of what the author of `text` wrote, in order.

        Args:
            text: Any text, however hostile.
            names: Further names that count as `names_topic` wherever they stand.
            names_topic: The topic of `names`.
        """
        found, read = self._scan(text)
        if names is None:
            return list(found)
        spans = list(found)
        for sentence in read:
            place = names.find(text, sentence)
            if place is not None and not any(s.topic == names_topic and _inside(s, sentence) for s in found):
                spans.append(_span(text, names_topic, "", sentence, place))
        return sorted(spans, key=lambda span: (span.start, span.topic))

    def find_in(self, text: str, read: Iterable[Sentence]) -> list[Span]:
        """Return what `find` finds in sentences of `text` that were split already, so that several may look at once."""
        return [span for sentence in read for span in self._in_sentence(text, sentence)]

    def _scan_text(self, text: str) -> tuple[tuple[Span, ...], tuple[Sentence, ...]]:
        spans: list[Span] = []
        read: list[Sentence] = []
        for start, end in own_segments(text):
            for sentence in sentences(text, start, end):
                read.append(sentence)
                spans.extend(self._in_sentence(text, sentence))
        return tuple(spans), tuple(read)

    def _in_sentence(self, text: str, sentence: Sentence) -> list[Span]:
        seen: dict[str, Span] = {}
        present = frozenset(sentence.words)
        known = self._by_word
        for at, word in enumerate(sentence.words):
            starting = known.get(word)
            for phrase in self._starting_with(word) if starting is None else starting:
                if phrase.topic in seen or (phrase.also and phrase.also.isdisjoint(present)):
                    continue
                end = match(phrase.parts, sentence.words, at)
                if end is not None and not self._negated(phrase, sentence.words, at, end):
                    seen[phrase.topic] = _span(text, phrase.topic, phrase.language, sentence, at)
        return [seen[topic] for topic in sorted(seen)]

    def _starting_with(self, word: str) -> tuple[_Phrase, ...]:
        known = self._by_word.get(word)
        if known is None:
            found = list(self._exact.get(word, ()))
            found += [p for p in self._prefix.get(word[:_INDEX_LETTERS], ()) if p.parts[0].fits(word)]
            if word.isdigit():
                found += self._numbers
            if len(self._by_word) >= _CACHED_WORDS:
                self._by_word.clear()
            known = self._by_word[word] = tuple(found)
        return known

    def _negated(self, phrase: _Phrase, words: Sequence[str], at: int, end: int) -> bool:
        """Whether a negator stands shortly before or inside; a phrase that names one itself means it."""
        if phrase.topic not in self._negatable:
            return False
        negators = self._negators.get(phrase.language, frozenset())
        if any(part.exact & negators for part in phrase.parts):
            return False
        return any(word in negators for word in words[max(0, at - _NEGATION_REACH) : end])

    def _add(self, origin: str, document: Mapping[str, Any]) -> None:
        if not isinstance(document, Mapping):
            raise ConfigurationError(f"{origin}: a phrase file is a mapping", code="phrases_malformed")
        for language, negators in (document.get("negators") or {}).items():
            known = self._negators.get(str(language), frozenset())
            self._negators[str(language)] = known | {fold(str(word)) for word in negators}
        topic = document.get("topic")
        if topic is None and "negators" in document:
            return
        phrases = document.get("phrases")
        if not isinstance(topic, str) or not isinstance(phrases, Mapping):
            raise ConfigurationError(
                f"{origin}: a phrase file needs 'topic' (text) and 'phrases' (lists by language)",
                code="phrases_malformed",
            )
        if document.get("negatable"):
            self._negatable.add(topic)
        for language, entries in phrases.items():
            for entry in entries or ():
                self._add_phrase(origin, topic, str(language), str(entry))

    def _add_phrase(self, origin: str, topic: str, language: str, entry: str) -> None:
        try:
            variants = compile_phrase(entry)
        except PatternError as error:
            raise ConfigurationError(
                f"{origin}: topic {topic}, {language}: {error}", code="phrases_malformed"
            ) from error
        for parts in variants:
            self._index(_Phrase(topic, language, parts, _required(parts)))
        counts = self._topics.setdefault(topic, {})
        counts[language] = counts.get(language, 0) + 1

    def _index(self, phrase: _Phrase) -> None:
        first = phrase.parts[0]
        for word in first.exact:
            self._exact.setdefault(word, []).append(phrase)
        for prefix in {prefix[:_INDEX_LETTERS] for prefix in first.prefixes}:
            self._prefix.setdefault(prefix, []).append(phrase)
        if first.number:
            self._numbers.append(phrase)


def load_library(extra: Path | str | None = None) -> PhraseLibrary:
    """Load the built-in phrases and, if given, those of a YAML file or a folder of them.

    Raises:
        ConfigurationError: `extra` can't be read or has another format.
    """
    folder = files("crm_ai_plugin.signals") / "data"
    documents = [
        (entry.name, _parse(entry.name, entry.read_text(encoding="utf-8")))
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".yaml")
    ]
    if extra is not None:
        path = Path(extra)
        try:
            paths = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
            texts = [(str(p), p.read_text(encoding="utf-8")) for p in paths]
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigurationError(
                f"the phrase file {path} can't be read", code="phrases_unreadable"
            ) from error
        documents += [(name, _parse(name, text)) for name, text in texts]
    return PhraseLibrary(documents)


@cache
def default_library() -> PhraseLibrary:
    """Return the built-in library, compiled once per process."""
    return load_library()


def _parse(origin: str, text: str) -> Mapping[str, Any]:
    try:
        document: Mapping[str, Any] = load_yaml(text)
    except yaml.YAMLError as error:
        raise ConfigurationError(f"{origin} is not valid YAML", code="phrases_malformed") from error
    return document


def _required(parts: tuple[Part, ...]) -> frozenset[str]:
    fixed = [p.exact for p in parts[1:] if p.exact and not (p.optional or p.prefixes or p.number)]
    return min(fixed, key=len, default=frozenset())


def _inside(span: Span, sentence: Sentence) -> bool:
    return sentence.start <= span.start < sentence.end


def _span(text: str, topic: str, language: str, sentence: Sentence, first: int) -> Span:
    start, end = sentence.start, sentence.end
    if end - start > MAX_QUOTE:
        phrase_start = sentence.places[first][0]
        start = max(start, phrase_start - _LEAD)
        # A quote begins and ends at a word where there is one in reach.
        start = next((place[0] for place in sentence.places if place[0] >= start), phrase_start)
        limit = start + MAX_QUOTE
        ends = [place[1] for place in sentence.places[first:] if place[1] <= limit]
        end = max(ends, default=min(limit, end))
        end = end if end > start else min(limit, sentence.end)
    return Span(topic, start, end, text[start:end], language)
