"""Laws of the phrase library: verbatim quotes and constant cost per character for any text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

from hypothesis import example, given, settings
from hypothesis import strategies as st

from crm_ai_plugin.signals import MAX_QUOTE, MAX_TEXT, NameIndex, default_library, own_segments, questions
from crm_ai_plugin.signals.pattern import compile_phrase, match
from crm_ai_plugin.signals.tokens import sentences

NAMES = NameIndex(["Dispatchly", "Route & Ware"])
PIECES = [
    "The budget is frozen",
    "we are also talking to Dispatchly",
    "zu teuer",
    "On Mon, Anna wrote:",
    "> old",
    "Best regards,",
    "Is it included in the price?",
    "e\u0301le\u0301ve\u0301",
    "trop élevé",
    "<b>price</b> is too high",
    "\u202e\ufeff",
    "ﬁ",
    "İ",
    "ß",
    "-- ",
]
texts = st.text(max_size=400) | st.lists(
    st.sampled_from(PIECES)
    | st.text(max_size=12)
    | st.sampled_from(["\n", ". ", " ", "\n\n", "? ", "!", "\r\n"]),
    max_size=40,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(texts)
@example("price " * 200 + "too expensive")
@example("x" * 500 + " too expensive " + "y" * 500)
def test_every_quote_is_verbatim_short_and_in_its_authors_words(text: str) -> None:
    spans = default_library().find(text, NAMES) + questions(text)
    segments = own_segments(text)
    for span in spans:
        assert span.quote == text[span.start : span.end]
        assert 0 < len(span.quote) <= MAX_QUOTE
        assert any(start <= span.start and span.end <= end for start, end in segments)


@settings(max_examples=200, deadline=None)
@given(texts)
def test_segments_and_sentences_are_ordered_and_disjoint(text: str) -> None:
    last = 0
    for start, end in own_segments(text):
        assert last <= start <= end <= min(len(text), MAX_TEXT)
        last = end
        place = start
        for sentence in sentences(text, start, end):
            assert place <= sentence.start < sentence.end <= end
            place = sentence.end


class _CountingWords(Sequence[str]):
    def __init__(self, words: list[str]) -> None:
        self.words = words
        self.looked = 0

    def __len__(self) -> int:
        return len(self.words)

    @overload
    def __getitem__(self, key: int) -> str: ...
    @overload
    def __getitem__(self, key: slice) -> list[str]: ...
    def __getitem__(self, key: int | slice) -> str | list[str]:
        self.looked += 1
        return self.words[key]


def test_matching_looks_at_a_bounded_number_of_words_per_place() -> None:
    parts = compile_phrase("price ~6 high ~6 much ~6 money")[0]
    costs = []
    for size in (200, 2000):
        words = _CountingWords(["price", "high", "much"] * size)
        for at in range(len(words)):
            match(parts, words, at)
        costs.append(words.looked / len(words))
    assert costs[1] <= costs[0] * 1.1
    assert costs[1] <= 2 * 7**3


def test_text_beyond_the_cap_is_ignored() -> None:
    text = "word " * (MAX_TEXT // 5) + ". The budget is frozen."
    assert default_library().find(text) == []
    assert default_library().find("The budget is frozen. " + text)
