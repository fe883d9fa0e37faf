"""How the language model stands: money, breaker, how long the models live. For doctor, metrics and commands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ...ai.catalogue import Catalogue
from ...errors import CrmAiError
from ...ports.clock import Clock
from ...store import SpendRow, Store
from .breaker import BreakerState, RedisBreaker
from .ledger import Caps, month_of

if TYPE_CHECKING:
    from ...ai.openai_client import Connection

WARN_DAYS = 90
"""So long before its last day a model is named as one to replace."""
ASK_S = 5.0


@dataclass(frozen=True)
class ModelReadings:
    """One look.

    Attributes:
        month: As ``YYYY-MM``.
        spent: The month's calls by workspace, feature, model and prompt version.
        taken: What counts against the cap, in billionths of a dollar: calls under way at their most.
        cap_usd: The installation's cap.
        breakers: By model.
    """

    month: str
    spent: Sequence[SpendRow]
    taken: int
    cap_usd: float | None
    breakers: Mapping[str, BreakerState]


@dataclass(frozen=True)
class ModelWatch:
    """Looks, and changes nothing."""

    store: Store
    breaker: RedisBreaker
    catalogue: Catalogue
    clock: Clock
    caps: Caps
    models: Sequence[str]
    """Primary and fallback, as the settings name them."""

    def read(self, workspace: str | None = None, month: str | None = None) -> ModelReadings:
        """Return spend and breakers.

        Raises:
            CrmAiError: the database is away.
        """
        wanted = month or month_of(self.clock())
        with self.store.system() as system:
            spent = system.model_spend.month(wanted, workspace)
            taken = system.model_spend.taken(wanted)
        states: dict[str, BreakerState] = {
            model: self.breaker.state(model) for model in self.present_models()
        }
        return ModelReadings(wanted, spent, taken, self.caps.installation_usd, states)

    def present_models(self) -> list[str]:
        """Return the models that are called now, retired names replaced."""
        today = self.clock().date()
        return list(dict.fromkeys(self.catalogue.present(model, today) for model in self.models))

    def concerns(self, connection: Connection | None = None) -> Iterator[str]:
        """Yield a sentence for each model that is gone, or goes soon.

        Args:
            connection: Asked too: the provider knows better than a list. None: only the list is read.
        """
        today = self.clock().date()
        for model in dict.fromkeys(self.models):
            facts = self.catalogue.facts(model)
            if facts.is_gone(today):
                yield f"{model} is gone since {facts.last_day}; {facts.replacement} is called instead"
                continue
            last_day = self._last_day(model, connection) or facts.last_day
            if last_day is not None and (last_day - today).days <= WARN_DAYS:
                instead = f"; {facts.replacement} replaces it" if facts.replacement else ""
                yield f"{model} is shut down on {last_day}{instead}"

    def _last_day(self, model: str, connection: Connection | None) -> date | None:
        if connection is None:
            return None
        try:
            said = connection.shutdown_date(model, ASK_S)
        except CrmAiError:
            # Many servers don't list models; a call will tell what is wrong.
            return None
        try:
            return date.fromisoformat(said[:10]) if said else None
        except ValueError:
            return None
