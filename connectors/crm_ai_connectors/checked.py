"""Settings of a connection, read into their model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from crm_ai_plugin.errors import ConfigurationError

M = TypeVar("M", bound=BaseModel)


def checked(model: type[M], given: Mapping[str, Any], label: str) -> M:
    """Return the settings of a connection to `label`.

    Raises:
        ConfigurationError: one is wrong; names it, and shows no value.
    """
    try:
        return model.model_validate(dict(given))
    except ValidationError as error:
        problem = error.errors(include_input=False, include_url=False, include_context=False)[0]
        where = ".".join(str(part) for part in problem["loc"]) or "settings"
        message = str(problem["msg"]).removeprefix("Value error, ")
        raise ConfigurationError(
            f"{label} connection: {where}: {message}", code="connection_invalid"
        ) from None
