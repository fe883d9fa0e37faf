from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_ai_plugin.search import FITS, Corpus, best_quote, fuse, local_space
from crm_ai_plugin.search.bm25 import K1, B, Bm25
from crm_ai_plugin.search.words import words_of

TEXTS = {
    "a": "All data is encrypted with AES-256.",
    "b": "Support answers critical tickets within one hour.",
    "c": "Verschlüsselung der Daten erfolgt mit AES-256.",
    "d": "The list price is 60 euros per user and month.",
}
WORDS = st.lists(st.sampled_from(["price", "data", "hour", "user", "key", "offer"]), max_size=6)


def corpus(texts=TEXTS):
    made = Corpus()
    for key, text in texts.items():
        made.add(key, text)
    return made


def test_words_lose_case_accents_and_what_says_nothing():
    assert words_of("Où sont les DONNÉES chiffrées ?") == ["donnees", "chiffrees"]


def test_a_script_without_spaces_is_cut_into_pairs():
    assert words_of("価格は高い") == ["価格", "格は", "は高", "高い"]


def test_scores_are_those_of_the_book():
    """Against the formula written out, for a corpus small enough to count by hand."""
    index = Bm25()
    index.add(0, ["price", "price", "user"])
    index.add(1, ["user", "data", "data", "data", "data"])
    idf = math.log1p((2 - 1 + 0.5) / (1 + 0.5))
    norm = K1 * (1 - B + B * 3 / 4)
    assert index.scores(["price"])[0] == pytest.approx(idf * 2 * (K1 + 1) / (2 + norm))
    assert index.scores(["price"])[1] == 0


@given(st.lists(WORDS, min_size=1, max_size=8), st.data())
def test_what_was_taken_out_leaves_no_trace(texts, data):
    gone = data.draw(st.sets(st.integers(0, len(texts) - 1)))
    query = data.draw(WORDS)
    changed, fresh = Bm25(), Bm25()
    for slot, words in enumerate(texts):
        changed.add(slot, words)
    for slot in gone:
        changed.remove(slot)
    for slot, words in enumerate(texts):
        fresh.add(slot, [] if slot in gone else words)
    for slot in gone:
        fresh.remove(slot)
    assert np.allclose(changed.scores(query), fresh.scores(query))
    assert not changed.scores(query)[list(gone)].any()


@given(st.text(max_size=200), st.text(max_size=80))
@settings(max_examples=60)
def test_any_text_can_be_put_in_and_asked_for(text, query):
    made = corpus({**TEXTS, "z": text})
    found = made.ask(query)
    scores = [found.score(key) for key in found.best(10)]
    assert scores == sorted(scores, reverse=True)
    assert all(score > 0 for score in scores)
    assert best_quote(query, text, local_space()) in text


def test_forms_of_a_word_are_found():
    assert corpus().ask("Verschlüsselungen").best(1) == ["c"]


def test_texts_that_tie_stand_in_the_order_of_their_keys():
    made = corpus({"y": "price list", "x": "price list", "w": "price list"})
    assert made.ask("price").best(2) == ["w", "x"]


def test_a_text_that_was_taken_out_is_not_found():
    made = corpus()
    made.remove(["d"])
    assert "d" not in made.ask("list price").best(10)
    assert made.keys == {"a", "b", "c"}


def test_what_comes_and_goes_takes_no_room():
    made = corpus()
    for turn in range(3_000):
        made.add(f"t{turn}", "An offer that nobody took.")
        made.remove([f"t{turn}"])
    assert len(made.ask("offer")._scores) < 1_100
    assert made.ask("list price").best(1) == ["d"]


def test_meaning_crosses_languages():
    space = local_space()
    german = space.vector("Das ist uns zu teuer.")
    assert (
        german @ space.vector("It costs too much.")
        > german @ space.vector("Our servers are in Dublin.") + 0.2
    )


def test_a_text_without_a_known_word_has_no_place():
    assert not local_space().vector("⟦⟧ …").any()


def test_the_best_first_and_nothing_fits_what_nobody_wrote():
    made, space = corpus(), local_space()
    nearness = {
        key: float(space.vector("How are the data encrypted?") @ space.vector(text))
        for key, text in TEXTS.items()
    }
    ranked = fuse(made.ask("How are the data encrypted?"), nearness, 1.0, TEXTS)
    assert ranked[0][0] == "a"
    assert ranked[0][1] >= FITS > dict(ranked)["d"]


def test_the_quote_is_the_sentence_that_answers():
    text = "We were founded in 2011. Customer data is encrypted at rest. Lunch is free."
    assert best_quote("Is our data encrypted?", text, local_space()) == "Customer data is encrypted at rest."
