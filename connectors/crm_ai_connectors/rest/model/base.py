"""What all sections share: strictness, and texts that are paths, templates or patterns."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, StringConstraints

from .. import paths, templates


class Part(BaseModel):
    """Base of all sections: a misspelt key is an error, not a wish that silently fails."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def _path(value: str) -> str:
    paths.parse(value)
    return value


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"is no regular expression: {error}") from None
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("is no time zone; write one such as Europe/Berlin") from None
    return value


def _tree(value: Any) -> Any:  # noqa: ANN401  # JSON
    if isinstance(value, str):
        templates.check(value)
    elif isinstance(value, dict):
        for key, one in value.items():
            templates.check(key)
            _tree(one)
    elif isinstance(value, list):
        for one in value:
            _tree(one)
    return value


Path = Annotated[str, AfterValidator(_path)]
"""Where a value lies in a JSON answer."""
Template = Annotated[str, AfterValidator(templates.check)]
"""Text with slots: ``{name}`` or ``{name|filter}``."""
Pattern = Annotated[str, AfterValidator(_pattern)]
"""A regular expression, searched for."""
Zone = Annotated[str, AfterValidator(_zone)]
"""A time zone by its name in the IANA database."""
Tree = Annotated[JsonValue, AfterValidator(_tree)]
"""JSON whose texts are templates."""
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
HeaderName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9!#$%&'*+.^_`|~-]+$", max_length=100)]
Dotted = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][\w.]*:[A-Za-z_]\w*$")]
"""A Python function: ``package.module:function``."""
Headers = dict[HeaderName, Template]
UrlPath = Annotated[Template, StringConstraints(pattern=r"^/[^?#\s]*$")]
"""A path below `base_url`; slots are percent-encoded."""
ReadMethod = Literal["GET", "POST"]
Scalar = str | int | float | bool | None


class Call(Part):
    """A request."""

    path: UrlPath
    query: dict[str, Tree] = Field(default_factory=dict)
    headers: Headers = Field(default_factory=dict)
    body: Tree = None
    """Sent as JSON."""
    budget: Name | None = None
    """Rate limit group; ``read`` or ``write`` if not said."""
    timeout_s: float | None = Field(default=None, gt=0, le=300)
