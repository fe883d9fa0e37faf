"""What comes back is hostile: only our errors come out, and tokens are counted where they are told."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from crm_ai_plugin.ai.openai_client import chat_api, responses_api
from crm_ai_plugin.ai.openai_client.failures import retry_after
from crm_ai_plugin.ai.openai_client.raw_answer import RawAnswer
from crm_ai_plugin.ai.pricing import TokenCount
from crm_ai_plugin.errors import PermanentError

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


class Words(BaseModel):
    title: str


def bodies(names: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(st.sampled_from(names) | st.text(), json_values, max_size=6)


@given(bodies(("status", "output", "usage", "incomplete_details")))
def test_any_body_of_responses_is_read(body):
    _judge(responses_api.answer_of(body))


@given(bodies(("choices", "usage")))
def test_any_body_of_chat_is_read(body):
    _judge(chat_api.answer_of(body))


@given(json_values)
def test_any_output_of_the_right_kind_is_read(inner):
    _judge(responses_api.answer_of({"output": [{"type": "message", "content": inner}], "usage": inner}))
    _judge(chat_api.answer_of({"choices": [{"message": inner, "finish_reason": inner}]}))


@given(st.text())
def test_any_text_is_judged(text):
    _judge(RawAnswer("whole", text, refusal=False, tokens=None))


def _judge(raw: RawAnswer) -> None:
    with suppress(PermanentError):
        raw.judged(Words)


def test_a_refusal_comes_before_the_form_and_the_end_before_the_text():
    good = '{"title": "x"}'
    cases = {
        "refused": RawAnswer("whole", good, refusal=True, tokens=None),
        "truncated": RawAnswer("truncated", good, refusal=False, tokens=None),
        "bad_output": RawAnswer("failed", good, refusal=False, tokens=None),
    }
    for code, raw in cases.items():
        with pytest.raises(PermanentError) as caught:
            raw.judged(Words)
        assert caught.value.code == code


def test_an_error_names_the_place_and_not_what_was_said():
    raw = RawAnswer("whole", '{"title": {"secret": "Ann Buyer"}}', refusal=False, tokens=None)
    with pytest.raises(PermanentError) as caught:
        raw.judged(Words)
    assert caught.value.detail == "string_type at title"
    assert "Ann" not in repr(caught.value.__dict__)


def test_a_fence_around_json_is_no_reason_to_throw_it_away():
    raw = RawAnswer("whole", '```json\n{"title": "x"}\n```', refusal=False, tokens=None)
    assert raw.judged(Words).title == "x"


def test_tokens_are_counted_with_their_details():
    usage = {
        "input_tokens": 10,
        "output_tokens": 5,
        "input_tokens_details": {"cached_tokens": 4, "cache_write_tokens": 2},
    }
    assert responses_api.answer_of({"usage": usage}).tokens == TokenCount(10, 5, 4, 2)
    assert responses_api.answer_of({"usage": {**usage, "output_tokens": -1}}).tokens is None
    assert responses_api.answer_of({"usage": {**usage, "input_tokens": True}}).tokens is None


NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "7", "retry-after-ms": "1500"}, 1.5),
        ({"retry-after": "-3"}, 0.0),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "Mon, 23 Nov 2026 12:00:30 GMT"}, 30.0),
        ({"retry-after": "Mon, 23 Nov 2026 11:00:00 GMT"}, 0.0),
    ],
)
def test_when_to_come_back_is_read_in_each_form(headers, seconds):
    assert retry_after(headers, NOON) == seconds


@given(st.text())
def test_any_wish_to_wait_is_read(text):
    wait = retry_after({"retry-after": text}, NOON)
    assert wait is None or wait >= 0
