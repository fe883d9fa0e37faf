"""People side by side as one insight, put together when somebody asks; nothing is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...errors import UserInputError
from ...features.persona.comparing import compare
from ...insights import Coverage, Insight, Subject
from ...insights.comparison import COMPARISON, PEOPLE
from ...records import Contact
from ...store import Store, new_id
from .keeping import Personas


@dataclass(frozen=True)
class Comparisons:
    """Makes comparisons of personas."""

    store: Store
    personas: Personas

    def of(self, workspace: str, contact_ids: Sequence[str], connection: str | None = None) -> Insight:
        """Return two to four people side by side.

        Raises:
            UserInputError: fewer or more, one of them twice, or they are of several connections.
            NotFoundError: no such contact.
            ConflictError: several connections have one of them.
        """
        insights = self.personas.compare(workspace, contact_ids, connection)
        keys = {one.connection for one in insights}
        if len(keys) > 1:
            raise UserInputError(
                "people of several connections can't be compared in one document",
                code="compare_connections",
                hint="compare people of one CRM",
            )
        (key,) = keys
        with self.store.workspace(workspace) as session:
            people = session.records.fetch(key, Contact, list(contact_ids))
        found = compare(insights, {one.id: one.display_name for one in people})
        barred = {one.id for one in people if one.do_not_profile}
        payload = found.payload.model_copy(
            update={
                "people": [
                    one.model_copy(update={"profiled": one.contact not in barred})
                    for one in found.payload.people
                ]
            }
        )
        return Insight(
            id=new_id("ins"),
            kind=COMPARISON,
            subject=Subject(type=PEOPLE, id=",".join(contact_ids)),
            connection=key,
            version=1,
            as_of=max(one.as_of for one in insights),
            engine_version=insights[0].engine_version,
            language=insights[0].language,
            coverage=Coverage(seen={"touchpoints": sum(one.touchpoints for one in payload.people)}),
            evidence=list(found.evidence),
            payload=payload.model_dump(mode="json"),
            fingerprint="",
        )
