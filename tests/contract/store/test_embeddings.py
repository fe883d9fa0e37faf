"""Vectors: the same neighbours, in the same order, however the database keeps them."""

from __future__ import annotations

import numpy as np
import pytest
from sqlalchemy import text

from crm_ai_plugin.store import DocumentRow, ObjectionRow, PassageRow, Store
from tests.fixtures.stores import NOON


@pytest.fixture(params=["sqlite", "pgvector", "postgresql without pgvector"])
def keeping(request):
    """A store of each kind; the third is a PostgreSQL on which nobody has installed the extension."""
    postgres = name = None
    if request.param == "sqlite":
        url = request.getfixturevalue("sqlite_url")
    else:
        postgres = request.getfixturevalue("postgres")
        name = postgres.create(request.getfixturevalue("_migrated_postgres"))
        url = postgres.url(name)
    store = Store.open(url, clock=lambda: NOON)
    if request.param == "postgresql without pgvector":
        take_pgvector_away(store)
    assert store.compares_vectors == (request.param == "pgvector")
    yield store
    store.close()
    if postgres is not None:
        postgres.drop(name)


def take_pgvector_away(store):
    with store.engine.begin() as connection:
        connection.execute(text("ALTER TABLE embeddings ALTER COLUMN vector TYPE bytea USING NULL"))
        connection.execute(text("DROP EXTENSION vector"))


def some_vectors(n=300, size=24, seed=5):
    chance = np.random.default_rng(seed)
    rows = chance.normal(size=(n, size)).astype(np.float32)
    rows[7] = rows[8]  # a tie
    return {f"psg_{at:03}": row for at, row in enumerate(rows)}


def test_the_nearest_are_those_that_arithmetic_says(keeping):
    vectors = some_vectors()
    wanted = vectors["psg_007"] + 0.1 * vectors["psg_042"]
    exact = {
        key: float(row.astype(float) @ wanted.astype(float) / np.linalg.norm(row) / np.linalg.norm(wanted))
        for key, row in vectors.items()
    }
    with keeping.workspace("a") as ws:
        ws.embeddings.put("passages", "m", vectors)
    with keeping.workspace("a") as ws:
        found = ws.embeddings.nearest("passages", "m", wanted, 20, also=["psg_200"])
    best = sorted(exact, key=lambda key: (-round(exact[key], 6), key))[:20]
    assert sorted(found, key=lambda key: (-round(found[key], 6), key))[:20] == best
    assert best[:2] == ["psg_007", "psg_008"]
    assert all(found[key] == pytest.approx(exact[key], abs=1e-6) for key in found)
    assert "psg_200" in found


def test_vectors_of_different_models_never_meet(keeping):
    with keeping.workspace("a") as ws:
        ws.embeddings.put("passages", "small", {"x": np.array([1, 0], np.float32)})
        ws.embeddings.put(
            "passages", "large", {"x": np.array([0, 1, 0], np.float32), "y": np.ones(3, np.float32)}
        )
        assert ws.embeddings.nearest("passages", "small", np.array([1, 0], np.float32), 9) == {"x": 1.0}
        assert set(ws.embeddings.nearest("passages", "large", np.array([0, 0, 1], np.float32), 9)) == {
            "x",
            "y",
        }
        assert ws.embeddings.nearest("objections", "small", np.array([1, 0], np.float32), 9) == {}
        assert ws.embeddings.models("passages") == {"small": 1, "large": 2}
        assert ws.embeddings.drop_models("passages", ["large"]) == 1
        assert ws.embeddings.models("passages") == {"large": 2}


def test_an_item_without_a_vector_counts_as_looked_at_and_is_never_near(keeping):
    with keeping.workspace("a") as ws:
        add_document(ws, "first", "second", "third")
        ws.embeddings.put("passages", "m", {"psg_0": None, "psg_1": np.zeros(2, np.float32)})
        assert ws.embeddings.lacking("passages", "m", 9) == [("psg_2", "third")]
        assert ws.embeddings.count_lacking("passages", "m") == 1
        assert ws.embeddings.length_lacking("passages", "m") == len("third")
        assert ws.embeddings.length_lacking("objections", "m") == 0
        assert ws.embeddings.nearest("passages", "m", np.ones(2, np.float32), 9, ["psg_0"]) == {}
        assert ws.embeddings.nearest("passages", "m", np.zeros(2, np.float32), 9) == {}


