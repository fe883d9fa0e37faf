"""Tables that can be gone through by what they declare, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from ..errand import Errand, Part, Step
from ..registry import PersonalDataRegistry, TablePlace


def _run(errand: Errand) -> Iterator[Part]:
    for place in _places():
        with errand.session() as session:
            removed = session.personal_rows.erase(place.mapped, errand.person)
            removed += session.personal_rows.scrub(place.mapped, errand.person)
        yield Part(place.name, removed)


@cache
def _places() -> tuple[TablePlace, ...]:
    tables = PersonalDataRegistry.collected(owners=()).tables.values()
    return tuple(
        place
        for place in tables
        if not place.system and place.data.of_contacts and place.data.erased != "elsewhere"
    )


STEP = Step(40, _run)
