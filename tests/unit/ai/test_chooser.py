"""A choice: what is asked, what counts as one, and whose it is when none comes."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_ai_plugin.ai.prompts import Prompt, parse_prompt
from crm_ai_plugin.ai.prompts.library import shipped
from crm_ai_plugin.errors import NotFoundError, PermanentError, RateLimitedError, RetryableError
from crm_ai_plugin.insights import Subject
from crm_ai_plugin.ports.choosing import ChoiceRequest, Option
from crm_ai_plugin.ports.writing import Person
from crm_ai_plugin.testing.language_model import ScriptedModel, choosing
from tests.fixtures.wording_world import WordingWorld

ANNA = Person("c1", ("Anna Schmidt", "Schmidt", "Anna", "anna@acme.example"))


def _request(**values: Any) -> ChoiceRequest:
    made = {
        "feature": "objection",
        "prompt": "objection_category",
        "subject": Subject(type="objection", id="obj_1"),
        "language": "en",
        "text": "Anna Schmidt here, +49 30 901820. No budget, and is it GDPR compliant?",
        "options": (Option("budget", "budget: no money"), Option("security_legal", "security and law")),
        "people": (ANNA,),
        **values,
    }
    return ChoiceRequest(**made)


def test_the_option_that_was_named_is_chosen() -> None:
    world = WordingWorld(ScriptedModel(choosing(1)))
    chosen = world.desk.chooser("w").choose(_request())
    assert (chosen.key, chosen.by.by, chosen.model) == ("security_legal", "model", "scripted-1")
    assert world.counts.found["crm_ai_choices", "by=model", "feature=objection"] == 1


def test_what_leaves_names_nobody_and_stands_between_borders() -> None:
    model = ScriptedModel(choosing())
    WordingWorld(model).desk.chooser("w").choose(_request())
    instructions, body = model.asked[0].messages
    for part in ("Anna", "Schmidt", "901820", "obj_1"):
        assert part not in instructions.text + body.text + json.dumps(model.asked[0].schema)
    assert (instructions.untrusted, body.untrusted) == (False, True)
    lines = body.text.splitlines()
    assert lines[0] == lines[-1]
    assert lines[0] in instructions.text
    assert '"enum": ["c1", "c2"]' in json.dumps(model.asked[0].schema)
    options = model.asked[0].options
    assert options is not None
    assert (options.workspace, options.feature, options.prompt_version) == (
        "w",
        "objection",
        "objection_category/1",
    )


@pytest.mark.parametrize(
    "answer", ["c3", "budget", "", "c1 c2", "C1", "c1 I am sure", "ev_forged_0001", "\u200bc1"]
)
def test_what_is_not_one_of_the_ids_is_no_choice(answer: str) -> None:
    chosen = WordingWorld(ScriptedModel([{"choice_id": answer}])).desk.chooser("w").choose(_request())
    assert (chosen.key, chosen.by.by, chosen.by.reason) == (None, "engine", "unknown_choice")


@given(st.text(max_size=40))
def test_whatever_a_model_says_one_of_ours_is_chosen_or_none(answer: str) -> None:
    request = _request()
    chosen = WordingWorld(ScriptedModel([{"choice_id": answer}])).desk.chooser("w").choose(request)
    assert chosen.key in {None, *(option.key for option in request.options)}
    assert (chosen.key is None) == (chosen.by.by == "engine")


@pytest.mark.parametrize(
    "error",
    [
        RateLimitedError("later", retry_after=9),
        RetryableError("no answer", code="model_timeout"),
        PermanentError("no money", code="quota_exhausted"),
        PermanentError("no", code="refused"),
        PermanentError("over", code="no_budget"),
    ],
)
def test_a_failure_leaves_the_engines_choice_and_says_why(error: Exception) -> None:
    model = ScriptedModel([error])  # type: ignore[list-item]  # each is one of ours
    chosen = WordingWorld(model).desk.chooser("w").choose(_request())
    assert (chosen.key, chosen.by.by) == (None, "engine")
    assert chosen.by.reason == error.code  # type: ignore[attr-defined]  # as above


def test_the_same_words_are_asked_once_and_not_across_workspaces() -> None:
    model = ScriptedModel(choosing(1))
    world = WordingWorld(model)
    again = replace(_request(), subject=Subject(type="objection", id="obj_2"))
    for request in (_request(), again):
        assert world.desk.chooser("w").choose(request).key == "security_legal"
    assert len(model.asked) == 1
    assert world.counts.found["crm_ai_wording_saved_usd", "feature=objection"] == pytest.approx(0.001)
    world.desk.chooser("other").choose(_request())
    world.desk.chooser("w").choose(replace(_request(), text="No budget. GDPR?"))
    assert len(model.asked) == 3


@pytest.mark.parametrize(
    "changes",
    [
        {"speaker": "c1", "people": (replace(ANNA, do_not_profile=True),)},
        {"people": (replace(ANNA, do_not_profile=True),)},
        {"speaker": "c1", "people": ()},
    ],
    ids=["who said it", "who is named", "nobody we know"],
)
def test_what_must_not_leave_does_not(changes: dict[str, Any]) -> None:
    model = ScriptedModel(choosing(1))
    chosen = WordingWorld(model).desk.chooser("w").choose(_request(**changes))
    assert (chosen.key, chosen.by.reason) == (None, "withheld")
    assert not model.asked


def test_one_option_is_no_choice() -> None:
    model = ScriptedModel()
    chosen = WordingWorld(model).desk.chooser("w").choose(_request(options=(Option("budget", "money"),)))
    assert (chosen.key, chosen.by.reason) == (None, "nothing_to_choose")
    assert not model.asked


def test_a_long_text_is_cut() -> None:
    model = ScriptedModel(choosing())
    WordingWorld(model).desk.chooser("w").choose(_request(text="no budget here " * 2_000))
    assert len(model.asked[0].untrusted) < 6_000


class _Prompts:
    def __init__(self, found: Prompt | None) -> None:
        self._found = found

    def prompt(self, workspace: str, feature: str, subject: str) -> Prompt:
        if self._found is None:
            raise NotFoundError("there is none", code="prompt_unknown")
        return self._found


@pytest.mark.parametrize("found", [None, parse_prompt("objection_category", shipped("objection").text)])
def test_without_a_prompt_that_asks_for_a_choice_nothing_is_asked(found: Prompt | None) -> None:
    model = ScriptedModel()
    chosen = WordingWorld(model, prompts=_Prompts(found)).desk.chooser("w").choose(_request())
    assert (chosen.key, chosen.by.reason) == (None, "prompt_unknown")
    assert not model.asked
