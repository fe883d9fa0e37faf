"""A model that answers as a test tells it to, without any network."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from crm_ai_plugin.errors import CrmAiError, PermanentError
from crm_ai_plugin.ports.language_model import CallOptions, Completion, Message, Usage
from crm_ai_plugin.testing.language_model.asked import Answer, Answerer, Asked, CutOff, Refuse
from crm_ai_plugin.testing.language_model.filling import filled_answer

__all__ = ["ScriptedModel"]

T = TypeVar("T", bound=BaseModel)

NAME = "scripted-1"
BYTES_PER_TOKEN = 4


class ScriptedModel:
    """A :class:`~crm_ai_plugin.ports.language_model.LanguageModel` in this process.

    ::

        model = ScriptedModel([{"title": "Call Ann"}, RateLimitedError("later", retry_after=9)])
        model = ScriptedModel(lambda asked: {"title": asked.untrusted[:20]})

    Args:
        answers: A function of what was asked, or answers in order, the last of which stays. An error among
            them is raised. Left out: the smallest object that the schema allows.
        cost_usd: What each call is said to cost.

    `asked` holds every question so far.
    """

    def __init__(
        self,
        answers: Answerer | Iterable[Answer | BaseModel | CrmAiError] = filled_answer,
        *,
        cost_usd: float = 0.001,
    ) -> None:
        self._answerer = answers if callable(answers) else None
        self._queue = iter(()) if callable(answers) else _last_stays(answers)
        self._cost_usd = cost_usd
        self._lock = threading.Lock()
        self.asked: list[Asked] = []

    def complete(self, messages: Sequence[Message], schema: type[T], options: CallOptions) -> Completion[T]:
        """Return the next answer, validated as the real client does it.

        Raises:
            PermanentError: ``refused``, ``truncated`` or ``bad_output``.
            CrmAiError: the one that stands in the script.
        """
        asked = Asked(options.model or "", tuple(messages), schema.model_json_schema(), options)
        with self._lock:
            self.asked.append(asked)
            answer = self._answerer(asked) if self._answerer else next(self._queue)
        if isinstance(answer, CrmAiError):
            raise answer
        usage = Usage(
            input_tokens=sum(len(m.text.encode()) for m in messages) // BYTES_PER_TOKEN + 1,
            output_tokens=len(str(answer)) // BYTES_PER_TOKEN + 1,
            cost_usd=self._cost_usd,
        )
        return Completion(_validated(answer, schema), usage, options.model or NAME)


def _last_stays(
    answers: Iterable[Answer | BaseModel | CrmAiError],
) -> Iterator[Answer | BaseModel | CrmAiError]:
    last: Answer | BaseModel | CrmAiError | None = None
    for last in answers:
        yield last
    if last is None:
        raise ValueError("a script needs at least one answer")
    while True:
        yield last


def _validated(answer: Answer | BaseModel, schema: type[T]) -> T:
    if isinstance(answer, Refuse) or (isinstance(answer, CutOff) and answer.by == "content_filter"):
        raise PermanentError("the model declined to answer", code="refused")
    if isinstance(answer, CutOff):
        raise PermanentError("the answer was cut off", code="truncated")
    try:
        if isinstance(answer, str):
            return schema.model_validate_json(answer)
        return schema.model_validate(dict(answer) if isinstance(answer, Mapping) else answer.model_dump())
    except ValidationError:
        raise PermanentError("the answer does not fit what was asked", code="bad_output") from None
