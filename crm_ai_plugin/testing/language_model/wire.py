"""The vendor's two APIs as the pretended server speaks them."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from zlib import crc32

from crm_ai_plugin.ports.language_model import Message
from crm_ai_plugin.testing.language_model.asked import Answer, Asked, CutOff, Refuse

__all__ = [
    "API_PATHS",
    "EMBEDDINGS_PATH",
    "RequestRefusedError",
    "answered",
    "asked_of",
    "embedded",
    "max_output_of",
]

Api = Literal["responses", "chat"]
API_PATHS: Mapping[str, Api] = {"/v1/responses": "responses", "/v1/chat/completions": "chat"}
EMBEDDINGS_PATH = "/v1/embeddings"
MOST_INPUTS = 2048
FULL_LENGTH = 1536

CHARS_PER_TOKEN = 4
_FORBIDDEN = ("minLength", "maxLength", "pattern", "allOf", "not", "if", "default", "patternProperties")


class RequestRefusedError(Exception):
    """The request breaks the vendor's rules: 400."""


@dataclass(frozen=True)
class Shape:
    """What an answer looks like on the wire, whichever API."""

    text: str | None
    refusal: str | None = None
    stopped: Literal["stop", "length", "content_filter"] = "stop"
    input_tokens: int = 0
    output_tokens: int = 0


def asked_of(api: Api, body: Mapping[str, Any]) -> Asked:
    """Read a request, as strictly as the vendor.

    Raises:
        RequestRefusedError: with the reason.
    """
    model = str(body["model"])
    told: Sequence[Mapping[str, Any]] = body["input" if api == "responses" else "messages"]
    form = body["text"]["format"] if api == "responses" else body["response_format"]["json_schema"]
    if not form.get("strict"):
        raise RequestRefusedError("strict must be true")
    schema = form["schema"]
    for problem in _schema_problems(schema):
        raise RequestRefusedError(f"invalid schema: {problem}")
    if model.startswith("gpt-"):  # the vendor's present models reason, and say no to these two
        for name in ("temperature", "max_tokens"):
            if name in body:
                raise RequestRefusedError(f"unsupported parameter: {name}")
    messages = [Message(m["role"], m["content"], untrusted=m["role"] != "system") for m in told]
    return Asked(model, messages, schema)


def max_output_of(body: Mapping[str, Any]) -> int | None:
    """Return the bound of the answer that was asked for."""
    for name in ("max_output_tokens", "max_completion_tokens", "max_tokens"):
        if body.get(name) is not None:
            return int(body[name])
    return None


def tokens(text: str) -> int:
    """Return what a text costs here."""
    return len(text) // CHARS_PER_TOKEN + 1


def answered(api: Api, asked: Asked, answer: Answer, max_output: int | None) -> dict[str, Any]:
    """Return the body of a good or half-good answer; cut off where it is longer than allowed."""
    shape = _shape(asked, answer, max_output)
    return _BODIES[api](asked.model, shape)


def embedded(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return vectors in which texts that share words lie near each other: each word has a direction of its own.

    Raises:
        RequestRefusedError: with the reason.
    """
    texts: Sequence[str] = body["input"]
    if not 0 < len(texts) <= MOST_INPUTS or not all(texts):
        raise RequestRefusedError("input must hold 1 to 2048 texts, none of them empty")
    length = int(body.get("dimensions", FULL_LENGTH))
    spent = sum(tokens(text) for text in texts)
    data = [
        {"object": "embedding", "index": at, "embedding": _direction(text, length)}
        for at, text in enumerate(texts)
    ]
    # In another order: the index says which is which.
    return {
        "object": "list",
        "model": body["model"],
        "data": data[::-1],
        "usage": {"prompt_tokens": spent, "total_tokens": spent},
    }


def _direction(text: str, length: int) -> list[float]:
    found = [0.0] * length
    for word in text.lower().split():
        found[crc32(word.strip(".,?!").encode()) % length] += 1.0
    size = math.sqrt(sum(x * x for x in found)) or 1.0
    return [x / size for x in found]


def _shape(asked: Asked, answer: Answer, max_output: int | None) -> Shape:
    spent = sum(tokens(m.text) for m in asked.messages) + tokens(json.dumps(asked.schema))
    if isinstance(answer, Refuse):
        return Shape(None, answer.words, "stop", spent, tokens(answer.words))
    if isinstance(answer, CutOff):
        return Shape(answer.text, None, answer.by, spent, max_output or tokens(answer.text))
    text = answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)
    if max_output is not None and tokens(text) > max_output:
        return Shape(text[: max_output * CHARS_PER_TOKEN], None, "length", spent, max_output)
    return Shape(text, None, "stop", spent, tokens(text))


def _responses_body(model: str, shape: Shape) -> dict[str, Any]:
    content = []
    if shape.text is not None:
        content.append({"type": "output_text", "text": shape.text, "annotations": []})
    if shape.refusal is not None:
        content.append({"type": "refusal", "refusal": shape.refusal})
    whole = shape.stopped == "stop"
    reason = {"length": "max_output_tokens"}.get(shape.stopped, shape.stopped)
    return {
        "id": "resp_1",
        "object": "response",
        "model": model,
        "status": "completed" if whole else "incomplete",
        "incomplete_details": None if whole else {"reason": reason},
        "output": [
            {"type": "reasoning", "id": "rs_1", "summary": []},
            {
                "type": "message",
                "id": "msg_1",
                "role": "assistant",
                "status": "completed",
                "content": content,
            },
        ],
        "usage": {
            "input_tokens": shape.input_tokens,
            "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
            "output_tokens": shape.output_tokens,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": shape.input_tokens + shape.output_tokens,
        },
    }


def _chat_body(model: str, shape: Shape) -> dict[str, Any]:
    message = {"role": "assistant", "content": shape.text, "refusal": shape.refusal}
    return {
        "id": "chatcmpl_1",
        "object": "chat.completion",
        "model": model,
        "choices": [{"index": 0, "message": message, "finish_reason": shape.stopped}],
        "usage": {
            "prompt_tokens": shape.input_tokens,
            "prompt_tokens_details": {"cached_tokens": 0},
            "completion_tokens": shape.output_tokens,
            "total_tokens": shape.input_tokens + shape.output_tokens,
        },
    }


_BODIES: Mapping[str, Callable[[str, Shape], dict[str, Any]]] = {
    "responses": _responses_body,
    "chat": _chat_body,
}


def _schema_problems(part: Any, *, root: bool = True) -> Iterator[str]:  # noqa: ANN401  # any JSON
    if isinstance(part, list):
        for item in part:
            yield from _schema_problems(item, root=False)
    if not isinstance(part, Mapping):
        return
    if root and part.get("type") != "object":
        yield "the root must be an object"
    if part.get("type") == "object":
        properties = part.get("properties", {})
        if part.get("additionalProperties") is not False:
            yield "additionalProperties must be false"
        if sorted(part.get("required", [])) != sorted(properties):
            yield "every property must be required"
        for name in properties:
            yield from _schema_problems(properties[name], root=False)
    for word in _FORBIDDEN:
        if word in part:
            yield f"{word} is not permitted"
    for word in ("items", "anyOf"):
        yield from _schema_problems(part.get(word), root=False)
    for definition in part.get("$defs", {}).values():
        yield from _schema_problems(definition, root=False)
