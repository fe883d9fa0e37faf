"""Vectors of a provider: what leaves, what is booked, what answers when there are none; over real sockets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest

from crm_ai_plugin.ai.catalogue import catalogue
from crm_ai_plugin.ai.embedding_client import EmbeddingClient, EmbeddingConfig
from crm_ai_plugin.ai.openai_client import Connection
from crm_ai_plugin.ai.pricing import PriceList
from crm_ai_plugin.ai.redaction import NamesPolicy
from crm_ai_plugin.ai.retrying import Patience
from crm_ai_plugin.errors import CrmAiError, PermanentError, RateLimitedError
from crm_ai_plugin.ports.language_model import CallOptions
from crm_ai_plugin.records import Company, Contact, Owner
from crm_ai_plugin.runtime.knowledge.embedding import TextEmbedding
from crm_ai_plugin.runtime.knowledge.finding import PassageFinding
from crm_ai_plugin.runtime.knowledge.leaving import Leaving
from crm_ai_plugin.runtime.searching.searching import Searching
from crm_ai_plugin.search import LOCAL_MODEL
from crm_ai_plugin.store import DocumentRow, ObjectionRow, PassageRow, Store
from crm_ai_plugin.testing.language_model import ModelServer
from tests.fixtures.model_guards import MemoryGuards
from tests.fixtures.planted_secrets import PLANTED
from tests.fixtures.stores import NOON

W = "acme"
KEY = PLANTED["model key"]
MODEL = "text-embedding-3-small"
OPTIONS = CallOptions(workspace=W, feature="search")


@dataclass
class World:
    server: ModelServer
    guards: MemoryGuards
    client: EmbeddingClient
    store: Store
    policy: NamesPolicy = "people"

    @property
    def embedding(self):
        return TextEmbedding(self.store, self.client, Leaving(self.policy))

    @property
    def finding(self):
        return PassageFinding(self.store, Searching(self.store, self.embedding))

    def add(self, name, text):
        with self.store.workspace(W) as ws:
            id_ = f"doc_{name}"
            row = DocumentRow(id_, name, name, "text/plain", name, 1, len(text), None, 1, "anna", NOON)
            ws.knowledge.add(row, [PassageRow(f"psg_{name}", id_, 0, None, "", text)])

    @property
    def sent(self):
        return [text for call in self.server.calls for text in call.body["input"]]


def client_on(server, guards, model=MODEL, dimensions=64, retries=0):
    config = EmbeddingConfig(model, dimensions, timeout_s=2.0, deadline_s=4.0, max_retries=retries)
    connection = Connection(KEY, server.url)
    patience = Patience(base_s=0.01, hold_s=0.05, sleep=lambda _: None)
    return EmbeddingClient(
        config, connection, guards.guards(), catalogue(), PriceList(catalogue()), patience=patience
    )


@pytest.fixture
def world(store: Store) -> Iterator[World]:
    guards = MemoryGuards()
    with ModelServer(key=KEY) as server:
        client = client_on(server, guards)
        yield World(server, guards, client, store)
        client.close()


def test_each_text_gets_its_own_vector_in_whatever_order_they_come(world):
    texts = ["one price", "two servers", "three"]
    vectors, usage = world.client.embed(texts, OPTIONS)
    assert [len(v) for v in vectors] == [64, 64, 64]
    alone = [world.client.embed([text], OPTIONS)[0][0] for text in texts]
    assert np.allclose(vectors, alone)
    assert usage.output_tokens == 0
    assert usage.cost_usd == pytest.approx(usage.input_tokens * 0.02 / 1e6, rel=1e-3, abs=1e-9)
    assert world.client.name == "text-embedding-3-small/64"


def test_what_it_takes_is_set_aside_before_and_booked_after(world):
    world.client.embed(["some words about a price"], OPTIONS)
    [booked] = world.guards.ledger.booked
    assert (booked.purpose.workspace, booked.purpose.feature, booked.failed) == (W, "search", False)
    assert booked.reserved >= booked.cost > 0
    [granted] = world.guards.limits.granted
    assert granted.tokens >= granted.settled == booked.tokens.total


@pytest.mark.parametrize(
    ("fault", "code", "calls"),
    [
        ("rate_limit", "model_rate_limited", 1),
        ("quota", "quota_exhausted", 1),
        ("server_error", "model_unavailable", 3),
        ("bad_json", "bad_output", 1),
        ("empty_body", "bad_output", 1),
        ("huge", "bad_output", 1),
        ("wrong_model", "model_not_found", 1),
        ("drop", "model_unavailable", 3),
    ],
)
def test_every_fault_is_one_of_our_errors(world, fault, code, calls):
    how = {"retry_after_s": 30.0} if fault == "rate_limit" else {}
    world.server.fault(fault, times=9, **how)
    client = client_on(world.server, world.guards, retries=2)
    with pytest.raises(CrmAiError) as raised:
        client.embed(["x"], OPTIONS)
    client.close()
    assert raised.value.code == code
    assert len(world.server.calls) == calls
    assert all(one.failed for one in world.guards.ledger.booked)


def test_a_server_of_another_maker_is_told_no_length_and_has_to_keep_it(world):
    other = client_on(world.server, world.guards, model="nomic-embed-text", dimensions=1536)
    assert len(other.embed(["x"], OPTIONS)[0][0]) == 1536
    assert "dimensions" not in world.server.calls[-1].body
    wrong = client_on(world.server, world.guards, model="nomic-embed-text", dimensions=768)
    with pytest.raises(PermanentError) as raised:
        wrong.embed(["x"], OPTIONS)
    assert "CRM_AI_AI__EMBEDDING_DIMENSIONS" in (raised.value.detail or "")
    other.close()
    wrong.close()


def test_a_search_rests_on_the_providers_vectors_once_all_texts_have_one(world):
    world.add("a.md", "The moon is made of green cheese.")
    before = world.finding.find(W, "cheese moon")
    assert (before.by.model, before.by.reason) == (LOCAL_MODEL, "embedding_unfinished")
    assert world.sent == []
    done = world.embedding.run(W)
    assert (done.model, done.embedded, done.left) == (world.client.name, 1, 0)
    after = world.finding.find(W, "cheese moon")
    assert (after.by.model, after.by.reason) == (world.client.name, None)
    assert after.hits[0].passage.text == before.hits[0].passage.text


@pytest.mark.parametrize("fault", ["server_error", "quota", "bad_json", "wrong_model"])
def test_when_the_provider_fails_the_local_index_answers_and_says_so(world, fault):
    world.add("a.md", "The list price is 60 euros per user.")
    world.embedding.run(W)
    world.server.fault(fault, times=99)
    found = world.finding.find(W, "price per user")
    assert found.by.model == LOCAL_MODEL
    assert found.by.reason in ("model_unavailable", "quota_exhausted", "bad_output", "model_not_found")
    assert found.hits[0].fits


def test_an_interrupted_run_goes_on_where_it_was(world):
    for at in range(70):
        world.add(f"{at}.txt", f"Passage number {at} about words{at}.")
    seen = []

    def fail_next(done):
        seen.append(done)
        world.server.fault("quota", times=1)

    with pytest.raises(PermanentError):
        world.embedding.run(W, fail_next)
    assert seen == [32]
    assert world.embedding.lacking(W) == 38
    world.embedding.run(W, seen.append)
    assert seen == [32, 32, 38]
    # Nothing was bought twice but what the failed call asked for.
    assert len(world.sent) == len(set(world.sent)) + 32


def test_another_model_embeds_anew_and_takes_the_place_of_the_old(world):
    world.add("a.md", "The list price is 60 euros.")
    world.finding.find(W, "price")
    world.embedding.run(W)
    other = client_on(world.server, world.guards, dimensions=32)
    again = TextEmbedding(world.store, other, Leaving())
    assert again.lacking(W) == 1
    again.run(W)
    with world.store.workspace(W) as ws:
        assert ws.embeddings.models("passages") == {LOCAL_MODEL: 1, "text-embedding-3-small/32": 1}
    other.close()


def test_what_leaves_is_redacted(world):
    with world.store.workspace(W) as ws:
        ws.records.upsert(
            "crm",
            [
                Contact(id="p", first_name="Ada", last_name="King", email="ada@king.test"),
                Owner(id="o", name="Rita Rep"),
            ],
        )
    world.add("a.md", "Ask Ada King or KING, ada@king.test, +49 170 1234567, or Rita Rep about the price.")
    world.embedding.run(W)
    world.finding.find(W, "What does Ada say of the price?")
    sent = json.dumps(world.sent)
    for part in ("Ada", "King", "KING", "king.test", "1234567", "Rita"):
        assert part not in sent
    assert "price" in sent


def test_names_of_companies_leave_unless_all_names_stay(world):
    with world.store.workspace(W) as ws:
        ws.records.upsert("crm", [Company(id="c", name="Globex Works")])
    world.add("a.md", "Globex Works pays 60 euros.")
    world.policy = "all"
    world.embedding.run(W)
    assert "Globex" not in json.dumps(world.sent)


def test_of_people_who_must_not_be_profiled_nothing_leaves(world):
    with world.store.workspace(W) as ws:
        ws.records.upsert("crm", [Contact(id="p", first_name="Ada", last_name="King", do_not_profile=True)])
        ws.objections.add(objection("obj_1", "p", "Too dear for us."), [])
        ws.objections.add(objection("obj_2", "q", "Too dear for King."), [])
        ws.objections.add(objection("obj_3", "q", "Too dear for all."), [])
    world.add("a.md", "Ada KING said so.")
    done = world.embedding.run(W)
    assert world.sent == ["Too dear for all."]
    assert (done.embedded, done.withheld, done.left) == (1, 3, 0)
    # Nor do questions of theirs, or about them; and all of it is found all the same.
    searching = Searching(world.store, world.embedding)
    for query, speaker in (("Too dear for us", "p"), ("Too dear, says King", None)):
        ranked = searching.search(W, "objections", query, 5, speaker)
        assert (ranked.by.model, ranked.by.reason) == (LOCAL_MODEL, "withheld")
        assert {hit.id for hit in ranked} == {"obj_1", "obj_2", "obj_3"}
    assert world.sent == ["Too dear for all."]


def test_a_text_that_is_forgotten_while_it_is_embedded_does_not_come_back(world):
    with world.store.workspace(W) as ws:
        ws.objections.add(objection("obj_1", "p", "Too dear for us."), [])
    asked = world.client.embed

    def forgotten_meanwhile(texts, options):
        with world.store.workspace(W) as ws:
            ws.objections.erase(["obj_1"])
        return asked(texts, options)

    source = type("Source", (), {"name": world.client.name, "embed": staticmethod(forgotten_meanwhile)})()
    TextEmbedding(world.store, source, Leaving()).run(W)
    with world.store.workspace(W) as ws:
        assert ws.embeddings.models("objections") == {}


def test_without_a_source_there_is_nothing_to_do(world):
    world.add("a.md", "x y z")
    done = TextEmbedding(world.store, None, Leaving()).run(W)
    assert (done.model, done.embedded, done.left) == (None, 0, 0)
    assert world.sent == []


def test_when_our_own_limits_are_reached_the_run_stops_with_the_time(world):
    world.add("a.md", "x y z")
    world.guards.limits.refusals.append(
        RateLimitedError("used up", code="model_limit_reached", retry_after=20.0)
    )
    with pytest.raises(RateLimitedError):
        world.embedding.run(W)
    assert world.sent == []
    assert world.embedding.lacking(W) == 1


def objection(id_, contact, text):
    return ObjectionRow(
        id=id_, conversation=id_, text=text, language="en", category="price", segment="", connection=None,
        deal_id=None, contact_id=contact, asked_by="x", insight_id=f"ins_{id_}", at=NOON,
    )  # fmt: skip
