"""What a route takes, gives and needs, said once beside the view.

It is checked on every request, and the OpenAPI document is made from it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Literal, TypeVar

from flask import request
from flask.typing import ResponseReturnValue
from pydantic import BaseModel, ValidationError
from werkzeug.datastructures import MultiDict

from ..errors import CrmAiError, UserInputError
from ..runtime.access.roles import Role, Scope
from . import auth, limits, signed_calls
from .body import read_body
from .principal import Principal

Access = Literal["open", "key", "link", "signature", "address", "browser", "token"]
"""``open`` to all; ``key``: an API key, a signed-in browser, or a page's token; ``link``: the token in the address;
``signature``: the sender signs the body; ``address``: the path holds a secret, and the connection behind it
says what else is asked for; ``browser``: whoever's browser it is, the view sees to its session; ``token``: the
body holds one that works once."""
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
    role: Role = "rep"
    """What whoever has the key has to be."""
    scope: Scope | None = None
    """What the key has to be for; None: reading or writing, by the method."""
    by_crm: bool = False
    """Whether a CRM may ask as well, for a card inside it: it signs the request."""


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
                given["principal"] = _admitted(spec)
            if spec.query is not None:
                added = signed_calls.added_parameters() if spec.by_crm else ()
                given["query"] = _parse(spec.query, _flat(request.args, added), "query")
            if spec.body is not None:
                given["body"] = _parse(spec.body, _json(spec.body_bytes, required=spec.body_required), "body")
            return view(**given)

        setattr(checked, ATTRIBUTE, spec)
        return checked  # type: ignore[return-value]  # same call, more checks

    return bind


def _admitted(spec: Operation) -> Principal:
    principal = auth.from_request(by_crm=spec.by_crm)
    limits.count(principal.whose)
    principal.require_role(spec.role)
    principal.require_scope(spec.scope or ("read" if request.method in ("GET", "HEAD") else "write"))
    return principal


def _flat(args: MultiDict[str, str], added: Collection[str]) -> dict[str, str]:
    twice = [name for name, values in args.lists() if len(values) > 1]
    if twice:
        raise UserInputError(f"query parameter {twice[0]!r} is given twice", code="request_invalid")
    return {name: value for name, value in args.to_dict().items() if name not in added}


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
