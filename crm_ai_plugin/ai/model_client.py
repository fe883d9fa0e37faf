"""The language model over the network: limits, money, breaker, attempts, retries, fallback, within one deadline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import structlog
from pydantic import BaseModel

from ..errors import CrmAiError, PermanentError, RateLimitedError, RetryableError
from ..ports.clock import Clock, system_clock
from ..ports.language_model import CallOptions, Completion, Message, Usage, Via
from .attempt import Attempt
from .catalogue import Catalogue, ModelFacts
from .deadline import Deadline
from .guards import Guards, Purpose
from .openai_client import Connection, ModelRequest, RawAnswer
from .portable_schema import portable_schema
from .pricing import PriceList, TokenCount
from .retrying import Patience, Retrying
from .token_bound import most_input_tokens, most_tokens

log = structlog.get_logger(__name__)

T = TypeVar("T", bound=BaseModel)

PRIMARY_SHARE = 0.6
"""Of the time for everything, as long as there is a fallback that needs the rest."""
CURED_BY_FALLBACK = frozenset(
    {
        *("model_timeout", "model_unavailable", "model_rate_limited", "breaker_open", "model_not_found"),
        *("quota_exhausted", "bad_output", "deadline_exceeded"),
    }
)
"""Another model may do better at these. It would refuse the same, be cut off at the same length, and has the
same key, limits and cap."""


@dataclass(frozen=True)
class ClientConfig:
    """Choices of an installation.

    Attributes:
        model: Asked first.
        fallback_model: Asked when that fails; None for no other.
        timeout_s: For one attempt.
        deadline_s: For everything, where the caller sets none.
        max_retries: Further attempts at one model.
        max_output_tokens: Bound of an answer, where the caller sets none.
        effort: How long a model of the list that reasons may do so; None leaves it to the model.
    """

    model: str
    fallback_model: str | None
    timeout_s: float = 30.0
    deadline_s: float = 45.0
    max_retries: int = 3
    max_output_tokens: int = 2000
    effort: str | None = None


class ModelClient:
    """A :class:`~crm_ai_plugin.ports.language_model.LanguageModel` on any server that speaks the vendor's API."""

    def __init__(
        self,
        config: ClientConfig,
        connection: Connection,
        guards: Guards,
        catalogue: Catalogue,
        prices: PriceList,
        clock: Clock = system_clock,
        patience: Patience | None = None,
    ) -> None:
        self.config = config
        self.prices = prices
        self._connection = connection
        self._guards = guards
        self._catalogue = catalogue
        self._clock = clock
        self._retrying = Retrying(config.max_retries, patience or Patience())

    def complete(self, messages: Sequence[Message], schema: type[T], options: CallOptions) -> Completion[T]:
        """Return a validated answer of the primary model, or of the fallback; see the protocol for errors."""
        written = portable_schema(schema)
        deadline = Deadline.after(options.deadline_s or self.config.deadline_s)
        models = self._models(options)
        failures: list[CrmAiError] = []
        for via, model in models:
            share = deadline
            if via == "primary" and len(models) > 1:
                share = deadline.sooner(deadline.remaining() * PRIMARY_SHARE)
            request = self._request(self._catalogue.facts(model), messages, schema.__name__, written, options)
            try:
                value, usage = self._retrying.run(
                    partial(self._attempt, request, schema, options), share, self.config.timeout_s
                )
            except (PermanentError, RetryableError) as error:
                log.warning("model_failed", model=model, via=via, code=error.code, detail=error.detail)
                failures.append(error)
                if error.code not in CURED_BY_FALLBACK:
                    break
            else:
                return Completion(value, usage, model, via)
        raise _most_promising(failures)

    def close(self) -> None:
        """Close all connections."""
        self._connection.close()

    def _attempt(
        self, request: ModelRequest, schema: type[T], options: CallOptions, seconds: float
    ) -> tuple[T, Usage]:
        most = TokenCount(most_input_tokens(request.messages, request.schema), request.max_output_tokens)
        purpose = Purpose(options.workspace, options.feature, request.model, options.prompt_version)

        def tokens_of(raw: RawAnswer) -> TokenCount:
            return raw.tokens or TokenCount(most.input, min(most.output, most_tokens(raw.text)))

        return Attempt(self._guards, self.prices, purpose, most).run(
            partial(self._connection.ask, request, seconds), tokens_of, lambda raw: raw.judged(schema)
        )

    def _models(self, options: CallOptions) -> list[tuple[Via, str]]:
        today = self._clock().date()
        primary = self._catalogue.present(options.model or self.config.model, today)
        models: list[tuple[Via, str]] = [("primary", primary)]
        if self.config.fallback_model is not None:
            fallback = self._catalogue.present(self.config.fallback_model, today)
            if fallback != primary:
                models.append(("fallback", fallback))
        return models

    def _request(
        self,
        facts: ModelFacts,
        messages: Sequence[Message],
        schema_name: str,
        schema: dict[str, object],
        options: CallOptions,
    ) -> ModelRequest:
        wanted = options.max_output_tokens or self.config.max_output_tokens
        effort = self.config.effort if facts.reasons else None
        # A model that reasons takes a temperature only when it is told not to.
        takes_temperature = not facts.reasons or effort == "none"
        return ModelRequest(
            model=facts.name,
            of_vendor=facts.known,
            messages=messages,
            schema_name=schema_name,
            schema=schema,
            max_output_tokens=min(wanted, facts.max_output_tokens),
            temperature=options.temperature if takes_temperature else None,
            effort=effort,
            subject_hash=options.subject_hash,
        )


def _most_promising(failures: Sequence[CrmAiError]) -> CrmAiError:
    """Return the failure whose advice is worth most: come back later, try again, and only then give up."""
    for kind in (RateLimitedError, RetryableError):
        for failure in failures:
            if isinstance(failure, kind):
                return failure
    return failures[0]
