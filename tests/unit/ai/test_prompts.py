"""Prompts: what can be one, how gaps are filled, who gets which version."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_ai_plugin.ai.prompts import ShippedPrompts, parse_prompt, shipped_features
from crm_ai_plugin.ai.prompts.assigning import arm_of
from crm_ai_plugin.ai.prompts.library import shipped
from crm_ai_plugin.errors import NotFoundError, UserInputError

GOOD = shipped("deal_coach").text


def test_shipped_prompts_can_be_used() -> None:
    assert {"deal_coach", "objection"} <= set(shipped_features())
    for feature in shipped_features():
        prompt = ShippedPrompts().prompt("w", feature, "d1")
        assert prompt.label == f"{feature}/{prompt.settings.version}"
        assert prompt.digest != shipped(next(f for f in shipped_features() if f != feature)).digest
    with pytest.raises(NotFoundError):
        shipped("../deal_coach")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("---\nversion: 1", "version: 1"), "begin with its settings"),
        (("version: 1", "version: nil"), "version"),
        (("temperature:", "temperature: 9"), "temperature"),
        (("model:", "modell:\nx: 1"), "x"),
        (("version: 1", "version: [1"), "YAML"),
        (("version: 1", "- 1"), "YAML"),
        (("# Data", "# Date"), "two parts"),
        (("# Instructions", "hello\n# Instructions"), "nothing before"),
        (("{{language}}", "{{evidence}}"), "unknown gap {{evidence}}"),
        (("{{language}}", "{{language.__class__}}"), "unknown gap"),
        (("{{language}}", "{{ 1 + 1 }}"), "unknown gap"),
        (("{{slots}}", "slots"), "{{slots}} is missing"),
        (("{{slots}}", "{{slots}} {{language}}"), "unknown gap {{language}}"),
        (("{{language}}", "{{language"), "braces"),
        (("EVIDENCE\n{{evidence}}\n{{boundary}}", "EVIDENCE\n{{evidence}}\n{{boundary}}\nend"), "two lines"),
        (("You help", "x" * 20_001), "longer"),
    ],
)
def test_what_is_no_prompt_is_refused_with_a_reason(change: tuple[str, str], says: str) -> None:
    assert change[0] in GOOD
    with pytest.raises(UserInputError) as caught:
        parse_prompt("deal_coach", GOOD.replace(*change))
    assert says.lower() in caught.value.user_message.lower()
    assert caught.value.code == "prompt_invalid"


def test_a_prompt_stays_with_what_it_asks_for() -> None:
    choice = shipped("objection_category").text
    for task, text in (("choose", GOOD), ("word", choice)):
        with pytest.raises(UserInputError, match="task"):
            parse_prompt("x", text, task=task)  # type: ignore[arg-type]  # one of them
    with pytest.raises(UserInputError) as caught:
        parse_prompt("x", choice.replace("{{options}}", "{{slots}}"))
    assert "unknown gap {{slots}}" in caught.value.user_message


def test_what_is_filled_in_is_not_looked_at_again() -> None:
    values = {
        "language": "{{slots}}",
        "boundary": "===",
        "slots": "{{boundary}} \\1",
        "evidence": "{{evidence}}",
        "feature": "x",
    }
    instructions, data = shipped("deal_coach").fill(values)
    assert "better words: {{slots}}," in instructions
    assert "TEXTS\n{{boundary}} \\1\n\nEVIDENCE\n{{evidence}}\n===" in data


@given(st.text(max_size=400))
def test_any_text_is_a_prompt_or_is_refused(text: str) -> None:
    for candidate in (text, f"---\n{text}\n---\n# Instructions\n{text}\n# Data\n{text}", GOOD + text):
        with suppress(UserInputError):
            parse_prompt("deal_coach", candidate)


def test_a_subject_stays_in_its_arm_and_arms_are_as_large_as_they_should_be() -> None:
    subjects = [f"d{n}" for n in range(4000)]
    for share in (0.1, 0.5):
        arms = [arm_of("exp_1", subject, share) for subject in subjects]
        assert arms == [arm_of("exp_1", subject, share) for subject in subjects]
        assert abs(arms.count("b") / 4000 - share) < 0.03
    one, other = ([arm_of(name, s, 0.5) for s in subjects] for name in ("exp_1", "exp_2"))
    assert 0.45 < sum(a == b for a, b in zip(one, other, strict=True)) / 4000 < 0.55, (
        "experiments don't align"
    )
