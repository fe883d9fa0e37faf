"""Factors by stage on the real runtime: deals that moved through stages, from the bundle to the answer."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from crm_ai_plugin.insights import Cohort, Insight, WinLossPayload
from crm_ai_plugin.insights.win_loss import Factor
from crm_ai_plugin.runtime.cohorts.asked import asked_cohort
from crm_ai_plugin.runtime.pulls.importing import Importing
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import Settings
from tests.fixtures.lost_on_price import lost_on_price
from tests.fixtures.planted_secrets import PLANTED
from tests.unit.web.web_fakes import NOW


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory, _migrated_sqlite: Path) -> Iterator[Services]:
    folder = tmp_path_factory.mktemp("moved")
    shutil.copyfile(_migrated_sqlite, folder / "own.db")
    settings = Settings.load(
        env_file=None,
        home=folder,
        database_url=f"sqlite:///{folder / 'own.db'}",
        redis_url="redis://127.0.0.1:1",
        secret_key=SecretStr(PLANTED["secret key"]),
    )
    made = Services(settings, clock=lambda: NOW)
    with made.store.system() as system:
        system.workspaces.ensure("acme", "acme")
    Importing(made.store, made.clock).run("acme", lost_on_price(folder / "bundle", moves=True))
    made.win_loss.prepare("acme")
    yield made
    made.close()


def price_talk(insight: Insight) -> Factor:
    payload = WinLossPayload.model_validate(insight.payload)
    return next(one for one in payload.factors if one.key == "price_pressure")


def test_price_talk_counts_at_the_stage_before_which_it_was_heard(services: Services) -> None:
    found = price_talk(services.win_loss.cohort("acme", Cohort()))
    demo = next(one for one in found.by_stage if one.stage == "demo")
    assert demo.q_value is not None
    assert demo.q_value < 0.1
    assert demo.odds_ratio.high < 1.0
    assert "adjusted for what else was known then" in demo.odds_ratio.basis
    # The mails that speak of the price come after the first stage is entered, so there is nothing to compare.
    assert "talk" not in {one.stage for one in found.by_stage}


def test_a_filtered_cohort_reads_its_own_deals(services: Services) -> None:
    found = price_talk(services.win_loss.cohort("acme", asked_cohort(["source = Web"])))
    demo = next(one for one in found.by_stage if one.stage == "demo")
    assert (demo.odds_ratio.n, demo.q_value is None) == (80, False)
