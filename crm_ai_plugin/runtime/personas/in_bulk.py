"""Personas of everybody who took part in something, when an admin asks for them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

import structlog

from ...errors import ConflictError
from ...insights import Insight
from ...ports.person import PersonHistory
from ...records import ContactSnapshot
from ...store import WorkspaceSession
from ..advice.advising import UrlOf
from ..advice.horizon import horizons
from .building import ENGINE, KIND, SUBJECT, Building, insight_of

log = structlog.get_logger(__name__)

AT_ONCE = 100
"""Contacts that are read together and stored in one transaction, with how far it has come."""
_CURSOR = "persona_bulk"
_ANY = "-"

Key = tuple[str, str]


@dataclass(frozen=True)
class PersonaBulk:
    """Builds personas in stock, in the engine's words: a run over all contacts buys none.

    Stopped at any point, the next run goes on where the last one was.
    """

    building: Building

    def left(self, workspace: str) -> int:
        """Return how many contacts the next run looks at."""
        return len(self._left(workspace))

    def run(self, workspace: str, tell: Callable[[int], None] = lambda _: None) -> int:
        """Build every contact's persona; returns how many contacts were looked at.

        Args:
            workspace: Whose contacts.
            tell: Is told after every hundred how many were looked at so far.
        """
        left = self._left(workspace)
        for start in range(0, len(left), AT_ONCE):
            self._store(workspace, left[start : start + AT_ONCE])
            tell(min(start + AT_ONCE, len(left)))
        with self.building.store.workspace(workspace) as session:
            session.cursors.drop(_ANY, _CURSOR)
        return len(left)

    def _left(self, workspace: str) -> Sequence[Key]:
        with self.building.store.workspace(workspace) as session:
            everybody = session.records.who_took_part()
            mark = session.cursors.get(_ANY, _CURSOR) or ""
        return sorted((key for key in everybody if _place(key) >= mark), key=lambda key: (_place(key), key))

    def _store(self, workspace: str, keys: Sequence[Key]) -> None:
        building = self.building
        of_connection = horizons(building.store, workspace, building.clock())
        made: list[Insight] = []
        with building.store.workspace(workspace) as session:
            learned = session.learned.latest(KIND)
            for connection, group in groupby(sorted(keys), key=itemgetter(0)):
                ids = [contact_id for _, contact_id in group]
                as_of = of_connection.get(connection, building.clock())
                with building.links(workspace, connection) as url_of:
                    for snapshot in session.records.persons(connection, ids, as_of):
                        if not snapshot.contact.do_not_profile:
                            made += self._one(session, snapshot, learned, url_of)
            session.cursors.set(_ANY, _CURSOR, _place(keys[-1]))
        for insight in made:
            building.stored(workspace, insight)

    def _one(
        self,
        session: WorkspaceSession,
        snapshot: ContactSnapshot,
        learned: Mapping[str, Any] | None,
        url_of: UrlOf,
    ) -> Iterator[Insight]:
        feature, connection, contact_id = self.building.feature, snapshot.connection, snapshot.contact.id
        kept = session.persona_readings.of(connection, contact_id)
        history = PersonHistory(
            last=session.insights.latest(KIND, SUBJECT, contact_id, connection),
            overrides=session.persona_overrides.of(connection, contact_id),
        )
        facts = feature.facts(snapshot, learned, kept)
        draft = feature.word(feature.assess(facts, history), ENGINE)
        if (readings := feature.keep(facts)) != kept:
            session.persona_readings.set(connection, contact_id, readings)
        if history.last is not None and history.last.fingerprint == draft.fingerprint:
            return
        try:
            session.insights.add(insight := insight_of(feature, draft, snapshot, history.last, url_of))
        except ConflictError:
            log.info("persona_in_bulk_left_out", code="renewed_meanwhile")
        else:
            yield insight


def _place(key: Key) -> str:
    """Where in the order of a run a contact comes: too short a digest to tell who it is."""
    return hashlib.blake2b("\0".join(key).encode(errors="replace"), digest_size=3).hexdigest()
