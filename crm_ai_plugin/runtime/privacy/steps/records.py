"""The CRM's records as we hold them: the contact, its place in others, and texts that mention it."""

from __future__ import annotations

from collections.abc import Iterator

from ....store.repositories.records.erasing import SCRUBBED
from ....store.tables.expected import ExpectedTable
from ....store.tables.tombstones import TombstoneTable
from ..errand import Errand, Part, Step


def _run(errand: Errand) -> Iterator[Part]:
    person = errand.person
    for kind in SCRUBBED:
        with errand.session() as session:
            yield Part(f"{kind}_records", session.records.scrub(person, kind, errand.erasure_id))
    with errand.session() as session:
        removed = session.records.take_out(person.contacts)
        # Deleting leaves ids behind for a while; marks do the same for good, and say less.
        removed += session.personal_rows.erase(TombstoneTable, person)
        session.personal_rows.erase(ExpectedTable, person)
    yield Part("contact_records", removed)
    if errand.queue is not None:
        errand.queue.measure(errand.workspace)


STEP = Step(70, _run)
