"""Objections, passages of documents, and the vectors that were made of either."""

from __future__ import annotations

from collections.abc import Iterator

from ....store.tables.knowledge import PassageTable
from ....store.tables.objections import ObjectionTable
from ..errand import Errand, Part, Step


def _run(errand: Errand) -> Iterator[Part]:
    person = errand.person
    with errand.session() as session:
        rows = session.personal_rows
        own = [row["id"] for row in rows.own(ObjectionTable, person)]
        mentioning = [row["id"] for row in rows.mentioning(ObjectionTable, person)]
        session.objections.erase(own + mentioning)
        yield Part("objections", len(own) + len(mentioning))
    with errand.session() as session:
        passages = [row["id"] for row in session.personal_rows.mentioning(PassageTable, person)]
        # A passage is quoted word for word, so that one with a hole in it is none.
        session.knowledge.erase(passages)
        session.embeddings.forget("passages", passages)
    yield Part("passages", len(passages))


STEP = Step(30, _run)
