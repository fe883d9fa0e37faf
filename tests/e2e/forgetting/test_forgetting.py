"""Forgetting a person over a whole world: a byte scan finds nothing of them, and all else is as it was, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crm_ai_plugin.runtime.privacy.registry import PersonalDataRegistry
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.testing.sandbox import playing

from .comparing import Explained, crm_of, tables_of
from .databases import Database
from .living import CONNECTION, WORKSPACE, close, connected, live
from .outcome import nothing_is_found, others_are_as_they_were_in_the_crm, unexplained_keys
from .planting import NEEDLES, Planted
from .traces import files_below, found, keys_of

RUNS = [("hubspot", "postgresql"), *((name, "sqlite") for name in playing.names())]
UNREAD = {"salesforce": {"PLANTNOTE42", "PLANTFAR43"}}
"""Planted where the product reads nothing: Salesforce keeps the text of notes in files."""


@pytest.fixture
def services(sandbox: Any, tmp_path: Path, base: Database, redis_url: str) -> Iterator[Services]:
    made = connected(tmp_path / "home", base.url, redis_url, sandbox.wiring())
    yield made
    close(made)


@pytest.mark.timeout(600)  # a whole life of the product, minutes on a machine that is busy
@pytest.mark.parametrize(("crm", "kind"), RUNS)
def test_nothing_of_a_forgotten_person_is_found_and_all_else_is_as_it_was(
    services: Services,
    sandbox: Any,
    crm: str,
    base: Database,
    plan: Planted,
    redis_url: str,
    capfd: pytest.CaptureFixture[str],
) -> None:
    first, engine, home = crm_of(sandbox), services.store.engine, services.settings.home
    cast = live(services, plan)
    base.settle()
    seen = found(base.bytes())
    assert set(seen) == set(NEEDLES) - UNREAD.get(crm, set()), "the test would prove nothing"
    tables, in_crm, keys, files = (
        tables_of(engine),
        crm_of(sandbox),
        keys_of(redis_url),
        dict(files_below(home)),
    )
    assert tables["wordings"], "a model was paid for words"

    done = services.forgetting.forget(WORKSPACE, cast.person, CONNECTION, by="anna")
    assert [part for part in done.parts if part["state"] != "done"] == []
    assert done.state == "done"
    assert found({"receipt": repr(done).encode()}, cast.person) == {}

    differences = Explained(cast.person, tables, tables_of(engine))
    assert differences.unexplained == []
    assert {"it was theirs", "a mention, masked", "theirs, emptied"} <= differences.reasons
    others_are_as_they_were_in_the_crm(sandbox, differences, cast, first, in_crm)
    assert unexplained_keys(keys, keys_of(redis_url), cast) == []
    assert dict(files_below(home)) == files
    nothing_is_found(services, base, redis_url, cast, crm_of(sandbox))

    # The CRM still holds all of it, and delivers it again.
    services.syncing.run(WORKSPACE, CONNECTION, full=True)
    for deal in (cast.deal, cast.elsewhere):
        services.refreshing.now(WORKSPACE, CONNECTION, deal, write_back=True)
    nothing_is_found(services, base, redis_url, cast, crm_of(sandbox))
    _everything_is_declared(redis_url, home)
    said = capfd.readouterr()
    assert found({"stdout": said.out.encode(), "stderr": said.err.encode()}, cast.person) == {}


def _everything_is_declared(redis_url: str, home: Path) -> None:
    registry = PersonalDataRegistry.collected()
    assert [key for key in keys_of(redis_url) if registry.family(key) is None] == []
    assert [path for path, _ in files_below(home) if registry.file(path) is None] == []
