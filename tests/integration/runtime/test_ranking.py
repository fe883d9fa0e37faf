"""The same ranking on every database, and the one that arithmetic alone comes to."""

from __future__ import annotations

import pytest
import yaml

from benchmarks.search_quality import LABELLED, rankings
from crm_ai_plugin.runtime.searching.searching import Searching
from crm_ai_plugin.search import FITS
from crm_ai_plugin.store import DocumentRow, PassageRow, Store
from tests.fixtures.stores import NOON

W = "acme"


@pytest.fixture(scope="module")
def labelled():
    return yaml.safe_load(LABELLED.read_text(encoding="utf-8"))


@pytest.fixture
def searching(store: Store, labelled) -> Searching:
    passages = labelled["passages"]
    with store.workspace(W) as ws:
        row = DocumentRow("doc_1", "a.md", "T", "text/markdown", "d", 1, 1, None, len(passages), "x", NOON)
        ws.knowledge.add(
            row,
            [PassageRow(key, "doc_1", at, None, "", text) for at, (key, text) in enumerate(passages.items())],
        )
    return Searching(store)


def test_the_ranking_is_what_arithmetic_says(searching, labelled):
    local, _ = rankings(labelled["passages"])
    for question in labelled["queries"]:
        expected = [(key, score) for key, score in local(question["text"]) if score > 0][:5]
        found = searching.search(W, "passages", question["text"], 5)
        assert [hit.id for hit in found][: len(expected)] == [key for key, _ in expected]
        assert [hit.score for hit in found][: len(expected)] == pytest.approx(
            [s for _, s in expected], abs=1e-4
        )


def test_most_questions_are_answered_among_the_first_three_and_nothing_fits_what_nobody_answers(
    searching, labelled
):
    answered = [
        bool({hit.id for hit in searching.search(W, "passages", q["text"], 3)} & set(q["answers"]))
        for q in labelled["queries"]
    ]
    assert sum(answered) / len(answered) > 0.85
    fits = [searching.search(W, "passages", q["text"], 1).hits[0] for q in labelled["unanswered"]]
    assert sum(hit.score >= FITS for hit in fits) <= 1


def test_a_search_sees_what_another_process_added_and_removed(store, searching):
    other = Searching(store)
    assert searching.search(W, "passages", "zeppelin", 1).hits != ()
    with store.workspace(W) as ws:
        row = DocumentRow("doc_2", "b.md", "T", "text/markdown", "e", 1, 1, None, 1, "x", NOON)
        ws.knowledge.add(row, [PassageRow("psg_new", "doc_2", 0, None, "", "The zeppelin lands on Sunday.")])
    assert other.search(W, "passages", "zeppelin", 1).hits[0].id == "psg_new"
    assert searching.search(W, "passages", "zeppelin", 1).hits[0].id == "psg_new"
    with store.workspace(W) as ws:
        ws.embeddings.forget("passages", ws.knowledge.remove("doc_2"))
    assert all(hit.id != "psg_new" for hit in searching.search(W, "passages", "zeppelin", 5))
