"""Deals that have closed before, and deals that a rep closes in the sandbox CRM."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crm_ai_plugin.runtime.pulls.importing import Importing
from crm_ai_plugin.testing.world.stages import PIPELINES
from tests.e2e.product import WORKSPACE, Product
from tests.fixtures.lost_on_price import lost_on_price

FACTOR = "Price talk"
"""What the years before went with losing."""


def bring_in_years_before(product: Product, folder: Path) -> None:
    """Import closed deals of the years before: mostly lost where the price was talked about."""
    services = product.services
    Importing(services.store, services.clock).run(WORKSPACE, lost_on_price(folder / "b", moves=True))
    services.win_loss.prepare(WORKSPACE)


def open_deals(product: Product) -> Iterator[str]:
    """Yield ids of open deals that stay open unless the caller closes them."""
    for deal in product.sandbox.open_deals():
        if deal != product.sandbox.showcase_deal_id:
            yield deal


def close(product: Product, deal: str, reason: str) -> None:
    """The rep marks a deal as lost in the CRM, and says why."""
    sandbox: Any = product.sandbox
    pipeline = sandbox.deal(deal).properties["pipeline"]
    stage = next(one for one in PIPELINES if one.id == pipeline).closing_stage(won=False)
    sandbox.change_deal(deal, {"dealstage": stage, "closed_lost_reason": reason})
