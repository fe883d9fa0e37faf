"""What a model gets to read: the best first, cut around what is cited, within the budget."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from crm_ai_plugin.ai.reading import CUT, LONGEST, MARGIN, around, choose_reading
from crm_ai_plugin.ai.token_bound import likely_tokens
from crm_ai_plugin.ports.writing import Passage, Slot

LONG = " ".join(f"word{n}" for n in range(2000))
QUOTE = "word1000 word1001 word1002"


def _slots(*ids: str) -> list[Slot]:
    return [Slot(f"s{n}", "text", "why", evidence=(id_,)) for n, id_ in enumerate(ids)]


def test_what_fits_is_read_whole() -> None:
    evidence = [Passage("e1", "what", "short text"), Passage("e2", "only the engine's words")]
    reading = choose_reading(_slots("e1", "e2"), evidence, 500)
    assert [(r.passage.id, r.text, r.whole) for r in reading.passages] == [
        ("e1", "short text", True),
        ("e2", "", True),
    ]
    assert reading.not_read == 0


def test_a_long_mail_is_cut_around_what_is_cited_and_counted() -> None:
    reading = choose_reading(_slots("e1"), [Passage("e1", "what", LONG, QUOTE)], 800)
    (read,) = reading.passages
    assert QUOTE in read.text
    assert len(read.text) <= LONGEST + 2 * len(CUT)
    assert read.text.startswith("[…]")
    assert read.text.endswith("[…]")
    assert reading.not_read == 1


def test_what_is_cited_more_and_earlier_comes_first_and_newer_before_older() -> None:
    old, new = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
    evidence = [
        Passage("e1", "w", at=old),
        Passage("e2", "w", at=new),
        Passage("e3", "w"),
        Passage("e4", "w", at=new),
    ]
    slots = [*_slots("e3", "e1"), Slot("x", "t", "why", evidence=("e1", "e2", "e4"))]
    order = [read.passage.id for read in choose_reading(slots, evidence, 5000).passages]
    assert order == ["e3", "e1", "e2", "e4"]


def test_without_room_the_engines_words_remain_and_then_the_best_of_them() -> None:
    evidence = [Passage(f"e{n}", "some words of the engine", LONG, QUOTE) for n in range(40)]
    reading = choose_reading(_slots(*(p.id for p in evidence)), evidence, 200)
    assert 1 <= len(reading.passages) < 40
    assert reading.passages[0].passage.id == "e0"
    assert reading.not_read == 40


@given(
    st.lists(st.tuples(st.text(max_size=400), st.integers(min_value=0, max_value=60)), max_size=12),
    st.integers(min_value=50, max_value=2000),
)
def test_the_budget_holds(texts: list[tuple[str, int]], budget: int) -> None:
    evidence = [Passage(f"e{n}", "what", text * times) for n, (text, times) in enumerate(texts)]
    reading = choose_reading(_slots(*(p.id for p in evidence)), evidence, budget)
    said = sum(likely_tokens(r.passage.what) + likely_tokens(r.text) for r in reading.passages)
    assert said <= budget / MARGIN + len(evidence) * 8
    assert reading.not_read == sum(
        p.id not in {r.passage.id for r in reading.passages if r.whole} for p in evidence
    )


@given(st.text(min_size=1, max_size=600), st.data())
def test_a_cut_is_part_of_the_text_and_holds_the_citation(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(min_value=0, max_value=len(text) - 1))
    quote = text[start : start + 40]
    piece = around(text, quote, 300)
    core = piece.removeprefix(CUT.lstrip()).removesuffix(CUT.rstrip())
    assert core in text
    assert quote in piece
