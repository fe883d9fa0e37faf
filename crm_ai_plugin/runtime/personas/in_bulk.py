"""Personas of everybody who took part in something, when an admin asks for them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

import structlog

from ...errors import ConflictError
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

    Stopped at any point, the next run goes on with the contact after the last that was stored.
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
        done = 0
        for connection, ids in _chunks(self._left(workspace)):
            with self.building.links(workspace, connection) as url_of:
                self._store(workspace, connection, ids, url_of)
            done += len(ids)
            tell(done)
        with self.building.store.workspace(workspace) as session:
            session.cursors.drop(_ANY, _CURSOR)
        return done

    def _left(self, workspace: str) -> Sequence[Key]:
        with self.building.store.workspace(workspace) as session:
            everybody = session.records.who_took_part()
            mark = session.cursors.get(_ANY, _CURSOR)
        last = tuple(json.loads(mark)) if mark else ("", "")
        # Sorted here, because databases order texts by their own rules.
        return sorted(key for key in everybody if key > last)

    def _store(self, workspace: str, connection: str, ids: Sequence[str], url_of: UrlOf) -> None:
        store, clock = self.building.store, self.building.clock
        as_of = horizons(store, workspace, clock()).get(connection, clock())
        with store.workspace(workspace) as session:
            learned = session.learned.latest(KIND)
            for snapshot in session.records.persons(connection, ids, as_of):
                if not snapshot.contact.do_not_profile:
                    self._one(session, snapshot, learned, url_of)
            session.cursors.set(_ANY, _CURSOR, json.dumps([connection, ids[-1]]))

    def _one(
        self,
        session: WorkspaceSession,
        snapshot: ContactSnapshot,
        learned: Mapping[str, Any] | None,
        url_of: UrlOf,
    ) -> None:
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
            session.insights.add(insight_of(feature, draft, snapshot, history.last, url_of))
        except ConflictError:
            log.info("persona_in_bulk_left_out", code="renewed_meanwhile")


def _chunks(keys: Sequence[Key]) -> Iterator[tuple[str, Sequence[str]]]:
    for connection, group in groupby(keys, key=itemgetter(0)):
        ids = [contact_id for _, contact_id in group]
        for start in range(0, len(ids), AT_ONCE):
            yield connection, ids[start : start + AT_ONCE]
