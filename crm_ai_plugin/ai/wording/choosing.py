"""A model that says which of the engine's readings comes first. It names an id of ours, and that is all it can do."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import Annotated

from pydantic import BaseModel, Field, WithJsonSchema, create_model

from ...errors import CrmAiError, NotFoundError
from ...insights import WordedBy
from ...ports.choosing import ChoiceRequest, Chosen
from ...ports.language_model import CallOptions, Completion, LanguageModel, Message
from ..boundary import boundary
from ..prompts import Prompt, PromptSource
from ..reading import around
from ..redaction import NamesPolicy, Redaction
from ..redaction.hiding import names_pattern
from ..redaction.subject import subject_hash
from .asking import LANGUAGES
from .kept import Kept, KeptWordings
from .tally import NoTally, Tally

SCHEMA_VERSION = 1
"""Of what is asked; raised when an old answer must not be used any more."""
_CHARACTERS_OF_A_TOKEN = 3
"""Fewer than there are in most texts, so that the cut is on the safe side."""


class Choice(BaseModel):
    """What a model answers."""

    choice_id: str


@dataclass(frozen=True)
class ChoosingConfig:
    """Choices of an installation.

    Attributes:
        model: Asked where the prompt names none.
        names: Which names are hidden.
        deadline_s: Seconds for a choice, all attempts together.
    """

    model: str
    names: NamesPolicy
    deadline_s: float


@dataclass(frozen=True)
class ModelChooser:
    """Asks a model to choose; what fails, and what is no choice, leaves the engine's."""

    config: ChoosingConfig
    workspace: str
    model: LanguageModel
    prompts: PromptSource
    kept: KeptWordings
    tally: Tally = field(default_factory=NoTally)

    def choose(self, request: ChoiceRequest) -> Chosen:
        """Return the option that a model chose, or the engine's with the reason."""
        began = time.monotonic()
        if len(request.options) < 2:
            return _engine("nothing_to_choose", 0.0)
        if _withheld(request):
            self._count("crm_ai_choice_withheld", request)
            return _engine("withheld", 0.0)
        try:
            prompt = self.prompts.prompt(self.workspace, request.prompt, request.subject.id)
        except NotFoundError as error:
            return _engine(error.code, 0.0)
        if prompt.settings.task != "choose":
            return _engine("prompt_unknown", 0.0)
        key = _key(self.workspace, request, prompt, prompt.settings.model or self.config.model, self.config)
        found = self.kept.get(key)
        if found is not None:
            self._count("crm_ai_choice_cache", request, result="hit")
            self._count("crm_ai_wording_saved_usd", request, found.cost_usd)
        else:
            self._count("crm_ai_choice_cache", request, result="miss")
            try:
                found = self._bought(request, prompt)
            except CrmAiError as error:
                # The engine has chosen already: what a model could not do keeps nothing back.
                self._count("crm_ai_choice_failures", request, reason=error.code)
                return _engine(error.code, time.monotonic() - began)
            self.kept.put(key, request.prompt, request.subject, found)
        return self._judged(request, found, time.monotonic() - began)

    def _bought(self, request: ChoiceRequest, prompt: Prompt) -> Kept:
        redaction = Redaction(request.people, request.companies, self.config.names)
        ids = tuple(f"c{place}" for place in range(1, len(request.options) + 1))
        completion = self._ask(request, prompt, _messages(request, prompt, ids, redaction), ids, redaction)
        by_id = dict(zip(ids, request.options, strict=True))
        chosen = by_id.get(completion.value.choice_id)
        return Kept(
            texts={"chosen": chosen.key} if chosen is not None else {},
            refused={} if chosen is not None else {"chosen": "unknown_choice"},
            model=completion.model,
            via=completion.via,
            prompt_version=prompt.label,
            cost_usd=completion.usage.cost_usd,
        )

    def _ask(
        self,
        request: ChoiceRequest,
        prompt: Prompt,
        messages: Sequence[Message],
        ids: tuple[str, ...],
        redaction: Redaction,
    ) -> Completion[Choice]:
        for kind, times in sorted(redaction.counts.items()):
            self.tally.count("crm_ai_redacted", times, kind=kind)
        settings = prompt.settings
        return self.model.complete(
            messages,
            choice_form(ids),
            CallOptions(
                workspace=self.workspace,
                feature=request.feature,
                prompt_version=prompt.label,
                model=settings.model,
                temperature=settings.temperature,
                max_output_tokens=settings.max_output_tokens,
                deadline_s=self.config.deadline_s,
                subject_hash=subject_hash(self.workspace, request.subject),
            ),
        )

    def _judged(self, request: ChoiceRequest, found: Kept, took_s: float) -> Chosen:
        key = found.texts.get("chosen")
        if key not in {option.key for option in request.options}:
            self._count("crm_ai_choices", request, by="engine")
            return _engine("unknown_choice", took_s)
        by = WordedBy(by="fallback_model" if found.via == "fallback" else "model")
        self._count("crm_ai_choices", request, by=by.by)
        return Chosen(key, by, found.model, took_s)

    def _count(self, name: str, request: ChoiceRequest, amount: float = 1.0, **labels: str) -> None:
        self.tally.count(name, amount, feature=request.feature, **labels)


def _withheld(request: ChoiceRequest) -> bool:
    """Whether the text must stay: of who said it we know that it must, or not even who they are."""
    by_id = {person.id: person for person in request.people}
    if request.speaker is not None:
        speaker = by_id.get(request.speaker)
        if speaker is None or speaker.do_not_profile:
            return True
    barred = [name for person in request.people if person.do_not_profile for name in person.names]
    return bool(barred) and names_pattern(barred).search(request.text) is not None


def _messages(
    request: ChoiceRequest, prompt: Prompt, ids: Sequence[str], redaction: Redaction
) -> tuple[Message, Message]:
    options = [f"[{id_}] {option.means}" for id_, option in zip(ids, request.options, strict=True)]
    text = around(request.text, None, prompt.settings.reading_tokens * _CHARACTERS_OF_A_TOKEN)
    data = {"options": "\n".join(options), "text": redaction.hide(text)}
    values = {
        **data,
        "boundary": boundary("\n".join(data.values())),
        "language": LANGUAGES.get(request.language, request.language),
        "feature": request.feature,
    }
    instructions, body = prompt.fill(values)
    return Message("system", instructions), Message("user", body, untrusted=True)


def _key(workspace: str, request: ChoiceRequest, prompt: Prompt, model: str, config: ChoosingConfig) -> str:
    """Name all that could change the choice. The subject is no part of it: the same words are asked once."""
    content = {
        "v": SCHEMA_VERSION,
        "workspace": workspace,
        "prompt": prompt.digest,
        "model": model,
        "policy": config.names,
        "language": request.language,
        "feature": request.feature,
        "text": request.text,
        "options": [asdict(option) for option in request.options],
        "people": [asdict(person) for person in request.people],
        "companies": request.companies,
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


@lru_cache(maxsize=64)
def choice_form(ids: tuple[str, ...]) -> type[Choice]:
    """Return the form of the answer. A server that does not hold a model to it may send another id: it counts as none."""
    one = Annotated[str, WithJsonSchema({"type": "string", "enum": list(ids)})]
    return create_model(
        "Choice", __base__=Choice, choice_id=(one, Field(description="id of the reading that comes first"))
    )


def _engine(reason: str, took_s: float) -> Chosen:
    return Chosen(by=WordedBy(reason=reason), took_s=took_s)
