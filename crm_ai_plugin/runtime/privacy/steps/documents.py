"""Documents that were shared, reports that are made regularly, and words that were bought."""

from __future__ import annotations

from collections.abc import Iterator

from ..errand import Errand, Part, Step


def _run(errand: Errand) -> Iterator[Part]:
    with errand.session() as session:
        contacts = errand.person.contacts
        yield Part("shares", sum(session.shares.erase_contact(*one) for one in contacts))
    with errand.session() as session:
        yield Part("alert_evidence", sum(session.alerts.erase_contact(id_) for _, id_ in contacts))
    ids = {id_ for _, id_ in errand.person.contacts}
    with errand.session() as session:
        theirs = [row.id for row in session.report_schedules.list() if ids & set(_texts(dict(row.schedule)))]
        for one in theirs:
            session.report_schedules.remove(one)
        yield Part("report_schedules", len(theirs))
    with errand.session() as session:
        # Kept encrypted, so nobody can say which of them name the person; they can be bought again.
        yield Part("wordings", session.wordings.drop())


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


STEP = Step(35, _run)
