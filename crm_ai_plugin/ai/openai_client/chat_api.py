"""The Chat Completions API: what servers of other makers speak."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .raw_answer import Ending, RawAnswer, count
from .request import ModelRequest

PATH = "/chat/completions"
_ENDINGS: Mapping[str, Ending] = {"length": "truncated", "content_filter": "filtered"}


def body_of(request: ModelRequest) -> dict[str, Any]:
    """Return the request's body."""
    # The vendor's own models want the long name; other servers may know the short one only.
    bound = "max_completion_tokens" if request.of_vendor else "max_tokens"
    body: dict[str, Any] = {
        "model": request.model,
        "messages": [{"role": m.role, "content": m.text} for m in request.messages],
        "response_format": {"type": "json_schema", "json_schema": request.format},
        bound: request.max_output_tokens,
        "store": False,
    }
    if request.effort is not None:
        body["reasoning_effort"] = request.effort
    return body | request.common


def answer_of(body: Mapping[str, Any]) -> RawAnswer:
    """Read an answer's body."""
    choices = body.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    choice = first if isinstance(first, Mapping) else {}
    message = choice.get("message")
    said = message if isinstance(message, Mapping) else {}
    content = said.get("content")
    return RawAnswer(
        ending=_ENDINGS.get(str(choice.get("finish_reason")), "whole") if choice else "failed",
        text=content if isinstance(content, str) else "",
        refusal=bool(said.get("refusal")),
        tokens=count(body.get("usage"), ("prompt_tokens", "completion_tokens", "prompt_tokens_details")),
    )
