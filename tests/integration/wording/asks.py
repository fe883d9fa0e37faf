"""How each registered feature is asked for an answer that a model may word: what holds for one has to hold for all."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from crm_ai_plugin.insights import Cohort, Insight
from crm_ai_plugin.records import Record
from crm_ai_plugin.runtime.connections import FILES
from crm_ai_plugin.runtime.objections.asking import Asked
from crm_ai_plugin.runtime.services import Services
from tests.integration.wording.conftest import WORKSPACE, put_deal
from tests.unit.features.builders import deal

TALKATIVE = 30
"""Mails of somebody whose habits can be told."""


def _coach(services: Services, workspace: str = WORKSPACE) -> Insight:
    found = services.refreshing.now(workspace, FILES, "d1")
    return next(insight for insight in found if insight.kind == "deal_coach")


def _objection(services: Services, workspace: str = WORKSPACE) -> Insight:
    return services.objections.ask(
        workspace, Asked("Your price is far too high for us.", "anna", deal_id="d1")
    )


def _win_loss(services: Services, workspace: str = WORKSPACE) -> Insight:
    return services.win_loss.cohort(workspace, Cohort())


def _persona(services: Services, workspace: str = WORKSPACE) -> Insight:
    return services.person_building.build(workspace, FILES, "dana", urgent=True)


ASKS: Mapping[str, Callable[..., Insight]] = {
    "deal_coach": _coach,
    "objection": _objection,
    "win_loss": _win_loss,
    "persona": _persona,
}
"""By key of the feature, for services and a workspace; a new one joins with a line."""


def put_world(services: Services, workspace: str = WORKSPACE) -> None:
    """Store a deal, and a person on it who writes a lot."""
    put_deal(services, workspace)
    made = deal().person("dana", "champion")
    for day in range(1, TALKATIVE + 1):
        made = made.mail_in(day, f"What does it cost per month, and what is the price for {day + 20} users?")
    snapshot = made.build()
    records: list[Record] = [*snapshot.activities]
    with services.store.workspace(workspace) as session:
        session.records.upsert(FILES, records)
