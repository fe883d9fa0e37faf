"""Vectors of texts over the network, under the same limits, money, breaker and deadline as every other call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import structlog

from ..errors import CrmAiError
from ..ports.clock import Clock, system_clock
from ..ports.language_model import CallOptions, Usage
from .attempt import Attempt
from .catalogue import Catalogue
from .deadline import Deadline
from .guards import Guards, Purpose
from .openai_client import Connection
from .openai_client.embeddings_api import EmbeddingRequest
from .pricing import PriceList, TokenCount
from .retrying import Patience, Retrying
from .token_bound import PER_CALL, most_tokens

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class EmbeddingConfig:
    """Choices of an installation.

    Attributes:
        model: Whose vectors.
        dimensions: Their length.
        timeout_s: For one attempt.
        deadline_s: For all, where the caller sets none.
        max_retries: Further attempts.
    """

    model: str
    dimensions: int
    timeout_s: float = 30.0
    deadline_s: float = 45.0
    max_retries: int = 3


class EmbeddingClient:
    """Asks one model. There is no fallback to another one: its vectors could not be compared."""

    def __init__(
        self,
        config: EmbeddingConfig,
        connection: Connection,
        guards: Guards,
        catalogue: Catalogue,
        prices: PriceList,
        clock: Clock = system_clock,
        patience: Patience | None = None,
    ) -> None:
        self.config = config
        self._connection = connection
        self._guards = guards
        self._prices = prices
        self._model = catalogue.present(config.model, clock().date())
        self._facts = catalogue.facts(self._model)
        self._retrying = Retrying(config.max_retries, patience or Patience())

    @property
    def name(self) -> str:
        """Names the vectors: those of another name are never compared with them."""
        return f"{self._model}/{self._dimensions}"

    @property
    def _dimensions(self) -> int:
        longest = self._facts.dimensions
        return self.config.dimensions if longest is None else min(self.config.dimensions, longest)

    def embed(self, texts: Sequence[str], options: CallOptions) -> tuple[list[list[float]], Usage]:
        """Return a vector for each text, and what that took.

        Args:
            texts: Already redacted; none empty. The caller keeps the number within what one call may take.
            options: Who pays, and within which time.

        Raises:
            CrmAiError: of one of the kinds that `LanguageModel.complete` names.
        """
        request = EmbeddingRequest(
            self._model, texts, self._dimensions, choosable=self._facts.dimensions is not None
        )
        most = TokenCount(PER_CALL + sum(most_tokens(text) for text in texts))
        purpose = Purpose(options.workspace, options.feature, self._model, options.prompt_version)
        call = Attempt(self._guards, self._prices, purpose, most)

        def attempt(seconds: float) -> tuple[list[list[float]], Usage]:
            return call.run(
                partial(self._connection.embed, request, seconds),
                lambda raw: raw.tokens or most,
                lambda raw: raw.judged(request),
            )

        deadline = Deadline.after(options.deadline_s or self.config.deadline_s)
        try:
            return self._retrying.run(attempt, deadline, self.config.timeout_s)
        except CrmAiError as error:
            log.warning("embedding_failed", model=self._model, code=error.code, detail=error.detail)
            raise

    def close(self) -> None:
        """Close all connections."""
        self._connection.close()