def test_numbers_come_back_to_the_last_bit(keeping):
    vector = np.array([1 / 3, -2.5e-8, 7.0], np.float32)
    with keeping.workspace("a") as ws:
        ws.embeddings.put("passages", "m", {"x": vector})
        ws.embeddings.put("passages", "m", {"x": vector})
        assert ws.embeddings.nearest("passages", "m", vector, 1)["x"] == pytest.approx(1.0, abs=1e-12)


def test_a_database_that_gets_the_extension_later_uses_it(keeping):
    if keeping.engine.dialect.name == "sqlite":
        assert not keeping.compares_vectors
        return
    with keeping.workspace("a") as ws:
        add_document(ws, "first")
        ws.embeddings.put("passages", "m", {"psg_0": np.ones(2, np.float32)})
    was = keeping.compares_vectors
    keeping.upgrade()
    assert keeping.compares_vectors
    with keeping.workspace("a") as ws:
        # What was packed is computed again from the texts, which are all there.
        assert ws.embeddings.count_lacking("passages", "m") == (0 if was else 1)
        ws.embeddings.put("passages", "m", {"psg_0": np.ones(2, np.float32)})
        assert list(ws.embeddings.nearest("passages", "m", np.ones(2, np.float32), 1)) == ["psg_0"]


def test_a_document_is_replaced_by_its_name(store):
    with store.workspace("a") as ws:
        add_document(ws, "old one", "old two")
        gone = add_document(ws, "new", id_="doc_2", first=5)
        assert sorted(gone) == ["psg_0", "psg_1"]
        assert ws.knowledge.passage_ids() == ["psg_5"]
        assert [row.id for row in ws.knowledge.documents()] == ["doc_2"]
        assert ws.knowledge.passages(["psg_5", "psg_0"])[0].title == "T"
        assert ws.knowledge.remove("doc_2") == ["psg_5"]
        assert ws.knowledge.remove("doc_2") == []


def test_a_document_says_how_many_passages_it_has_left(store):
    with store.workspace("a") as ws:
        add_document(ws, "Ask Ada Lovelace.", "100% safe", "Nobody.")
        assert ws.knowledge.erase([]) == 0
        assert ws.knowledge.erase(["psg_0", "psg_1", "psg_9"]) == 2
        assert ws.knowledge.document("doc_1").passage_count == 1


def test_forgetting_a_person_takes_what_they_said_out_of_search_and_insights(store):
    with store.workspace("a") as ws:
        for number, contact in enumerate(["p", "q"]):
            ws.objections.add(objection(f"obj_{number}", contact), [])
            ws.embeddings.put("objections", "m", {f"obj_{number}": np.ones(2, np.float32)})
        ws.insights.add(insight("obj_2", similar=["obj_0", "obj_1"]))
        ws.objections.add(objection("obj_2", "r"), [], similar=["obj_0", "obj_1"])
    with store.workspace("a") as ws:
        ws.objections.erase(["obj_0"])
        assert ws.objections.searchable(9) == ["obj_2", "obj_1"]
        assert list(ws.embeddings.nearest("objections", "m", np.ones(2, np.float32), 9)) == ["obj_1"]
        shown = ws.insights.latest("objection", "objection", "obj_2").payload["similar"]
        assert [one["id"] for one in shown] == ["obj_1"]


def add_document(ws, *texts, id_="doc_1", first=0):
    passages = [PassageRow(f"psg_{first + at}", id_, at, None, "", one) for at, one in enumerate(texts)]
    row = DocumentRow(id_, "a.md", "T", "text/markdown", "d", 1, 9, None, len(texts), "x", NOON)
    return ws.knowledge.add(row, passages)


def objection(id_, contact):
    return ObjectionRow(
        id=id_, conversation=id_, text="Too dear.", language="en", category="price", segment="", connection=None,
        deal_id=None, contact_id=contact, asked_by="x", insight_id=f"ins_{id_}", at=NOON,
    )  # fmt: skip


def insight(subject, similar):
    from crm_ai_plugin.insights import Coverage, Insight, Subject

    return Insight(
        id=f"ins_{subject}", kind="objection", subject=Subject(type="objection", id=subject), connection="-",
        version=1, as_of=NOON, engine_version="1", coverage=Coverage(), fingerprint="f",
        payload={"similar": [{"id": one, "text": "Too dear."} for one in similar], "text": "x"},
    )  # fmt: skip
