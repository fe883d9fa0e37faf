"""The spend ledger on the database; implements :class:`crm_ai_plugin.ai.guards.SpendLedger`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Self

import structlog

from ...ai.guards import Purpose
from ...ai.pricing import NANO, TokenCount
from ...errors import CrmAiError, PermanentError
from ...ports.clock import Clock
from ...settings import AiSettings
from ...store import INSTALLATION, SpendRow, Store

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Caps:
    """Most of a month in US dollars; None: no cap."""

    installation_usd: float | None = None
    workspace_usd: float | None = None

    @classmethod
    def of(cls, ai: AiSettings) -> Self:
        """Return those of the settings."""
        return cls(ai.monthly_budget_usd, ai.workspace_monthly_budget_usd)

    def by_scope(self, workspace: str) -> dict[str, int | None]:
        """Return them in billionths of a dollar."""
        return {INSTALLATION: _nano(self.installation_usd), workspace: _nano(self.workspace_usd)}


@dataclass(frozen=True)
class StoreLedger:
    """Reserves the most a call can cost before it, books what it took after it."""

    store: Store
    clock: Clock
    caps: Caps

    def reserve(self, purpose: Purpose, cost: int) -> _Reserved:
        """Set money aside; see the protocol."""
        now = self.clock()
        caps = self.caps.by_scope(purpose.workspace)
        try:
            with self.store.system() as system:
                if not system.model_spend.reserve(month_of(now), cost, caps):
                    raise _CapReachedError
        except _CapReachedError:
            raise PermanentError(
                "the month's budget for the language model is used up",
                code="no_budget",
                hint="raise CRM_AI_AI__MONTHLY_BUDGET_USD or CRM_AI_AI__WORKSPACE_MONTHLY_BUDGET_USD",
            ) from None
        return _Reserved(self.store, purpose, cost, now)


class _CapReachedError(Exception):
    """Rolls the transaction back."""


@dataclass(frozen=True)
class _Reserved:
    store: Store
    purpose: Purpose
    reserved: int
    at: datetime

    def settle(self, tokens: TokenCount, cost: int, *, failed: bool) -> None:
        """Book what it took; an answer that is there is not lost over the books."""
        purpose = self.purpose
        row = SpendRow(
            day=self.at.date().isoformat(),
            workspace_id=purpose.workspace,
            feature=purpose.feature,
            model=purpose.model,
            prompt_version=purpose.prompt_version or "",
            calls=1,
            failed=int(failed),
            input_tokens=tokens.input,
            output_tokens=tokens.output,
            cached_tokens=tokens.cached,
            cost=cost,
        )
        self._write(cost - self.reserved, row)

    def cancel(self) -> None:
        """Give all of it back."""
        self._write(-self.reserved, None)

    def _write(self, difference: int, row: SpendRow | None) -> None:
        try:
            with self.store.system() as system:
                system.model_spend.hurry()
                scopes = (INSTALLATION, self.purpose.workspace)
                system.model_spend.adjust(month_of(self.at), difference, scopes)
                if row is not None:
                    system.model_spend.add(row)
        except CrmAiError as error:
            # What was reserved stays taken, so the caps hold all the same.
            log.warning("spend_not_booked", code=error.code, feature=self.purpose.feature)


def month_of(moment: datetime) -> str:
    """Return the month in which a call counts, as ``YYYY-MM`` in UTC."""
    return moment.strftime("%Y-%m")


def _nano(usd: float | None) -> int | None:
    return None if usd is None else int(usd * NANO)
