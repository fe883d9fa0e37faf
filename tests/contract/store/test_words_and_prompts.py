"""Kept wordings and prompts on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm_ai_plugin.errors import ConflictError
from crm_ai_plugin.insights import Subject
from tests.fixtures.stores import NOON

DEAL = Subject(type="deal", id="1")
OTHER = Subject(type="deal", id="2")
DAY = timedelta(days=1)


def test_a_wording_is_found_until_it_expires(store):
    with store.workspace("a") as ws:
        ws.wordings.put("k1", "deal_coach", DEAL, b"one", DAY)
        ws.wordings.put("k2", "deal_coach", OTHER, b"other", DAY)
        ws.wordings.put("k3", "deal_coach", DEAL, b"gone", timedelta(0))
        assert ws.wordings.find(["k1", "k2", "k3", "nothing"]) == {"k1": b"one", "k2": b"other"}
        assert ws.wordings.find([]) == {}
        ws.wordings.put("k1", "deal_coach", DEAL, b"better", DAY)
        assert ws.wordings.find(["k1"]) == {"k1": b"better"}
        assert ws.wordings.latest("deal_coach", DEAL, 5) == [b"better"], "what expired went with the next one"


def test_dropping_by_subject_and_altogether(store):
    with store.workspace("a") as ws:
        for key, subject in (("k1", DEAL), ("k2", DEAL), ("k3", OTHER)):
            ws.wordings.put(key, "deal_coach", subject, b"x", DAY)
        assert ws.wordings.drop(DEAL) == 2
        assert ws.wordings.find(["k3"]) == {"k3": b"x"}
        assert ws.wordings.drop() == 1


def test_prompts_are_numbered_by_feature_and_the_last_choice_counts(store):
    with store.workspace("a") as ws:
        assert [ws.prompts.add("deal_coach", f"t{n}", "anna", "").number for n in (1, 2)] == [1, 2]
        assert ws.prompts.add("objection", "t", "anna", "").number == 1
        assert [row.text for row in ws.prompts.list("deal_coach")] == ["t2", "t1"]
        assert ws.prompts.choices("deal_coach") == []
        for number in (1, 2, None):
            ws.prompts.choose("deal_coach", number, "anna")
        assert ws.prompts.choices("deal_coach") == [None, 2]
        assert ws.prompts.choices("objection") == []


def test_one_experiment_at_a_time(store):
    with store.workspace("a") as ws:
        ws.prompts.add("deal_coach", "t", "anna", "")
        begun = ws.prompts.begin("deal_coach", None, 1, 0.5, "anna")
        assert ws.prompts.running("deal_coach") == begun
        with pytest.raises(ConflictError):
            ws.prompts.begin("deal_coach", None, 1, 0.5, "anna")
        assert ws.prompts.end(begun.id, "b")
        assert not ws.prompts.end(begun.id, "a")
        assert ws.prompts.running("deal_coach") is None
        (ended,) = ws.prompts.experiments("deal_coach")
        assert (ended.verdict, ended.ended_at) == ("b", NOON)
