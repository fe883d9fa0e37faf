"""The Responses API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .raw_answer import Ending, RawAnswer, count
from .request import ModelRequest

PATH = "/responses"


def body_of(request: ModelRequest) -> dict[str, Any]:
    """Return the request's body."""
    body: dict[str, Any] = {
        "model": request.model,
        "input": [{"role": m.role, "content": m.text} for m in request.messages],
        "text": {"format": {"type": "json_schema", **request.format}},
        "max_output_tokens": request.max_output_tokens,
        "store": False,  # what is left out is kept for a month or more
    }
    if request.effort is not None:
        body["reasoning"] = {"effort": request.effort}
    return body | request.common


def answer_of(body: Mapping[str, Any]) -> RawAnswer:
    """Read an answer's body."""
    parts = list(_parts(body))
    return RawAnswer(
        ending=_ending(body),
        text="".join(str(p.get("text", "")) for p in parts if p.get("type") == "output_text"),
        refusal=any(part.get("type") == "refusal" for part in parts),
        tokens=count(body.get("usage"), ("input_tokens", "output_tokens", "input_tokens_details")),
    )


def _ending(body: Mapping[str, Any]) -> Ending:
    status = body.get("status", "completed")
    if status == "completed":
        return "whole"
    if status != "incomplete":
        return "failed"
    details = body.get("incomplete_details")
    reason = details.get("reason") if isinstance(details, Mapping) else None
    return "filtered" if reason == "content_filter" else "truncated"


def _parts(body: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for item in _list(body.get("output")):
        if item.get("type") == "message":
            yield from _list(item.get("content"))


def _list(value: Any) -> list[Mapping[str, Any]]:  # noqa: ANN401  # from outside
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []
