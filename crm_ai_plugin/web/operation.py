"""What a route takes, gives and needs, said once beside the view.

It is checked on every request, and the OpenAPI document is made from it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Literal, TypeVar

from flask import request
from flask.typing import ResponseReturnValue
from pydantic import BaseModel, ValidationError
from werkzeug.datastructures import MultiDict

from ..errors import CrmAiError, UserInputError
from . import auth, limits
from .body import read_body

Access = Literal["open", "key", "link", "signature", "address"]
"""``open`` to all; ``key``: an API key or the card's token; ``link``: the token in the address;
``signature``: the sender signs the body; ``address``: the path holds a secret, and the connection behind it
says what else is asked for."""
Given = type[BaseModel] | None
V = TypeVar("V", bound=Callable[..., ResponseReturnValue])

MAX_JSON_BYTES = 64_000
ATTRIBUTE = "__operation__"


@dataclass(frozen=True)
class Answer:
    """One answer of a route: its model (None: described by media type alone) and media types."""

    means: str
    model: Given = None
    media_types: Sequence[str] = ("application/json",)


@dataclass(frozen=True)
class Operation:
    """One route's contract."""

    summary: str
    answers: Mapping[int, Answer]
    access: Access = "key"
    query: Given = None
    body: Given = None
    body_required: bool = False
    body_bytes: int = MAX_JSON_BYTES
    raw_body: str | None = None
    """Media type of a body that the view reads by itself."""
    problems: Sequence[int] = ()
    tags: Sequence[str] = field(default_factory=tuple)


def operation(spec: Operation) -> Callable[[V], V]:
    """Bind a contract to a view.

    The view is called with ``principal`` when access is by key, ``query`` and ``body`` when the contract
    has models for them, beside the parameters of its path.
    """

    def bind(view: V) -> V:
        @wraps(view)
        def checked(**path: Any) -> ResponseReturnValue:  # noqa: ANN401
            given: dict[str, Any] = dict(path)
            if spec.access == "key":
                given["principal"] = auth.from_header()
                limits.count()
            if spec.query is not None:
                given["query"] = _parse(spec.query, _flat(request.args), "query")
            if spec.body is not None:
                given["body"] = _parse(spec.body, _json(spec.body_bytes, required=spec.body_required), "body")
            return view(**given)

        setattr(checked, ATTRIBUTE, spec)
        return checked  # type: ignore[return-value]  # same call, more checks

    return bind


def _flat(args: MultiDict[str, str]) -> dict[str, str]:
    twice = [name for name, values in args.lists() if len(values) > 1]
    if twice:
        raise UserInputError(f"query parameter {twice[0]!r} is given twice", code="request_invalid")
    return args.to_dict()


def _json(most: int, *, required: bool) -> Any:  # noqa: ANN401  # any JSON; the model checks it
    raw = read_body(most)
    if not raw and not required:
        return {}
    if request.mimetype != "application/json":
        raise CrmAiError(
            "the body has to be JSON", code="media_type", hint="send Content-Type: application/json"
        )
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        raise UserInputError("the body is not valid JSON", code="body_malformed") from None


def _parse(model: type[BaseModel], given: Any, where: str) -> BaseModel:  # noqa: ANN401
    try:
        return model.model_validate(given)
    except ValidationError as error:
        # Never the input: it may hold personal data.
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        what = str(first["msg"]).removeprefix("Value error, ")
        raise UserInputError(
            f"{where}{'.' + place if place else ''}: {what}", code="request_invalid"
        ) from None
