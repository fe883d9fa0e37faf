"""What has to hold behind an erasure, however it came about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_ai_plugin.runtime.services import Services

from .comparing import Explained, crm_of, differing, is_time_of_change, unexplained_in_crm
from .databases import Database
from .living import Cast
from .traces import files_below, found, keys_of, rows_of

PASSING = ("crm-ai:budget:", "crm-ai:window:")
"""Families of keys that time alone changes."""
ASKED_FOR = ("rq:", "crm-ai:queued:")
"""Families in which an erasure has things looked at again."""


def nothing_is_found(
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


def others_are_as_they_were_in_the_crm(
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


def unexplained_keys(before: Mapping[str, bytes], after: Mapping[str, bytes], cast: Cast) -> list[str]:
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
