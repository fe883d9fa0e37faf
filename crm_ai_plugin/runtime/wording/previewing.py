"""What a prompt would send for a deal, and what would come of it, without keeping anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel

from ...ai.prompts import Prompt
from ...ai.token_bound import likely_tokens
from ...ai.wording import DeskConfig, ModelDesk, NothingKept
from ...errors import NotFoundError, PermanentError
from ...ports.clock import Clock
from ...ports.feature import Draft, History
from ...ports.language_model import CallOptions, Completion, LanguageModel, Message
from ...ports.writing import Wording, WordingRequest, Writer
from ...records import DealSnapshot
from ...settings import AiSettings
from ...store import Store
from ..advice.horizon import horizons
from ..registry import Registry

T = TypeVar("T", bound=BaseModel)


@dataclass(frozen=True)
class Preview:
    """What would be sent, redacted as it would be, and about how many tokens that is."""

    prompt: str
    messages: Sequence[tuple[str, str]]
    tokens: int
    withheld: int
    engine: Mapping[str, str]
    """The engine's texts by slot."""
    worded: Mapping[str, str] | None = None
    """The model's where it was asked."""
    reason: str | None = None


class FixedPrompt:
    """Gives one prompt, whoever asks."""

    def __init__(self, prompt: Prompt) -> None:
        self._prompt = prompt

    def prompt(self, workspace: str, feature: str, subject: str) -> Prompt:
        """Return it.

        Raises:
            NotFoundError: it is another feature's.
        """
        if feature != self._prompt.feature:
            raise NotFoundError(f"this is a prompt for {self._prompt.feature}", code="prompt_unknown")
        return self._prompt


class _Listening:
    """Keeps what it is asked and passes it on, if there is anybody."""

    def __init__(self, model: LanguageModel | None) -> None:
        self._model = model
        self.messages: Sequence[Message] = ()

    def complete(self, messages: Sequence[Message], schema: type[T], options: CallOptions) -> Completion[T]:
        self.messages = messages
        if self._model is None:
            raise PermanentError("only a preview", code="preview")
        return self._model.complete(messages, schema, options)


class Overhearing:
    """A writer that keeps what a feature asked for and what it got."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self.request: WordingRequest | None = None
        self.wording: Wording | None = None

    def phrase(self, request: WordingRequest) -> Wording:
        """Pass on."""
        self.request = request
        self.wording = self._writer.phrase(request)
        return self.wording


@dataclass(frozen=True)
class PromptPreviews:
    """Shows prompts at work on a workspace's own deals."""

    store: Store
    registry: Registry
    settings: AiSettings
    clock: Clock

    def preview(
        self,
        workspace: str,
        prompt: Prompt,
        deal_id: str,
        connection: str | None = None,
        model: LanguageModel | None = None,
    ) -> Preview:
        """Return what `prompt` would send about a deal; with `model` it is sent, and paid for.

        Raises:
            NotFoundError: no such deal, or the feature is not about deals.
        """
        with self.store.workspace(workspace) as session:
            key, _ = session.records.find_deal(deal_id, connection)
        as_of = horizons(self.store, workspace, self.clock())[key]
        with self.store.workspace(workspace) as session:
            snapshot = session.records.snapshot(key, deal_id, as_of)
            learned = session.learned.latest(prompt.feature)
        listening = _Listening(model)
        config = DeskConfig(self.settings.model, self.settings.names, self.settings.urgent_s)
        desk = ModelDesk(config, listening, FixedPrompt(prompt), lambda _: NothingKept())
        writer = Overhearing(desk.writer(workspace, urgent=True))
        drafted(self.registry, prompt.feature, snapshot, learned, writer)
        request, wording = writer.request, writer.wording
        if request is None or wording is None:
            raise NotFoundError(f"{prompt.feature} words nothing about this deal", code="nothing_to_word")
        return Preview(
            prompt.label,
            [(m.role, m.text) for m in listening.messages],
            sum(likely_tokens(m.text) for m in listening.messages),
            wording.withheld,
            request.texts,
            dict(wording.texts) if model is not None else None,
            wording.by.reason,
        )


def drafted(
    registry: Registry,
    feature: str,
    snapshot: DealSnapshot,
    learned: Mapping[str, object] | None,
    writer: Writer,
) -> Draft:
    """Let a feature word a deal as if it were seen for the first time."""
    maker = registry.feature(feature)
    if maker.subject_type != "deal":
        raise NotFoundError(f"{feature} is not about deals", code="kind_unknown")
    assessment = maker.assess(maker.facts(snapshot, learned), learned, History())
    return maker.word(assessment, writer)
