"""The language model, what it is told, and who words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from ...ai.catalogue import catalogue
from ...ai.without_model import EngineWriter
from ...errors import ConfigurationError
from ...ports.writing import WritingDesk
from ..language_model.breaker import RedisBreaker
from ..language_model.ledger import Caps
from ..language_model.preview import RunCosts
from ..language_model.watching import ModelReadings, ModelWatch
from ..wording.experimenting import Experiments
from ..wording.prompts import WorkspacePrompts
from ..wording.tally import RedisTally
from .ground import Ground

if TYPE_CHECKING:
    from ...ai.model_client import ModelClient
    from ..wording.evaluating import Evaluating
    from ..wording.previewing import PromptPreviews


class Wording(Ground):
    """Wording by a model, where there is one."""

    @cached_property
    def language_model(self) -> ModelClient | None:
        """The language model; None without a key."""
        if self.settings.openai_api_key is None:
            return None
        # The vendor's package takes a second to load, and most commands never ask.
        from ..language_model.building import language_model  # noqa: PLC0415

        return language_model(self.settings, self.redis, self.store, self.clock)

    @cached_property
    def model_watch(self) -> ModelWatch:
        """How the language model stands."""
        ai = self.settings.ai
        models = [name for name in (ai.model, ai.fallback_model) if name]
        breaker = RedisBreaker(self.redis)
        return ModelWatch(self.store, breaker, catalogue(), self.clock, Caps.of(ai), models)

    @cached_property
    def run_costs(self) -> RunCosts:
        """What runs over many records are likely to cost."""
        return RunCosts(
            self.store, self.settings.ai, self.clock, can_call=self.settings.openai_api_key is not None
        )

    def model_readings(self) -> ModelReadings:
        """Return spend and breakers of the language model."""
        return self.model_watch.read()

    @cached_property
    def desk(self) -> WritingDesk:
        """Who words advice: the engine alone where there is no model."""
        model = self.language_model
        if model is None:
            return EngineWriter()
        # Dictionaries and numerics, which an installation without a model never needs.
        from ..wording.building import writing_desk  # noqa: PLC0415

        return writing_desk(self.settings.ai, model, self.store, self.vault, self.tally)

    @cached_property
    def tally(self) -> RedisTally:
        """Counts of all processes."""
        return RedisTally(self.redis)

    def counts(self) -> Iterator[tuple[str, Mapping[str, str], float]]:
        """Yield (name, labels, sum) of what all processes counted.

        Raises:
            RedisError: Redis is away.
        """
        return self.tally.read()

    @cached_property
    def prompts(self) -> WorkspacePrompts:
        """Prompts of workspaces."""
        return WorkspacePrompts(self.store)

    @cached_property
    def experiments(self) -> Experiments:
        """Comparisons of prompts."""
        return Experiments(self.store, self.clock)

    @cached_property
    def prompt_previews(self) -> PromptPreviews:
        """Prompts at work on real deals, without keeping anything."""
        from ..wording.previewing import PromptPreviews  # noqa: PLC0415

        return PromptPreviews(self.store, self.registry, self.settings.ai, self.clock)

    @cached_property
    def evaluating(self) -> Evaluating:
        """Trying versions of prompts.

        Raises:
            ConfigurationError: there is no language model.
        """
        from ..wording.evaluating import Evaluating  # noqa: PLC0415

        model = self.language_model
        if model is None:
            raise ConfigurationError("there is no language model: set OPENAI_API_KEY", code="no_model")
        return Evaluating(self.store, self.registry, self.settings.ai, model)

    def close(self) -> None:
        """Let go of connections to the provider as well."""
        if (model := self.__dict__.get("language_model")) is not None:
            model.close()
        super().close()
