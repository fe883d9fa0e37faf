"""Schemas that every server takes, and those that are refused."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field

from crm_ai_plugin.ai.openai_client import ModelRequest
from crm_ai_plugin.ai.portable_schema import portable_schema
from crm_ai_plugin.errors import ConfigurationError
from crm_ai_plugin.testing.language_model.wire import _schema_problems


class Tone(StrEnum):
    WARM = "warm"
    PLAIN = "plain"


class Reply(BaseModel):
    """What to say."""

    text: str = Field(max_length=300, description="The reply")
    tone: Tone
    note: str | None = None


class Answer(BaseModel):
    kind: Literal["reply"]
    replies: list[Reply] = Field(min_length=2, max_length=3)
    share: float = Field(ge=0, le=1, default=0.5)


def test_the_server_takes_what_is_written():
    assert list(_schema_problems(portable_schema(Answer))) == []


def test_references_are_gone_and_bounds_are_told_in_words():
    schema = portable_schema(Answer)
    reply = schema["properties"]["replies"]["items"]
    assert "$ref" not in repr(schema)
    assert "$defs" not in schema
    assert reply["properties"]["text"] == {
        "type": "string",
        "description": "The reply; at most 300 characters",
    }
    assert reply["properties"]["tone"]["enum"] == ["warm", "plain"]
    assert reply["properties"]["note"] == {"anyOf": [{"type": "string"}, {"type": "null"}]}
    assert schema["properties"]["kind"] == {"type": "string", "enum": ["reply"]}
    assert schema["properties"]["share"] == {"type": "number", "description": "at least 0; at most 1"}
    assert schema["required"] == ["kind", "replies", "share"]


class Free(BaseModel):
    by_name: dict[str, int]


class Either(BaseModel):
    value: int | str


class Numbered(BaseModel):
    choice: Literal[1, 2]


class Anything(BaseModel):
    value: Any


class Itself(BaseModel):
    more: list[Itself]


class Wide(BaseModel):
    parts: Annotated[list[Answer], Field()]
    deep: list[list[list[list[str]]]]


Large: type[BaseModel] = type(
    "Large", (BaseModel,), {"__annotations__": {f"field_{number}": str for number in range(101)}}
)


@pytest.mark.parametrize("model", [Free, Either, Numbered, Anything, Itself, Wide, Large])
def test_what_not_every_server_takes_is_refused_and_named(model):
    with pytest.raises(ConfigurationError, match=model.__name__) as caught:
        portable_schema(model)
    assert caught.value.code == "schema_not_portable"


@pytest.mark.parametrize("name", ["Answer[int]", "Ünïcode", "x" * 100])
def test_both_apis_get_a_name_that_they_take(name):
    request = ModelRequest("m", of_vendor=True, messages=(), schema_name=name, schema={}, max_output_tokens=1)
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", request.format["name"])
