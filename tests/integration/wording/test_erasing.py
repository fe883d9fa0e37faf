"""Whoever is forgotten is forgotten in kept words too."""

from __future__ import annotations

from crm_ai_plugin.runtime.connections import FILES
from crm_ai_plugin.testing.language_model import ScriptedModel
from tests.fixtures.wording_world import rewords
from tests.integration.wording.conftest import WORKSPACE, Made, put_deal


def test_erasing_a_person_drops_what_a_model_was_paid_for(made: Made) -> None:
    services = made(ScriptedModel(rewords()))
    put_deal(services)
    (insight,) = services.refreshing.now(WORKSPACE, FILES, "d1")
    with services.store.workspace(WORKSPACE) as session:
        assert session.wordings.latest("deal_coach", insight.subject, 5)
    services.forgetting.forget(WORKSPACE, "dana", FILES)
    with services.store.workspace(WORKSPACE) as session:
        assert not session.wordings.latest("deal_coach", insight.subject, 5)
