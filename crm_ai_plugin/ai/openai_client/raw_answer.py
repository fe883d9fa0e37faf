"""What came back, before anybody believes it: status, refusal, text, tokens, whichever API gave it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeGuard, TypeVar

from pydantic import BaseModel, ValidationError

from ...errors import PermanentError
from ..pricing import TokenCount

T = TypeVar("T", bound=BaseModel)

Ending = Literal["whole", "truncated", "filtered", "failed"]
FENCE = "```"


@dataclass(frozen=True)
class RawAnswer:
    """An answer as it came.

    Attributes:
        ending: How it ended.
        text: What was said, "" when nothing was.
        refusal: Whether the model declined.
        tokens: What it took; None when the server does not say.
    """

    ending: Ending
    text: str
    refusal: bool
    tokens: TokenCount | None

    def judged(self, schema: type[T]) -> T:
        """Return the validated value. In this order: how it ended, whether it is a refusal, whether it fits.

        Raises:
            PermanentError: ``refused``, ``truncated`` or ``bad_output``.
        """
        if self.refusal or self.ending == "filtered":
            raise PermanentError("the model declined to answer", code="refused", detail=self.ending)
        if self.ending == "truncated":
            raise PermanentError("the model's answer was cut off", code="truncated")
        if self.ending == "failed" or not self.text.strip():
            raise bad_output("it is empty")
        try:
            return schema.model_validate_json(_unfenced(self.text))
        except ValidationError as error:
            # Places and kinds only: the input is what the model said about a customer.
            first = error.errors(include_input=False, include_url=False, include_context=False)[0]
            place = ".".join(str(part) for part in first["loc"])
            raise bad_output(f"{first['type']} at {place or 'the top'}") from None


def bad_output(detail: str) -> PermanentError:
    """Return the error of an answer that can't be used."""
    return PermanentError("the model's answer does not fit what was asked", code="bad_output", detail=detail)


def count(usage: Any, names: tuple[str, str, str]) -> TokenCount | None:  # noqa: ANN401  # from outside
    """Return the tokens of a usage object.

    Args:
        usage: As it came.
        names: Its names for input, output and the details of the input.
    """
    if not isinstance(usage, Mapping):
        return None
    told, said, details_name = names
    if not is_count(usage.get(told)) or not is_count(usage.get(said)):
        return None
    details = usage.get(details_name)
    known = details if isinstance(details, Mapping) else {}
    cached, written = known.get("cached_tokens"), known.get("cache_write_tokens")
    return TokenCount(
        usage[told],
        usage[said],
        cached if is_count(cached) else 0,
        written if is_count(written) else 0,
    )


def is_count(value: Any) -> TypeGuard[int]:  # noqa: ANN401
    """Whether a value from outside is a number of tokens."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9


def _unfenced(text: str) -> str:
    """Return JSON without the fence that some local models put around it."""
    stripped = text.strip()
    if stripped.startswith(FENCE) and stripped.endswith(FENCE) and "\n" in stripped:
        return stripped[stripped.index("\n") : -len(FENCE)]
    return stripped
