"""Forgetting a person over a whole world: a byte scan finds nothing of them, and all else is as it was, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from crm_ai_plugin.runtime.privacy.registry import PersonalDataRegistry
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.testing.sandbox import playing

from .comparing import Explained, crm_of, differing, is_time_of_change, tables_of, unexplained_in_crm
from .databases import Database
from .living import CONNECTION, WORKSPACE, Cast, connected, live
from .planting import NEEDLES, Planted
from .traces import files_below, found, keys_of, rows_of

RUNS = [("hubspot", "postgresql"), *((name, "sqlite") for name in playing.names())]
UNREAD = {"salesforce": {"PLANTNOTE42", "PLANTFAR43"}}
"""Planted where the product reads nothing: Salesforce keeps the text of notes in files."""
PASSING = ("crm-ai:budget:", "crm-ai:window:")
"""Families of keys that time alone changes."""
ASKED_FOR = ("rq:", "crm-ai:queued:")
"""Families in which an erasure has things looked at again."""


@pytest.fixture
def services(sandbox: Any, tmp_path: Path, base: Database, redis_url: str) -> Iterator[Services]:
    made = connected(tmp_path / "home", base.url, redis_url, sandbox.wiring())
    yield made
    made.__dict__.pop("language_model")
    made.close()


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
    _others_are_as_they_were_in_the_crm(sandbox, differences, cast, first, in_crm)
    assert _unexplained_keys(keys, keys_of(redis_url), cast) == []
    assert dict(files_below(home)) == files
    _nothing_is_found(services, base, redis_url, cast, crm_of(sandbox))

    # The CRM still holds all of it, and delivers it again.
    services.syncing.run(WORKSPACE, CONNECTION, full=True)
    for deal in (cast.deal, cast.elsewhere):
        services.refreshing.now(WORKSPACE, CONNECTION, deal, write_back=True)
    _nothing_is_found(services, base, redis_url, cast, crm_of(sandbox))
    _everything_is_declared(redis_url, home)
    said = capfd.readouterr()
    assert found({"stdout": said.out.encode(), "stderr": said.err.encode()}, cast.person) == {}


def _nothing_is_found(
    services: Services, base: Database, redis_url: str, cast: Cast, in_crm: Mapping[Any, Any]
) -> None:
    assert found(rows_of(services.store.engine), cast.person) == {}
    assert found(base.bytes(), cast.person) == {}, "as the erasure leaves them"
    base.settle()
    assert found(base.bytes(), cast.person) == {}, "as they are in the end"
    assert found(base.journal(), cast.person) == {}
    assert found(keys_of(redis_url), cast.person) == {}
    assert found(files_below(services.settings.home), cast.person) == {}
    ours = {str(key): repr(held[0]).encode() for key, held in in_crm.items() if _is_ours(key, held)}
    assert found(ours) == {}


def _is_ours(key: tuple[str, str], held: Any) -> bool:
    return bool(held[1].type == "INTEGRATION")


def _others_are_as_they_were_in_the_crm(
    sandbox: Any, differences: Explained, cast: Cast, first: Mapping[Any, Any], before: Mapping[Any, Any]
) -> None:
    app = sandbox.app_source
    ours = {key: held for key, held in before.items() if held[1] == app}
    told = {id_ for (_, id_), held in ours.items() if differences.concerns(held) or cast.person in repr(held)}
    assert told, "the test would prove nothing"
    assert len(told) < len(ours), "what was written about others has to be there to stay"
    after = crm_of(sandbox)
    assert unexplained_in_crm(app, first, before, after, {*told, cast.person, cast.deal}) == []
    assert told.isdisjoint(id_ for _, id_ in after), "what was written about them is gone"
    (person,) = (key for key in after if key[1] == cast.person)
    assert _filled(after[person][0]) == _filled(first[person][0]), "our fields of theirs hold nothing"
    assert _filled(before[person][0]) != _filled(first[person][0]), "the test would prove nothing"


def _filled(values: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value and not is_time_of_change(name)}


def _unexplained_keys(before: Mapping[str, bytes], after: Mapping[str, bytes], cast: Cast) -> list[str]:
    about = f"contact|{cast.person}"
    return [
        key
        for key, old, new in differing(before, after)
        if not key.startswith(PASSING)
        and not key.startswith(ASKED_FOR)
        and not (
            old is not None and found({key: old}, cast.person) and new is not None and len(new) < len(old)
        )
        and about not in key
    ]


def _everything_is_declared(redis_url: str, home: Path) -> None:
    registry = PersonalDataRegistry.collected()
    assert [key for key in keys_of(redis_url) if registry.family(key) is None] == []
    assert [path for path, _ in files_below(home) if registry.file(path) is None] == []
